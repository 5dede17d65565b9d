import { userError, type UserError } from '../../kernel/errors/errors.ts';

/** One answer for an unknown e-mail, a wrong password and a switched-off account. */
export const wrongCredentials = (): UserError =>
  userError('session.wrong_credentials', {
    status: 401,
    message: 'This e-mail and password do not belong together.',
  });

export const wrongPassword = (): UserError =>
  userError('password.wrong', {
    status: 422,
    message: 'The current password is not right.',
    errors: [{ path: 'currentPassword', code: 'wrong', message: 'is not the current password' }],
  });

export const samePassword = (): UserError =>
  userError('password.unchanged', {
    status: 422,
    message: 'Choose a password other than the current one.',
    errors: [{ path: 'newPassword', code: 'unchanged', message: 'is the current password' }],
  });
