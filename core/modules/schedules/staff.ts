import { randomUUIDv7 } from 'node:crypto';
import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { WriteRequest } from '../../kernel/db/idempotent.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { RuleAnswer, RuleWrite } from '../availability/rules/rule-changes.ts';
import type { CreateStaff, StaffView, UpdateStaff } from './schedules.contract.ts';
import { assertKeepable } from './schedules.domain.ts';
import { Resource, Schedule } from './schedules.entities.ts';
import { unknownLocation } from './schedules.errors.ts';
import type { SchedulesDeps } from './schedules.service.ts';
import { assertOwnLocations, inOrder } from './weeks.ts';

export interface StaffService {
  list(organizationId: string): Promise<{ data: StaffView[]; nextCursor: null }>;
  create(request: WriteRequest, staff: CreateStaff): Promise<StaffView>;
  /** Bookings already made stay with whoever is deactivated. @throws `staff.not_found`, `rules.affect_bookings` */
  update(request: RuleWrite, id: string, changes: UpdateStaff): Promise<RuleAnswer<StaffView>>;
}

const LIST_STAFF: Statement = {
  name: 'list_staff',
  text: `
    select r.id, r.name, r.email, r.active, r.position, r.level, r.location_id as "locationId", h.time_zone as "timeZone",
      array(select t.service_id from service_staff t where t.organization_id = $1 and t.resource_id = r.id order by t.service_id)::text[]
        as "serviceIds"
    from resources r join schedules h on h.organization_id = $1 and h.resource_id = r.id and h.is_default
    where r.organization_id = $1 and r.kind = 'staff' and ($2::uuid is null or r.id = $2)
    order by r.position, r.id`,
};
const FIND_PLACE: Statement = {
  name: 'find_place_for_resource',
  text: `
    select l.id as "locationId", l.time_zone as "timeZone",
      (select coalesce(max(r.position) + 1, 0) from resources r where r.organization_id = $1 and (r.kind = 'staff') = $3) as position
    from locations l where l.organization_id = $1 and ($2::uuid is null or l.id = $2) order by l.position, l.id limit 1`,
};

interface FoundPlace {
  locationId: string;
  timeZone: string;
  position: number;
}

/** Where somebody or something new belongs; the first location unless told. @throws `request.invalid` for a foreign location */
export async function placeFor(sql: Sql, organizationId: string, locationId: string | undefined, isStaff: boolean) {
  const [place] = await sql.query<FoundPlace>(FIND_PLACE, [organizationId, locationId ?? null, isStaff]);
  if (place) return place;
  if (locationId !== undefined) throw unknownLocation();
  throw new Error(`organization ${organizationId} has no location`);
}

/** @throws `staff.not_found`, also for a room */
export async function findStaff(
  em: EntityManager,
  organizationId: string,
  id: string,
  lock = false,
): Promise<Resource> {
  const options = lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {};
  const staff = await em.findOne(Resource, { organizationId, id, kind: 'staff' }, options);
  if (!staff) throw notFound('staff');
  return staff;
}

async function viewOf(sql: Sql, organizationId: string, id: string): Promise<StaffView> {
  const [view] = await sql.query<StaffView>(LIST_STAFF, [organizationId, id]);
  return view!;
}

export function createStaffService({ orm, write, ruleChanges, changes, zones }: SchedulesDeps): StaffService {
  return {
    list: (organizationId) =>
      orm.tenant(organizationId, async (_em, sql) => ({
        data: await sql.query<StaffView>(LIST_STAFF, [organizationId, null]),
        nextCursor: null,
      })),

    async create(request, { name, email, level, weekly, locationId: wanted }) {
      const { organizationId } = request.caller;
      const view = await write(request, async (em, sql) => {
        const { locationId, timeZone, position } = await placeFor(sql, organizationId, wanted, true);
        assertKeepable({ timeZone, weekly }, zones);
        const lists = weekly.map(({ hours }, index) => ({ path: `weekly.${index}.hours`, hours }));
        await assertOwnLocations(sql, organizationId, lists);
        const id = randomUUIDv7();
        em.create(Resource, { organizationId, id, locationId, kind: 'staff', name, email, level, position });
        await em.flush(); // before its schedule
        em.create(Schedule, {
          organizationId,
          id: randomUUIDv7(),
          resourceId: id,
          timeZone,
          weekly: inOrder(weekly),
        });
        await em.flush();
        return viewOf(sql, organizationId, id);
      });
      changes.publish({ kind: 'rules', organizationId });
      return view;
    },

    update: (request, id, fields) =>
      ruleChanges(request, { resourceIds: [id] }, async (em, sql) => {
        const { organizationId } = request.caller;
        const staff = await findStaff(em, organizationId, id, true);
        em.assign(staff, fields);
        await em.flush();
        return viewOf(sql, organizationId, staff.id);
      }),
  };
}
