import type { EntityManager } from '@mikro-orm/postgresql';
import { UserError, userError } from '../errors/errors.ts';
import type { Idempotency } from '../http/mount-api.ts';
import type { Sql, Statement } from './db.ts';
import type { Orm } from './orm.ts';

/** What a write needs to know of a request; every `ApiRequest` of a signed-in caller has it. */
export interface WriteRequest {
  readonly caller: { readonly organizationId: string };
  readonly idempotency: Idempotency | null;
}

/**
 * Runs `work` in one transaction of the caller's tenant and answers with what it returns, a plain JSON value. With an
 * Idempotency-Key the answer is stored in that same transaction for 72 h: the same request again gets it without a
 * second effect, also when both arrive at once.
 *
 * @throws UserError `request.idempotency_key_reused` (422) when the key was used for another request
 */
export type Write = <T extends object>(
  request: WriteRequest,
  work: (em: EntityManager, sql: Sql) => Promise<T>,
) => Promise<T>;

const FIND_ANSWER: Statement = {
  name: 'find_idempotent_answer',
  text: `select request_hash as "requestHash", answer from idempotency_keys where organization_id = $1 and scope = $2 and key = $3`,
};
const KEEP_ANSWER: Statement = {
  name: 'keep_idempotent_answer',
  text: `insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values ($1, $2, $3, $4, $5)`,
};
const UNIQUE_VIOLATION = '23505';

/** The same answer wherever a key comes back with another request. */
export const keyReused = (): UserError =>
  userError('request.idempotency_key_reused', {
    status: 422,
    message: 'This Idempotency-Key was used for another request. Use a new one.',
  });

const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;

export function createWrites({ orm }: { orm: Orm }): Write {
  return async function write<T extends object>(
    { caller: { organizationId }, idempotency }: WriteRequest,
    work: (em: EntityManager, sql: Sql) => Promise<T>,
  ): Promise<T> {
    if (!idempotency) return orm.tenant(organizationId, work);
    const { scope, key, requestHash } = idempotency;

    async function answered(sql: Sql): Promise<T | undefined> {
      const row = [organizationId, scope, key];
      const [known] = await sql.query<{ requestHash: Buffer; answer: string }>(FIND_ANSWER, row);
      if (known && !known.requestHash.equals(requestHash)) throw keyReused();
      return known && (JSON.parse(known.answer) as T);
    }

    const once = (): Promise<T> =>
      orm.tenant(organizationId, async (em, sql) => {
        const known = await answered(sql);
        if (known !== undefined) return known;
        const answer = await work(em, sql);
        await em.flush();
        await sql.query(KEEP_ANSWER, [organizationId, scope, key, requestHash, JSON.stringify(answer)]);
        return answer;
      });

    try {
      return await once();
    } catch (error) {
      // Perhaps the same key at the same moment, and the other has committed now. It shows in whatever unique key comes
      // first: then a second run finds the answer, or says what is taken.
      if (isDuplicate(error)) return once();
      // Or as the refusal that the work makes of it: a name is taken, by this very request.
      if (!(error instanceof UserError)) throw error;
      const known = await orm.tenant(organizationId, (_, sql) => answered(sql));
      if (known === undefined) throw error;
      return known;
    }
  };
}
