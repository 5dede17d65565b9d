import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { RuleAnswer, RuleWrite } from '../availability/rules/rule-changes.ts';
import type { DayHours } from './hours-fields.contract.ts';
import type { HoursView, SetHours } from './schedules.contract.ts';
import { assertKeepable, assertRoomForException } from './schedules.domain.ts';
import { Schedule, ScheduleOverride, TimeOff, ZoneChange } from './schedules.entities.ts';
import type { SchedulesDeps } from './schedules.service.ts';
import { findStaff } from './staff.ts';
import { assertOwnLocations, byStart, keepWeek, weeksOf } from './weeks.ts';

export interface HoursService {
  /** Each throws `staff.not_found`; each that writes, `rules.affect_bookings`. */
  show(organizationId: string, staffId: string): Promise<HoursView>;
  setWeekly(request: RuleWrite, staffId: string, hours: SetHours): Promise<RuleAnswer<HoursView>>;
  setOverride(request: RuleWrite, staffId: string, day: string, hours: DayHours): Promise<RuleAnswer<HoursView>>;
  removeOverride(request: RuleWrite, staffId: string, day: string): Promise<RuleAnswer<HoursView>>;
}

export interface Place {
  em: EntityManager;
  sql: Sql;
  /** The default one. */
  schedule: Schedule;
  /** Of the rows of this person. */
  own: { organizationId: string; resourceId: string };
}

export async function hoursViewOf({ em, schedule, own }: Place, now: number): Promise<HoursView> {
  const overrides = await em.find(ScheduleOverride, own, { orderBy: { day: 'asc' } });
  const timeOff = await em.find(TimeOff, own, { orderBy: { fromWall: 'asc', id: 'asc' } });
  const zoneChanges = await em.find(ZoneChange, own, { orderBy: { fromDay: 'asc' } });
  return {
    staffId: own.resourceId,
    ...(await weeksOf(em, schedule, now)),
    overrides: overrides.map(({ day, hours }) => ({ day, hours })),
    timeOff: timeOff.map(({ id, fromWall, toWall, reason, rrule, redirectTo }) => ({
      id,
      from: fromWall,
      to: toWall,
      reason,
      rrule: rrule ?? null,
      redirectTo: redirectTo ?? null,
    })),
    zoneChanges: zoneChanges.map(({ id, fromDay, toDay, timeZone }) => ({ id, from: fromDay, to: toDay, timeZone })),
  };
}

/** @throws `staff.not_found` */
export async function findPlace(
  em: EntityManager,
  sql: Sql,
  organizationId: string,
  staffId: string,
  lock: boolean,
): Promise<Place> {
  const { id: resourceId } = await findStaff(em, organizationId, staffId, lock);
  const own = { organizationId, resourceId };
  const schedule = await em.findOne(Schedule, { ...own, isDefault: true });
  if (!schedule) throw new Error(`staff ${resourceId} has no schedule`);
  return { em, sql, schedule, own };
}

export const exceptionsOf = async ({ em, own }: Place): Promise<number> =>
  (await em.count(ScheduleOverride, own)) + (await em.count(TimeOff, own));

/** A change of somebody's hours; answers with all of them. */
export const createHoursChange =
  ({ ruleChanges, clock }: SchedulesDeps) =>
  (request: RuleWrite, staffId: string, work: (place: Place) => Promise<void>): Promise<RuleAnswer<HoursView>> =>
    ruleChanges(request, { resourceIds: [staffId] }, async (em, sql) => {
      const place = await findPlace(em, sql, request.caller.organizationId, staffId, true);
      await work(place);
      await em.flush();
      return hoursViewOf(place, clock.now());
    });

export function createHoursService(deps: SchedulesDeps): HoursService {
  const { orm, zones, clock } = deps;
  const change = createHoursChange(deps);
  return {
    show: (organizationId, staffId) =>
      orm.tenant(organizationId, async (em, sql) =>
        hoursViewOf(await findPlace(em, sql, organizationId, staffId, false), clock.now()),
      ),

    setWeekly: (request, staffId, week) =>
      change(request, staffId, ({ em, sql, schedule }) =>
        keepWeek({ em, sql, zones, now: clock.now() }, schedule, week),
      ),

    setOverride: (request, staffId, day, hours) =>
      change(request, staffId, async (place) => {
        const { em, sql, own, schedule } = place;
        assertKeepable({ timeZone: schedule.timeZone, overrides: [{ day, hours }] }, zones);
        await assertOwnLocations(sql, own.organizationId, [{ path: 'hours', hours }]);
        const known = await em.findOne(ScheduleOverride, { ...own, day });
        if (known) {
          known.hours = byStart(hours);
        } else {
          assertRoomForException(await exceptionsOf(place));
          em.create(ScheduleOverride, { ...own, day, hours: byStart(hours) });
        }
      }),

    removeOverride: (request, staffId, day) =>
      change(request, staffId, async ({ em, own }) => void (await em.nativeDelete(ScheduleOverride, { ...own, day }))),
  };
}

export const goneUnless = (found: number, noun: string): void => {
  if (found === 0) throw notFound(noun);
};
