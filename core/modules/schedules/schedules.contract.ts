import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Email, Id, Line, listOf, PlainDay, TimeZone } from '../../kernel/http/fields.ts';

/** Minutes of the wall-clock day, half-open; 1440 is midnight at the day's end. Breaks are the gaps between intervals. */
const Interval = z
  .strictObject({ from: z.int().min(0).max(1439), to: z.int().min(1).max(1440) })
  .refine(({ from, to }) => from < to, { message: 'must end after it begins' });

const disjoint = (intervals: readonly { from: number; to: number }[]): boolean =>
  intervals
    .toSorted((a, b) => a.from - b.from)
    .every((interval, index, sorted) => index === 0 || sorted[index - 1]!.to <= interval.from);

const DayHours = z.array(Interval).max(12).refine(disjoint, { message: 'intervals must not overlap' });

export const WeeklyHours = z
  .array(z.strictObject({ weekday: z.int().min(1).max(7), hours: DayHours }))
  .max(7)
  .refine((days) => new Set(days.map((day) => day.weekday)).size === days.length, {
    message: 'a weekday may appear once',
  });

export const HoursView = z.object({
  staffId: Id,
  timeZone: z.string(),
  /** ISO weekdays, 1 = Monday; a day that is missing is closed. */
  weekly: WeeklyHours,
  overrides: z.array(z.object({ day: PlainDay, hours: DayHours })),
  timeOff: z.array(z.object({ id: Id, from: z.string(), to: z.string(), reason: z.string() })),
});
export type HoursView = z.infer<typeof HoursView>;

export const SetHours = z.strictObject({ timeZone: TimeZone.optional(), weekly: WeeklyHours });
export type SetHours = z.infer<typeof SetHours>;

export const SetOverride = z.strictObject({ hours: DayHours });

/** Wall times in the schedule's zone, to the minute, half-open. */
const WallTime = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, {
  message: 'must look like 2026-12-24T12:00',
});

export const AddTimeOff = z
  .strictObject({ from: WallTime, to: WallTime, reason: Line(120).or(z.literal('')).default('') })
  .refine(({ from, to }) => from < to, { message: 'must end after it begins', path: ['to'] });
export type AddTimeOff = z.infer<typeof AddTimeOff>;

export const StaffView = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  active: z.boolean(),
  position: z.int(),
  timeZone: z.string(),
  serviceIds: z.array(Id),
});
export type StaffView = z.infer<typeof StaffView>;

export const CreateStaff = z.strictObject({
  name: Line(120),
  email: Email.nullable().default(null),
  weekly: WeeklyHours.default([]),
});
export type CreateStaff = z.infer<typeof CreateStaff>;
export const UpdateStaff = z.strictObject({
  name: Line(120).optional(),
  email: Email.nullable().optional(),
  active: z.boolean().optional(),
});
export type UpdateStaff = z.infer<typeof UpdateStaff>;

const ByDay = z.strictObject({ id: Id, day: PlainDay });
const ByTimeOff = z.strictObject({ id: Id, timeOffId: Id });

export const schedulesApi = defineApi({
  listStaff: {
    method: 'GET',
    path: '/staff',
    access: 'can:schedules.read',
    summary: 'The team',
    response: listOf(StaffView),
  },
  createStaff: {
    method: 'POST',
    path: '/staff',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Add a team member who can be booked',
    body: CreateStaff,
    response: StaffView,
    status: 201,
  },
  updateStaff: {
    method: 'PATCH',
    path: '/staff/:id',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Change a team member',
    params: ById,
    body: UpdateStaff,
    response: StaffView,
  },
  showHours: {
    method: 'GET',
    path: '/staff/:id/hours',
    access: 'can:schedules.read',
    summary: 'Weekly hours, exceptions and time off',
    params: ById,
    response: HoursView,
  },
  setHours: {
    method: 'PUT',
    path: '/staff/:id/hours',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Replace the weekly hours',
    params: ById,
    body: SetHours,
    response: HoursView,
  },
  setOverride: {
    method: 'PUT',
    path: '/staff/:id/overrides/:day',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Other hours on one day; no intervals: closed',
    params: ByDay,
    body: SetOverride,
    response: HoursView,
  },
  removeOverride: {
    method: 'DELETE',
    path: '/staff/:id/overrides/:day',
    access: 'can:schedules.write',
    summary: 'Back to the weekly hours on that day',
    params: ByDay,
    response: HoursView,
  },
  addTimeOff: {
    method: 'POST',
    path: '/staff/:id/time-off',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Time off; bookings already made stay and are listed in the calendar',
    params: ById,
    body: AddTimeOff,
    response: HoursView,
    status: 201,
  },
  removeTimeOff: {
    method: 'DELETE',
    path: '/staff/:id/time-off/:timeOffId',
    access: 'can:schedules.write',
    summary: 'Remove time off',
    params: ByTimeOff,
    response: HoursView,
  },
});
