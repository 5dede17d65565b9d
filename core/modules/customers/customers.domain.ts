import { userError } from '../../kernel/errors/errors.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const invalidCursor = () =>
  userError('request.invalid', {
    message: 'Some fields are missing or wrong.',
    errors: [{ path: 'query.cursor', code: 'invalid_cursor', message: 'is not a cursor of this list' }],
  });

/** Names the last row shown; where the list goes on is looked up, so a cursor holds nothing personal. */
export const cursorAfter = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

/** @throws `request.invalid` for anything that `cursorAfter` does not make */
export function idOfCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!UUID.test(id) || cursorAfter(id) !== cursor) throw invalidCursor();
  return id;
}

/** For LIKE: what is typed is looked for as it stands. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
