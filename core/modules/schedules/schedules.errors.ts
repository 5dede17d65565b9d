import { userError, type UserError } from '../../kernel/errors/errors.ts';

export const tooManyExceptions = (most: number): UserError =>
  userError('schedule.too_many_exceptions', {
    status: 422,
    message: `At most ${most} days with other hours and times off a person. Remove old ones first.`,
  });
