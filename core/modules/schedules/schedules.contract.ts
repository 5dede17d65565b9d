import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Email, Id, Line, listOf, PlainDay, TimeZone } from '../../kernel/http/fields.ts';
import { RulesPreview, RulesQuery } from '../availability/rules/rule-changes.contract.ts';
import {
  AddZoneChange,
  CreateSchedule,
  DayHours,
  PlanView,
  ScheduleView,
  UpdateSchedule,
  WeeklyHours,
  ZoneChangeView,
} from './hours-fields.contract.ts';

export const HoursView = z.object({
  staffId: Id,
  timeZone: z.string(),
  /** ISO weekdays, 1 = Monday; a day that is missing is closed. */
  weekly: WeeklyHours,
  /** Of the default schedule, with the day from which each holds. */
  plans: z.array(PlanView),
  overrides: z.array(z.object({ day: PlainDay, hours: DayHours })),
  timeOff: z.array(
    z.object({
      id: Id,
      from: z.string(),
      to: z.string(),
      reason: z.string(),
      rrule: z.string().nullable(),
      redirectTo: Id.nullable(),
    }),
  ),
  zoneChanges: z.array(ZoneChangeView),
});
export type HoursView = z.infer<typeof HoursView>;

export const SetHours = z.strictObject({
  timeZone: TimeZone.optional(),
  weekly: WeeklyHours,
  /** From this day on; left out: at once. */
  effectiveFrom: PlainDay.optional(),
});
export type SetHours = z.infer<typeof SetHours>;

export const SetOverride = z.strictObject({ hours: DayHours });

/** Wall times in the schedule's zone, to the minute, half-open. */
const WallTime = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, {
  message: 'must look like 2026-12-24T12:00',
});

export const AddTimeOff = z
  .strictObject({
    from: WallTime,
    to: WallTime,
    reason: Line(120).or(z.literal('')).default(''),
    /** RFC 5545, such as `FREQ=WEEKLY;BYDAY=MO`. It begins with the first time from `from` that the rule names. */
    rrule: z.string().max(500).nullable().default(null),
    /** A colleague whose times are offered instead. */
    redirectTo: Id.nullable().default(null),
  })
  .refine(({ from, to }) => from < to, { message: 'must end after it begins', path: ['to'] });
export type AddTimeOff = z.infer<typeof AddTimeOff>;

export const StaffView = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  active: z.boolean(),
  position: z.int(),
  timeZone: z.string(),
  level: z.string().nullable(),
  locationId: Id,
  serviceIds: z.array(Id),
});
export type StaffView = z.infer<typeof StaffView>;

export const CreateStaff = z.strictObject({
  name: Line(120),
  email: Email.nullable().default(null),
  /** For prices, such as `senior`. */
  level: Line(40).nullable().default(null),
  /** Left out: the first location. */
  locationId: Id.optional(),
  weekly: WeeklyHours.default([]),
});
export type CreateStaff = z.infer<typeof CreateStaff>;
export const UpdateStaff = z.strictObject({
  name: Line(120).optional(),
  email: Email.nullable().optional(),
  active: z.boolean().optional(),
  level: Line(40).nullable().optional(),
  position: z.int().min(0).max(100_000).optional(),
});
export type UpdateStaff = z.infer<typeof UpdateStaff>;

const ByDay = z.strictObject({ id: Id, day: PlainDay });
const ByTimeOff = z.strictObject({ id: Id, timeOffId: Id });
const BySchedule = z.strictObject({ id: Id, scheduleId: Id });
const ByPlan = z.strictObject({ id: Id, scheduleId: Id, day: PlainDay });
const ByZoneChange = z.strictObject({ id: Id, zoneChangeId: Id });

const rules = { query: RulesQuery, preview: RulesPreview } as const;

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
    ...rules,
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
    ...rules,
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
    ...rules,
    body: SetOverride,
    response: HoursView,
  },
  removeOverride: {
    method: 'DELETE',
    path: '/staff/:id/overrides/:day',
    access: 'can:schedules.write',
    summary: 'Back to the weekly hours on that day',
    params: ByDay,
    ...rules,
    response: HoursView,
  },
  addTimeOff: {
    method: 'POST',
    path: '/staff/:id/time-off',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Time off, once or again and again; bookings already made stay',
    params: ById,
    ...rules,
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
    ...rules,
    response: HoursView,
  },
  addZoneChange: {
    method: 'POST',
    path: '/staff/:id/zone-changes',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Their hours of these days are meant in another zone',
    params: ById,
    ...rules,
    body: AddZoneChange,
    response: HoursView,
    status: 201,
  },
  removeZoneChange: {
    method: 'DELETE',
    path: '/staff/:id/zone-changes/:zoneChangeId',
    access: 'can:schedules.write',
    summary: 'Back to the zone of the schedule',
    params: ByZoneChange,
    ...rules,
    response: HoursView,
  },
  listSchedules: {
    method: 'GET',
    path: '/staff/:id/schedules',
    access: 'can:schedules.read',
    summary: 'The named schedules of a team member, the default one first',
    params: ById,
    response: listOf(ScheduleView),
  },
  createSchedule: {
    method: 'POST',
    path: '/staff/:id/schedules',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Add a named schedule',
    params: ById,
    body: CreateSchedule,
    response: ScheduleView,
    status: 201,
  },
  updateSchedule: {
    method: 'PATCH',
    path: '/staff/:id/schedules/:scheduleId',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Rename a schedule, change its hours at once or from a day on, make it the default',
    params: BySchedule,
    ...rules,
    body: UpdateSchedule,
    response: ScheduleView,
  },
  removeSchedule: {
    method: 'DELETE',
    path: '/staff/:id/schedules/:scheduleId',
    access: 'can:schedules.write',
    summary: 'Remove a schedule; services that named it keep the default one',
    params: BySchedule,
    ...rules,
    response: listOf(ScheduleView),
  },
  removePlan: {
    method: 'DELETE',
    path: '/staff/:id/schedules/:scheduleId/plans/:day',
    access: 'can:schedules.write',
    summary: 'Take back the hours that would hold from a day on',
    params: ByPlan,
    ...rules,
    response: ScheduleView,
  },
});
