import { z } from 'zod';
import { Id, Line, PlainDay, TimeZone } from '../../kernel/http/fields.ts';

/** Minutes of the wall-clock day, half-open; 1440 is midnight at the day's end. Breaks are the gaps between intervals. */
const Interval = z
  .strictObject({
    from: z.int().min(0).max(1439),
    to: z.int().min(1).max(1440),
    /** Where they work then; left out: at their own location. */
    locationId: Id.optional(),
  })
  .refine(({ from, to }) => from < to, { message: 'must end after it begins; split hours across midnight in two' });

const disjoint = (intervals: readonly { from: number; to: number }[]): boolean =>
  intervals
    .toSorted((a, b) => a.from - b.from)
    .every((interval, index, sorted) => index === 0 || sorted[index - 1]!.to <= interval.from);

export const DayHours = z.array(Interval).max(12).refine(disjoint, { message: 'intervals must not overlap' });
export type DayHours = z.infer<typeof DayHours>;

export const WeeklyHours = z
  .array(z.strictObject({ weekday: z.int().min(1).max(7), hours: DayHours }))
  .max(7)
  .refine((days) => new Set(days.map((day) => day.weekday)).size === days.length, {
    message: 'a weekday may appear once',
  });
export type WeeklyHours = z.infer<typeof WeeklyHours>;

/** Other weekly hours from a day on, until the next plan. */
export const PlanView = z.object({ from: PlainDay, timeZone: z.string(), weekly: WeeklyHours });

export const ScheduleView = z.object({
  id: Id,
  name: z.string(),
  /** Kept for every service that names no other. */
  isDefault: z.boolean(),
  timeZone: z.string(),
  weekly: WeeklyHours,
  plans: z.array(PlanView),
  /** Services that name it for this person. */
  serviceIds: z.array(Id),
});
export type ScheduleView = z.infer<typeof ScheduleView>;

export const CreateSchedule = z.strictObject({
  name: Line(60),
  /** Left out: that of the default schedule. */
  timeZone: TimeZone.optional(),
  weekly: WeeklyHours,
});
export type CreateSchedule = z.infer<typeof CreateSchedule>;

export const UpdateSchedule = z
  .strictObject({
    name: Line(60).optional(),
    isDefault: z.literal(true).optional(),
    timeZone: TimeZone.optional(),
    weekly: WeeklyHours.optional(),
    /** Of `timeZone` and `weekly`: from this day on; left out: at once. */
    effectiveFrom: PlainDay.optional(),
  })
  .refine(({ effectiveFrom, weekly }) => effectiveFrom === undefined || weekly !== undefined, {
    message: 'goes with the weekly hours that hold from then',
    path: ['effectiveFrom'],
  });
export type UpdateSchedule = z.infer<typeof UpdateSchedule>;

export const ZoneChangeView = z.object({ id: Id, from: PlainDay, to: PlainDay, timeZone: z.string() });

export const AddZoneChange = z
  .strictObject({ from: PlainDay, to: PlainDay, timeZone: TimeZone })
  .refine(({ from, to }) => from <= to, { message: 'must not come before the first', path: ['to'] });
export type AddZoneChange = z.infer<typeof AddZoneChange>;
