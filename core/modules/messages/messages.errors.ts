import { userError } from '../../kernel/errors/errors.ts';

export const notFailed = (status: string) =>
  userError('message.not_failed', {
    status: 409,
    message: `Only a message that failed can be tried again; this one is ${status}.`,
  });
