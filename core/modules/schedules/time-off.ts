import { randomUUIDv7 } from 'node:crypto';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { RuleAnswer, RuleWrite } from '../availability/rules/rule-changes.ts';
import { createHoursChange, exceptionsOf, goneUnless } from './hours.ts';
import type { AddZoneChange } from './hours-fields.contract.ts';
import type { AddTimeOff, HoursView } from './schedules.contract.ts';
import {
  assertNoCycle,
  assertRecurrence,
  assertRoomForException,
  assertTimeOff,
  assertZoneChange,
} from './schedules.domain.ts';
import { TimeOff, ZoneChange } from './schedules.entities.ts';
import { unknownColleague } from './schedules.errors.ts';
import type { SchedulesDeps } from './schedules.service.ts';

export interface TimeOffService {
  /** Each throws `staff.not_found` and `rules.affect_bookings`. @throws `time_off.cyclic_redirect`, `schedule.too_many_exceptions` */
  add(request: RuleWrite, staffId: string, timeOff: AddTimeOff): Promise<RuleAnswer<HoursView>>;
  /** @throws `time_off.not_found` */
  remove(request: RuleWrite, staffId: string, timeOffId: string): Promise<RuleAnswer<HoursView>>;
  /** @throws `zone_change.overlaps` */
  addZoneChange(request: RuleWrite, staffId: string, change: AddZoneChange): Promise<RuleAnswer<HoursView>>;
  /** @throws `zone_change.not_found` */
  removeZoneChange(request: RuleWrite, staffId: string, id: string): Promise<RuleAnswer<HoursView>>;
}

// Every redirect that is not over, whosever it is: a circle would send a customer round.
const REDIRECTS: Statement = {
  name: 'read_redirects',
  text: `
    select f.resource_id as "from", f.redirect_to as "to" from time_off f
    where f.organization_id = $1 and f.redirect_to is not null and (f.rrule is not null or f.to_wall > current_date - 2)`,
};
const FIND_COLLEAGUE: Statement = {
  name: 'find_colleague',
  text: `select id from resources where organization_id = $1 and id = $2 and kind = 'staff' and active`,
};
// Two redirects at once could close a circle that neither sees.
const LOCK_REDIRECTS: Statement = {
  name: 'lock_redirects',
  text: `select pg_advisory_xact_lock(hashtextextended($1::text || ' redirects', 0))`,
};

async function colleagueOf(sql: Sql, organizationId: string, staffId: string, wanted: string | null) {
  if (wanted === null) return null;
  await sql.query(LOCK_REDIRECTS, [organizationId]);
  const [colleague] = await sql.query<{ id: string }>(FIND_COLLEAGUE, [organizationId, wanted]);
  if (!colleague) throw unknownColleague();
  assertNoCycle(await sql.query(REDIRECTS, [organizationId]), { from: staffId, to: colleague.id });
  return colleague.id;
}

export function createTimeOffService(deps: SchedulesDeps): TimeOffService {
  const { zones } = deps;
  const change = createHoursChange(deps);
  return {
    add: (request, staffId, timeOff) =>
      change(request, staffId, async (place) => {
        const { em, sql, own, schedule } = place;
        const { from: fromWall, to: toWall, reason, rrule } = timeOff;
        assertTimeOff(timeOff, zones.get(schedule.timeZone));
        if (rrule !== null) assertRecurrence(timeOff, rrule);
        assertRoomForException(await exceptionsOf(place));
        const redirectTo = await colleagueOf(sql, own.organizationId, own.resourceId, timeOff.redirectTo);
        em.create(TimeOff, { ...own, id: randomUUIDv7(), fromWall, toWall, reason, rrule, redirectTo });
      }),

    remove: (request, staffId, id) =>
      change(request, staffId, async ({ em, own }) =>
        goneUnless(await em.nativeDelete(TimeOff, { ...own, id }), 'time_off'),
      ),

    addZoneChange: (request, staffId, { from: fromDay, to: toDay, timeZone }) =>
      change(request, staffId, async (place) => {
        const { em, own } = place;
        const known = await em.find(ZoneChange, own);
        assertZoneChange(known, { fromDay, toDay });
        assertRoomForException(known.length + (await exceptionsOf(place)));
        em.create(ZoneChange, { ...own, id: randomUUIDv7(), fromDay, toDay, timeZone });
      }),

    removeZoneChange: (request, staffId, id) =>
      change(request, staffId, async ({ em, own }) =>
        goneUnless(await em.nativeDelete(ZoneChange, { ...own, id }), 'zone_change'),
      ),
  };
}
