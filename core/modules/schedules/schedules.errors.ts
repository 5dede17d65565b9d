import { userError, type UserError } from '../../kernel/errors/errors.ts';

export const tooManyExceptions = (most: number): UserError =>
  userError('schedule.too_many_exceptions', {
    status: 422,
    message: `At most ${most} days with other hours and times off a person. Remove old ones first.`,
  });

export const timeOffSkipped = (): UserError =>
  userError('time_off.skipped', {
    status: 422,
    message: 'The clock skips these hours on that day, so nothing would be off.',
    errors: [{ path: 'from', code: 'skipped', message: 'lies in hours that the clock skips' }],
  });
