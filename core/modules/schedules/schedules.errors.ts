import { userError, type FieldError, type UserError } from '../../kernel/errors/errors.ts';

const INVALID = 'Some fields are missing or wrong.';
const wrong = (path: string, code: string, message: string): UserError =>
  userError('request.invalid', { message: INVALID, errors: [{ path, code, message }] });

export const tooManyExceptions = (most: number): UserError =>
  userError('schedule.too_many_exceptions', {
    status: 422,
    message: `At most ${most} days with other hours and times off a person. Remove old ones first.`,
  });

export const tooManyPlans = (most: number): UserError =>
  userError('schedule.too_many_plans', {
    status: 422,
    message: `At most ${most} changes of weekly hours can be planned ahead for one schedule.`,
  });

export const tooManySchedules = (most: number): UserError =>
  userError('schedule.too_many', { status: 422, message: `At most ${most} schedules a person.` });

export const scheduleNameTaken = (): UserError =>
  userError('schedule.name_taken', {
    status: 409,
    message: 'This person has a schedule of that name. Choose another name.',
    errors: [{ path: 'name', code: 'taken', message: 'is the name of another schedule of this person' }],
  });

export const scheduleIsDefault = (): UserError =>
  userError('schedule.is_default', {
    status: 409,
    message: 'The default schedule cannot be removed. Make another one the default first.',
  });

export const timeOffSkipped = (): UserError =>
  userError('time_off.skipped', {
    status: 422,
    message: 'The clock skips these hours on that day, so nothing would be off.',
    errors: [{ path: 'from', code: 'skipped', message: 'lies in hours that the clock skips' }],
  });

export const unknownColleague = (): UserError => wrong('redirectTo', 'not_found', 'is nobody on the team');

export const cyclicRedirect = (): UserError =>
  userError('time_off.cyclic_redirect', {
    status: 422,
    message: 'This colleague is redirected back, perhaps by way of others: a customer would be sent round in a circle.',
    errors: [{ path: 'redirectTo', code: 'cyclic', message: 'leads back to the person who is away' }],
  });

export const zoneChangeOverlaps = (): UserError =>
  userError('zone_change.overlaps', {
    status: 409,
    message: 'On some of these days the person is in another zone already.',
    errors: [{ path: 'from', code: 'overlap', message: 'days must not overlap those of another change of zone' }],
  });

export const unknownLocation = (): UserError => wrong('locationId', 'not_found', 'is no location of this business');

export const unknownLocations = (paths: readonly string[]): UserError =>
  userError('request.invalid', {
    message: INVALID,
    errors: paths.map((path): FieldError => ({ path, code: 'not_found', message: 'is no location of this business' })),
  });

export const resourceInUse = (): UserError =>
  userError('resource.in_use', {
    status: 409,
    message: 'Services or bookings refer to it. Deactivate it instead.',
  });
