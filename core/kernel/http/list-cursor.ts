import { userError } from '../errors/errors.ts';

// Where a list that is sorted by time and id goes on: after its last row, so nothing is told twice or left out when rows
// come and go in between.

/** @param at of the last row, ISO */
export const encodeCursor = (at: string, id: string): string => Buffer.from(`${at}|${id}`).toString('base64url');

/** Time and id, both null for the beginning. @throws `request.invalid_cursor` */
export function decodeCursor(cursor: string | undefined): [at: string | null, id: string | null] {
  if (!cursor) return [null, null];
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\|([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) throw userError('request.invalid_cursor', { message: 'This cursor was not made by this list.' });
  return [match[1]!, match[2]!];
}
