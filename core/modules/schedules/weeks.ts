import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import type { DayHours, WeeklyHours } from './hours-fields.contract.ts';
import { assertKeepable, assertRoomForPlan } from './schedules.domain.ts';
import { SchedulePlan, type Schedule } from './schedules.entities.ts';
import { unknownLocations } from './schedules.errors.ts';

// The weeks of one schedule: what holds now, and what will hold from a day on.

const FIND_LOCATIONS: Statement = {
  name: 'find_locations_of_hours',
  text: `select id from locations where organization_id = $1 and id = any($2::uuid[])`,
};

export interface Week {
  timeZone: string;
  weekly: WeeklyHours;
}

export const byStart = (hours: DayHours): DayHours =>
  hours
    .map(({ locationId, ...hour }) => ({ ...hour, ...(locationId ? { locationId: locationId.toLowerCase() } : {}) }))
    .toSorted((a, b) => a.from - b.from);

export const inOrder = (weekly: WeeklyHours): WeeklyHours =>
  weekly.map(({ weekday, hours }) => ({ weekday, hours: byStart(hours) })).toSorted((a, b) => a.weekday - b.weekday);

/** @throws `request.invalid` for hours at a location that is not of this business; `path` leads to the list of hours */
export async function assertOwnLocations(
  sql: Sql,
  organizationId: string,
  lists: readonly { path: string; hours: DayHours }[],
): Promise<void> {
  const named = lists.flatMap(({ path, hours }) =>
    hours.flatMap(({ locationId }, index) =>
      locationId ? [{ path: `${path}.${index}.locationId`, id: locationId.toLowerCase() }] : [],
    ),
  );
  if (named.length === 0) return;
  const rows = await sql.query<{ id: string }>(FIND_LOCATIONS, [organizationId, named.map(({ id }) => id)]);
  const known = new Set(rows.map(({ id }) => id));
  const unknown = named.filter(({ id }) => !known.has(id)).map(({ path }) => path);
  if (unknown.length > 0) throw unknownLocations(unknown);
}

/** The local day in a zone. @param now epoch milliseconds */
export const todayIn = (timeZone: string, now: number): string =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate().toString();

const plansOf = (em: EntityManager, { organizationId, id: scheduleId }: Schedule) =>
  em.find(SchedulePlan, { organizationId, scheduleId }, { orderBy: { fromDay: 'asc' } });

/** What holds now and the plans that are still ahead. */
export async function weeksOf(em: EntityManager, schedule: Schedule, now: number) {
  const plans = await plansOf(em, schedule);
  const today = todayIn(schedule.timeZone, now);
  const holding: Week = plans.findLast(({ fromDay }) => fromDay <= today) ?? schedule;
  return {
    timeZone: holding.timeZone,
    weekly: holding.weekly,
    plans: plans
      .filter(({ fromDay }) => fromDay > today)
      .map(({ fromDay, timeZone, weekly }) => ({ from: fromDay, timeZone, weekly })),
  };
}

export interface NewWeek extends Partial<Week> {
  effectiveFrom?: string | undefined;
}

/**
 * Keeps new hours: at once in place of those that hold now, or from a day on. Plans that are still ahead stay.
 * @throws `schedule.invalid`, `schedule.too_many_plans`, `request.invalid` for unknown locations
 */
export async function keepWeek(
  { em, sql, zones, now }: { em: EntityManager; sql: Sql; zones: ZoneTables; now: number },
  schedule: Schedule,
  { effectiveFrom, ...wanted }: NewWeek,
): Promise<void> {
  const { organizationId } = schedule;
  const held = await weeksOf(em, schedule, now);
  const week: Week = { timeZone: wanted.timeZone ?? held.timeZone, weekly: inOrder(wanted.weekly ?? held.weekly) };
  assertKeepable(week, zones);
  const lists = (wanted.weekly ?? []).map(({ hours }, index) => ({ path: `weekly.${index}.hours`, hours }));
  await assertOwnLocations(sql, organizationId, lists);

  const today = todayIn(week.timeZone, now);
  if (effectiveFrom === undefined || effectiveFrom <= today) {
    await em.nativeDelete(SchedulePlan, { organizationId, scheduleId: schedule.id, fromDay: { $lte: today } });
    em.assign(schedule, week);
    return;
  }
  const key = { organizationId, scheduleId: schedule.id, fromDay: effectiveFrom };
  const known = await em.findOne(SchedulePlan, key);
  if (known) {
    em.assign(known, week);
    return;
  }
  assertRoomForPlan(held.plans.length);
  em.create(SchedulePlan, { ...key, ...week });
}
