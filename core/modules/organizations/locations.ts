import { randomUUIDv7 } from 'node:crypto';
import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { WriteRequest } from '../../kernel/db/idempotent.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { RuleAnswer, RuleWrite } from '../availability/rules/rule-changes.ts';
import type { CreateLocation, LocationView, UpdateLocation } from './locations.contract.ts';
import { Location } from './organizations.entities.ts';
import { lastLocation, slugTaken, tooManyLocations } from './organizations.errors.ts';
import type { OrganizationsDeps } from './organizations.service.ts';

export interface LocationsService {
  list(organizationId: string): Promise<{ data: LocationView[]; nextCursor: null }>;
  /** @throws `location.slug_taken`, `location.too_many` */
  create(request: WriteRequest, location: CreateLocation): Promise<LocationView>;
  /** @throws `location.not_found`, `location.slug_taken`, `location.last`, `rules.affect_bookings` */
  update(request: RuleWrite, id: string, changes: UpdateLocation): Promise<RuleAnswer<LocationView>>;
}

const MOST_LOCATIONS = 50;
const FIND_PAGE: Statement = {
  name: 'find_page_of_slug',
  text: `select target_id as id from directory where kind = 'page' and key = $1`,
};
const LIST_PAGE: Statement = {
  name: 'list_page_in_directory',
  text: `insert into directory (kind, key, organization_id, target_id) values ('page', $3, $1, $2) on conflict do nothing returning key`,
};
const DROP_PAGE: Statement = {
  name: 'drop_page_from_directory',
  text: `delete from directory where kind = 'page' and key = $3 and organization_id = $1 and target_id = $2`,
};

/** @throws `location.not_found` */
export async function findLocation(em: EntityManager, organizationId: string, id: string): Promise<Location> {
  const location = await em.findOne(Location, { organizationId, id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!location) throw notFound('location');
  return location;
}

export const locationViewOf = (location: Location, baseUrl: string): LocationView => ({
  id: location.id,
  slug: location.slug,
  name: location.name,
  description: location.description,
  address: location.address,
  phone: location.phone ?? null,
  email: location.email ?? null,
  timeZone: location.timeZone,
  currency: location.currency,
  active: location.active,
  position: location.position,
  holidayCountry: location.holidayCountry ?? null,
  holidayRegion: location.holidayRegion ?? null,
  bookingUrl: `${baseUrl}/b/${location.slug}`,
});

export function createLocationsService(deps: OrganizationsDeps): LocationsService {
  const { orm, write, ruleChanges, changes, baseUrl, followZone } = deps;

  /** Slugs are unique in the whole installation; the directory decides. */
  async function takeSlug(sql: Sql, organizationId: string, id: string, slug: string): Promise<void> {
    const [taken] = await sql.query<{ id: string }>(FIND_PAGE, [slug]);
    if (taken && taken.id !== id) throw slugTaken();
    if (!taken && (await sql.query(LIST_PAGE, [organizationId, id, slug])).length === 0) throw slugTaken();
  }

  return {
    list: (organizationId) =>
      orm.tenant(organizationId, async (em) => {
        const all = await em.find(Location, { organizationId }, { orderBy: { position: 'asc', id: 'asc' } });
        return { data: all.map((location) => locationViewOf(location, baseUrl)), nextCursor: null };
      }),

    async create(request, given) {
      const { organizationId } = request.caller;
      const view = await write(request, async (em, sql) => {
        const all = await em.find(Location, { organizationId }, { orderBy: { position: 'asc', id: 'asc' } });
        if (all.length >= MOST_LOCATIONS) throw tooManyLocations(MOST_LOCATIONS);
        const id = randomUUIDv7();
        const position = Math.max(...all.map((location) => location.position)) + 1;
        await takeSlug(sql, organizationId, id, given.slug);
        const location = em.create(Location, { organizationId, id, brandId: all[0]!.brandId, position, ...given });
        await em.flush();
        return locationViewOf(location, baseUrl);
      });
      changes.publish({ kind: 'rules', organizationId });
      return view;
    },

    update: (request, id, given) =>
      ruleChanges(request, 'everything', async (em, sql) => {
        const { organizationId } = request.caller;
        const location = await findLocation(em, organizationId, id);
        const { slug: oldSlug, timeZone: oldZone } = location;
        if (given.active === false && location.active) {
          const others = await em.count(Location, { organizationId, active: true, id: { $ne: location.id } });
          if (others === 0) throw lastLocation();
        }
        if (given.slug !== undefined && given.slug !== oldSlug) {
          await takeSlug(sql, organizationId, location.id, given.slug);
          await sql.query(DROP_PAGE, [organizationId, location.id, oldSlug]);
        }
        em.assign(location, given);
        await em.flush();
        if (location.timeZone !== oldZone)
          await followZone(sql, organizationId, location.id, oldZone, location.timeZone);
        return locationViewOf(location, baseUrl);
      }),
  };
}
