import { randomUUIDv7 } from 'node:crypto';
import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { Write, WriteRequest } from '../../kernel/db/idempotent.ts';
import type { Orm } from '../../kernel/db/orm.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { CreateService, ServiceView, UpdateService } from './catalog.contract.ts';
import { assertOfferable } from './catalog.domain.ts';
import { Service, ServiceResource, ServiceStaff } from './catalog.entities.ts';
import { unknownIds } from './catalog.errors.ts';

export interface CatalogDeps {
  orm: Orm;
  write: Write;
  changes: Pick<Changes, 'publish'>;
}

export interface CatalogService {
  list(organizationId: string): Promise<{ data: ServiceView[]; nextCursor: null }>;
  /** @throws `service.not_found` */
  show(organizationId: string, id: string): Promise<ServiceView>;
  /** @throws `request.invalid` for ids of staff or resources that are not of this business; `service.invalid` */
  create(request: WriteRequest, service: CreateService): Promise<ServiceView>;
  /** Ids given replace the former ones. @throws as `create`, and `service.not_found` */
  update(request: WriteRequest, id: string, changes: UpdateService): Promise<ServiceView>;
}

const FIND_PLACE: Statement = {
  name: 'find_place_for_service',
  text: `
    select l.id as "locationId", l.currency,
      (select coalesce(max(s.position) + 1, 0) from services s where s.organization_id = $1) as position
    from locations l where l.organization_id = $1 order by l.id limit 1`,
};
const FIND_RESOURCES: Statement = {
  name: 'find_resources_for_service',
  text: `select id, kind = 'staff' as "isStaff" from resources where organization_id = $1 and id = any($2::uuid[])`,
};
const LIST_SERVICE: Statement = {
  name: 'list_service_in_directory',
  text: `insert into directory (kind, key, organization_id, target_id) values ('service', ($2::uuid)::text, $1, $2::uuid)`,
};

interface Place {
  locationId: string;
  currency: string;
  position: number;
}

async function placeOf(sql: Sql, organizationId: string): Promise<Place> {
  const [place] = await sql.query<Place>(FIND_PLACE, [organizationId]);
  if (!place) throw new Error(`organization ${organizationId} has no location`);
  return place;
}

/** Repeated ids count once; the path of an error names the place in the list that was sent. */
async function assertKnown(sql: Sql, organizationId: string, { staffIds = [], resourceIds = [] }: UpdateService) {
  const rows = await sql.query<{ id: string; isStaff: boolean }>(FIND_RESOURCES, [
    organizationId,
    [...staffIds, ...resourceIds],
  ]);
  const isStaff = new Map(rows.map((row) => [row.id, row.isStaff]));
  const missing = (ids: readonly string[], kind: boolean): number[] =>
    ids.flatMap((id, place) => (isStaff.get(id.toLowerCase()) === kind ? [] : [place]));
  const noStaff = missing(staffIds, true);
  if (noStaff.length > 0) throw unknownIds('staffIds', noStaff);
  const noResource = missing(resourceIds, false);
  if (noResource.length > 0) throw unknownIds('resourceIds', noResource);
}

type Link = typeof ServiceStaff | typeof ServiceResource;

async function replaceLinks(em: EntityManager, link: Link, service: Service, ids: readonly string[]): Promise<void> {
  const { organizationId, id: serviceId } = service;
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  for (const known of await em.find(link, { organizationId, serviceId })) {
    if (!wanted.delete(known.resourceId)) em.remove(known);
  }
  for (const resourceId of wanted) em.create(link, { organizationId, serviceId, resourceId });
}

const FIELDS = [
  'name',
  'description',
  'durationMinutes',
  'bufferBeforeMinutes',
  'bufferAfterMinutes',
  'slotIntervalMinutes',
  'minNoticeMinutes',
  'changeNoticeMinutes',
  'windowDays',
  'requiresApproval',
  'active',
  'position',
] as const satisfies readonly (keyof Service & keyof ServiceView)[];

const pick = <T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> =>
  Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;

async function viewsOf(em: EntityManager, sql: Sql, organizationId: string, services: readonly Service[]) {
  const where = { organizationId, serviceId: { $in: services.map(({ id }) => id) } };
  const orderBy = { resourceId: 'asc' } as const;
  const staff = Map.groupBy(await em.find(ServiceStaff, where, { orderBy }), (link) => link.serviceId);
  const resources = Map.groupBy(await em.find(ServiceResource, where, { orderBy }), (link) => link.serviceId);
  const { currency } = await placeOf(sql, organizationId);
  return services.map((service): ServiceView => ({
    id: service.id,
    ...pick(service, FIELDS),
    priceAmount: service.priceAmount ?? null,
    currency,
    staffIds: (staff.get(service.id) ?? []).map(({ resourceId }) => resourceId),
    resourceIds: (resources.get(service.id) ?? []).map(({ resourceId }) => resourceId),
  }));
}

async function viewOf(em: EntityManager, sql: Sql, service: Service): Promise<ServiceView> {
  const [view] = await viewsOf(em, sql, service.organizationId, [service]);
  return view!;
}

async function find(em: EntityManager, organizationId: string, id: string, lock = false): Promise<Service> {
  const options = lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {};
  const service = await em.findOne(Service, { organizationId, id }, options);
  if (!service) throw notFound('service');
  return service;
}

export function createCatalogService({ orm, write, changes }: CatalogDeps): CatalogService {
  const announced = async (organizationId: string, view: Promise<ServiceView>): Promise<ServiceView> => {
    const result = await view;
    changes.publish({ kind: 'rules', organizationId });
    return result;
  };

  return {
    list: (organizationId) =>
      orm.tenant(organizationId, async (em, sql) => {
        const orderBy = { position: 'asc', name: 'asc', id: 'asc' } as const;
        const services = await em.find(Service, { organizationId }, { orderBy });
        return { data: await viewsOf(em, sql, organizationId, services), nextCursor: null };
      }),

    show: (organizationId, id) =>
      orm.tenant(organizationId, async (em, sql) => viewOf(em, sql, await find(em, organizationId, id))),

    create: (request, { staffIds, resourceIds, ...fields }) => {
      const { organizationId } = request.caller;
      const work: Parameters<typeof write<ServiceView>>[1] = async (em, sql) => {
        assertOfferable(fields);
        await assertKnown(sql, organizationId, { staffIds, resourceIds });
        const { locationId, position } = await placeOf(sql, organizationId);
        const service = em.create(Service, { ...fields, organizationId, id: randomUUIDv7(), locationId, position });
        await em.flush(); // before its links
        await replaceLinks(em, ServiceStaff, service, staffIds);
        await replaceLinks(em, ServiceResource, service, resourceIds);
        await em.flush();
        await sql.query(LIST_SERVICE, [organizationId, service.id]);
        return viewOf(em, sql, service);
      };
      return announced(organizationId, write(request, work));
    },

    update: (request, id, { staffIds, resourceIds, ...fields }) => {
      const { organizationId } = request.caller;
      const work: Parameters<typeof write<ServiceView>>[1] = async (em, sql) => {
        const service = await find(em, organizationId, id, true);
        assertOfferable({ ...service, ...fields });
        await assertKnown(sql, organizationId, { staffIds, resourceIds });
        em.assign(service, fields);
        if (staffIds) await replaceLinks(em, ServiceStaff, service, staffIds);
        if (resourceIds) await replaceLinks(em, ServiceResource, service, resourceIds);
        await em.flush();
        return viewOf(em, sql, service);
      };
      return announced(organizationId, write(request, work));
    },
  };
}
