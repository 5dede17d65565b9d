import { userError, type UserError } from '../../../kernel/errors/errors.ts';

/** One wrong thing about a recurrence rule. */
export const invalidRecurrence = (path: string, code: string, message: string): UserError =>
  userError('recurrence.invalid', { message, errors: [{ path, code, message }] });
