import { randomUUIDv7 } from 'node:crypto';
import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../../kernel/clock/clock.ts';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { Write, WriteRequest } from '../../kernel/db/idempotent.ts';
import type { Orm } from '../../kernel/db/orm.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { RuleAnswer, RuleChanges, RuleWrite } from '../availability/rules/rule-changes.ts';
import type { CreateService, ServiceVersion, ServiceView, UpdateService } from './catalog.contract.ts';
import { assertMeaningful, assertOfferable, type WholeService } from './catalog.domain.ts';
import { Service, ServiceChange } from './catalog.entities.ts';
import { kindInUse, notFromADayOn, notLater, notPrivate, tooManyUpcoming, unknownIds } from './catalog.errors.ts';
import { assertKnown, changesOf, fold, newLinkToken, record } from './service-changes.ts';
import { basesOf, pendingOf, placesOf, viewsOf } from './service-view.ts';
import { listVersions } from './versions.ts';
import { dueBy, eachStage, givenAtOnce, withChanges, type TermChanges } from './versions.domain.ts';

export interface CatalogDeps {
  orm: Orm;
  write: Write;
  ruleChanges: RuleChanges;
  changes: Pick<Changes, 'publish'>;
  clock: Clock;
}

export interface CatalogService {
  list(organizationId: string): Promise<{ data: ServiceView[]; nextCursor: null }>;
  /** @throws `service.not_found` */
  show(organizationId: string, id: string): Promise<ServiceView>;
  /** @throws `request.invalid` for ids that are not of this business; `service.invalid` */
  create(request: WriteRequest & Author, service: CreateService): Promise<ServiceView>;
  /** Lists given replace the former ones. @throws as `create`; `service.not_found`, `service.kind_in_use`, `rules.affect_bookings` */
  update(request: RuleWrite, id: string, changes: UpdateService): Promise<RuleAnswer<ServiceView>>;
  /** @throws `service.not_found` */
  versions(organizationId: string, id: string): Promise<{ data: ServiceVersion[]; nextCursor: null }>;
  /** @throws `service.not_found`, `version.not_found` for one that holds already */
  removeVersion(request: RuleWrite, id: string, version: number): Promise<RuleAnswer<ServiceView>>;
  /** @throws `service.not_found`, `service.not_private` */
  renewLink(request: WriteRequest & Author, id: string): Promise<ServiceView>;
}

interface Author {
  readonly caller: { readonly organizationId: string; readonly userId?: string };
}

const FIND_PLACE: Statement = {
  name: 'find_place_for_service',
  text: `
    select l.id as "locationId",
      (select coalesce(max(s.position) + 1, 0) from services s where s.organization_id = $1) as position
    from locations l where l.organization_id = $1 and ($2::uuid is null or l.id = $2) order by l.position, l.id limit 1`,
};
const LIST_SERVICE: Statement = {
  name: 'list_service_in_directory',
  text: `insert into directory (kind, key, organization_id, target_id) values ('service', ($2::uuid)::text, $1, $2::uuid)`,
};
const CAPACITIES: Statement = {
  name: 'capacities_for_service',
  text: `select id, capacity from resources where organization_id = $1 and kind <> 'staff'`,
};
const STANDING: Statement = {
  name: 'standing_on_kind_of_service',
  text: `
    select
      (select count(*)::int from class_sessions s
        where s.organization_id = $1 and s.service_id = $2 and s.status = 'scheduled' and s.ends_at > to_timestamp($3::float8 / 1000)) as sessions,
      (select count(*)::int from bookings b
        where b.organization_id = $1 and b.service_id = $2 and b.status in ('pending', 'confirmed') and b.ends_at > to_timestamp($3::float8 / 1000)) as bookings`,
};
const MOST_UPCOMING = 20;

async function placeFor(sql: Sql, organizationId: string, locationId?: string) {
  const [place] = await sql.query<{ locationId: string; position: number }>(FIND_PLACE, [
    organizationId,
    locationId ?? null,
  ]);
  if (place) return place;
  if (locationId !== undefined) throw unknownIds('locationId', ['locationId']);
  throw new Error(`organization ${organizationId} has no location`);
}

async function find(em: EntityManager, organizationId: string, id: string, lock = false): Promise<Service> {
  const options = lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {};
  const service = await em.findOne(Service, { organizationId, id }, options);
  if (!service) throw notFound('service');
  return service;
}

const authorOf = ({ caller: { userId } }: Author): string => (userId ? `user:${userId}` : 'system');

export function createCatalogService({ orm, write, ruleChanges, changes, clock }: CatalogDeps): CatalogService {
  const announced = async (organizationId: string, view: Promise<ServiceView>): Promise<ServiceView> => {
    const result = await view;
    changes.publish({ kind: 'rules', organizationId });
    return result;
  };
  const viewOf = async (em: EntityManager, sql: Sql, service: Service): Promise<ServiceView> =>
    (await viewsOf(em, sql, service.organizationId, [service], clock.now()))[0]!;

  /** The service as it will be, now and after each change that waits, must be one that can be offered. */
  async function assertStages(sql: Sql, organizationId: string, base: WholeService, waiting: readonly TermChange[]) {
    const rows = await sql.query<{ id: string; capacity: number }>(CAPACITIES, [organizationId]);
    const capacities = new Map(rows.map(({ id, capacity }) => [id, capacity]));
    const inOrder = waiting.toSorted((one, other) => (one.effectiveFrom! < other.effectiveFrom! ? -1 : 1));
    for (const stage of eachStage(base, inOrder)) assertOfferable(stage, capacities);
  }

  /** A class has sessions and other services have times: what was made as one would be lost as the other. */
  async function assertKindFree(sql: Sql, organizationId: string, id: string): Promise<void> {
    const [standing] = await sql.query<{ sessions: number; bookings: number }>(STANDING, [
      organizationId,
      id,
      clock.now(),
    ]);
    if (standing!.sessions + standing!.bookings > 0) throw kindInUse(standing!);
  }

  /** What has come to hold meanwhile becomes part of the row, so that a change at once comes after it. */
  async function foldDue(em: EntityManager, service: Service, today: string): Promise<void> {
    const { due } = dueBy(await pendingOf(em, service.organizationId, [service.id]), today);
    for (const change of due) {
      await fold(em, service, change.changes as TermChanges);
      await em.flush();
      change.folded = true;
    }
    await em.flush();
  }

  return {
    list: (organizationId) =>
      orm.tenant(organizationId, async (em, sql) => {
        const orderBy = { position: 'asc', name: 'asc', id: 'asc' } as const;
        const services = await em.find(Service, { organizationId }, { orderBy });
        return { data: await viewsOf(em, sql, organizationId, services, clock.now()), nextCursor: null };
      }),

    show: (organizationId, id) =>
      orm.tenant(organizationId, async (em, sql) => viewOf(em, sql, await find(em, organizationId, id))),

    create: (request, given) => {
      const { organizationId } = request.caller;
      const work: Parameters<typeof write<ServiceView>>[1] = async (em, sql) => {
        const { name, description, visibility, kind, active } = given;
        await assertKnown(sql, organizationId, given, { addons: [], needs: [] });
        const { locationId, position } = await placeFor(sql, organizationId, given.locationId);
        const terms = changesOf({ windowDays: given.window ? undefined : 60, ...given } as CreateService, {
          staff: [],
        });
        const whole = { staff: [], staffIds: [], ...given, ...terms } as WholeService;
        await assertStages(sql, organizationId, whole, []);
        assertMeaningful(terms, whole, (await placesOf(sql, organizationId, clock.now())).get(locationId)!.today);
        const linkToken = visibility === 'link' ? newLinkToken() : null;
        const place = { organizationId, id: randomUUIDv7(), locationId, position, linkToken };
        const { durationMinutes } = given;
        const service = em.create(Service, { ...place, name, description, visibility, kind, active, durationMinutes });
        await em.flush(); // before its links
        await fold(em, service, terms);
        const changedAt = new Date(clock.now());
        const changed = { name, ...terms };
        await record(em, service, { effectiveFrom: null, changes: changed, changedBy: authorOf(request), changedAt, folded: true }); // prettier-ignore
        await em.flush();
        await sql.query(LIST_SERVICE, [organizationId, service.id]);
        return viewOf(em, sql, service);
      };
      return announced(organizationId, write(request, work));
    },

    update: (request, id, { effectiveFrom, ...given }) =>
      ruleChanges(request, { serviceIds: [id] }, async (em, sql) => {
        const { organizationId } = request.caller;
        const service = await find(em, organizationId, id, true);
        const places = await placesOf(sql, organizationId, clock.now());
        const { today } = places.get(service.locationId)!;
        const [base] = await basesOf(em, organizationId, [service]);
        const known = withChanges(base!, await pendingOf(em, organizationId, [id]));
        await assertKnown(sql, organizationId, given, known);
        const terms = changesOf(given, known);
        const entry = { changedBy: authorOf(request), changedAt: new Date(clock.now()) };

        if (effectiveFrom !== undefined) {
          const atOnce = givenAtOnce(given);
          if (atOnce.length > 0) throw notFromADayOn(atOnce);
          if (effectiveFrom <= today) throw notLater(today);
          const waiting = await pendingOf(em, organizationId, [id]);
          if (waiting.length >= MOST_UPCOMING) throw tooManyUpcoming(MOST_UPCOMING);
          const { due } = dueBy(waiting, effectiveFrom);
          await assertStages(sql, organizationId, base!, [...waiting, { effectiveFrom, changes: { ...terms } }]);
          assertMeaningful(terms, { ...withChanges(base!, due), ...terms }, effectiveFrom);
          await record(em, service, { effectiveFrom, changes: terms, ...entry, folded: false });
          await em.flush();
          return viewOf(em, sql, service);
        }

        const { due, ahead } = dueBy(await pendingOf(em, organizationId, [id]), today);
        const whole = { ...withChanges(base!, due), ...terms };
        await assertStages(sql, organizationId, whole, ahead);
        assertMeaningful(terms, whole, today);
        await foldDue(em, service, today);
        const { locationId, name, description, visibility, kind, active } = given;
        if (kind !== undefined && kind !== service.kind) await assertKindFree(sql, organizationId, id);
        const own = { name, description, visibility, kind, active, locationId: locationId?.toLowerCase() };
        const plain = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
        if (locationId !== undefined) await placeFor(sql, organizationId, locationId);
        em.assign(service, plain);
        if (visibility === 'link' && !service.linkToken) service.linkToken = newLinkToken();
        await fold(em, service, terms);
        await record(em, service, { effectiveFrom: null, changes: { ...plain, ...terms }, ...entry, folded: true });
        await em.flush();
        return viewOf(em, sql, service);
      }),

    versions: (organizationId, id) =>
      orm.tenant(organizationId, async (em, sql) => {
        const service = await find(em, organizationId, id);
        const { today } = (await placesOf(sql, organizationId, clock.now())).get(service.locationId)!;
        return listVersions(sql, organizationId, service.id, today);
      }),

    removeVersion: (request, id, version) =>
      ruleChanges(request, { serviceIds: [id] }, async (em, sql) => {
        const { organizationId } = request.caller;
        const service = await find(em, organizationId, id, true);
        const { today } = (await placesOf(sql, organizationId, clock.now())).get(service.locationId)!;
        const key = { organizationId, serviceId: service.id, version, folded: false, effectiveFrom: { $gt: today } };
        if ((await em.nativeDelete(ServiceChange, key)) === 0) throw notFound('version');
        const [base] = await basesOf(em, organizationId, [service]);
        await assertStages(sql, organizationId, base!, await pendingOf(em, organizationId, [id]));
        return viewOf(em, sql, service);
      }),

    renewLink: (request, id) => {
      const { organizationId } = request.caller;
      const work: Parameters<typeof write<ServiceView>>[1] = async (em, sql) => {
        const service = await find(em, organizationId, id, true);
        if (service.visibility !== 'link') throw notPrivate();
        service.linkToken = newLinkToken();
        await em.flush();
        return viewOf(em, sql, service);
      };
      return announced(organizationId, write(request, work));
    },
  };
}

interface TermChange {
  readonly effectiveFrom?: string | null;
  readonly changes: Readonly<Record<string, unknown>>;
}
