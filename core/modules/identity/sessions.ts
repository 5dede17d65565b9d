import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import { sha256, tenantOfToken, tenantToken } from '../../kernel/crypto/tokens.ts';
import type { Db, Sql, Statement } from '../../kernel/db/db.ts';
import type { Authenticator, UserCaller } from '../../kernel/http/callers.ts';
import type { Role } from './identity.contract.ts';
import { ABSOLUTE_MS, expiryOf, isRenewalDue, permissionsOf } from './identity.domain.ts';

/** A session just begun. */
export interface NewSession {
  readonly token: string;
  readonly csrfToken: string;
  /** Epoch milliseconds: when it ends unless it is used. */
  readonly expiresAt: number;
  /** Epoch milliseconds: when it ends however much it is used; the cookie's end. */
  readonly endsAt: number;
}

export interface Sessions {
  /**
   * Who holds this token, or null. Asks the database each time, in one round trip: a session that was ended anywhere is
   * gone everywhere at once.
   */
  readonly authenticate: Authenticator['session'];
  /** Part of a transaction of the user's tenant; always a new token. Also tidies away the user's expired sessions. */
  begin(sql: Sql, organizationId: string, userId: string, csrfToken?: string): Promise<NewSession>;
  end(organizationId: string, token: string): Promise<void>;
  /** All sessions of a user. Part of a transaction. */
  endAll(sql: Sql, organizationId: string, userId: string): Promise<void>;
}

interface SessionRow {
  userId: string;
  name: string;
  role: Role;
  staffId: string | null;
  csrfToken: string;
  createdAt: Date;
  expiresAt: Date;
}

const FIND: Statement = {
  name: 'find_session',
  text: `select user_id as "userId", name, role, staff_id as "staffId", csrf_token as "csrfToken", created_at as "createdAt",
    expires_at as "expiresAt" from find_session($1, $2, to_timestamp($3 / 1000.0))`,
};
const RENEW: Statement = {
  name: 'renew_session',
  text: `update sessions set expires_at = to_timestamp($3 / 1000.0) where organization_id = $1 and token_hash = $2`,
};
const BEGIN: Statement = {
  name: 'begin_session',
  text: `insert into sessions (organization_id, token_hash, user_id, csrf_token, created_at, expires_at)
    values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), to_timestamp($6 / 1000.0))`,
};
const END: Statement = {
  name: 'end_session',
  text: `delete from sessions where organization_id = $1 and token_hash = $2`,
};
const END_ALL: Statement = {
  name: 'end_sessions_of_user',
  text: `delete from sessions where organization_id = $1 and user_id = $2`,
};
const END_EXPIRED: Statement = {
  name: 'end_expired_sessions_of_user',
  text: `delete from sessions where organization_id = $1 and user_id = $2 and expires_at <= to_timestamp($3 / 1000.0)`,
};

export function createSessions({ db, clock }: { db: Db; clock: Clock }): Sessions {
  return {
    async authenticate(token): Promise<UserCaller | null> {
      const organizationId = tenantOfToken(token);
      if (!organizationId) return null;
      const now = clock.now();
      const tokenHash = sha256(token);
      const [row] = await db.query<SessionRow>(FIND, [organizationId, tokenHash, now]);
      if (!row) return null;
      const { userId, name, role, staffId, csrfToken } = row;
      const session = { createdAt: row.createdAt.getTime(), expiresAt: row.expiresAt.getTime() };
      if (isRenewalDue(session, now)) {
        session.expiresAt = expiryOf(session.createdAt, now);
        await db.tenant(organizationId, (sql) => sql.query(RENEW, [organizationId, tokenHash, session.expiresAt]));
      }
      return {
        kind: 'user',
        organizationId,
        userId,
        name,
        role,
        permissions: permissionsOf(role),
        // Null would mean every calendar; somebody whose own is not named yet sees an empty one.
        staffId: role === 'staff' ? (staffId ?? userId) : null,
        csrfToken,
        sessionToken: token,
        expiresAt: session.expiresAt,
      };
    },

    async begin(sql, organizationId, userId, csrfToken = randomBytes(32).toString('base64url')) {
      const now = clock.now();
      const token = tenantToken(organizationId);
      const expiresAt = expiryOf(now, now);
      await sql.query(END_EXPIRED, [organizationId, userId, now]);
      await sql.query(BEGIN, [organizationId, sha256(token), userId, csrfToken, now, expiresAt]);
      return { token, csrfToken, expiresAt, endsAt: now + ABSOLUTE_MS };
    },

    end: (organizationId, token) =>
      db.tenant(organizationId, async (sql) => void (await sql.query(END, [organizationId, sha256(token)]))),
    endAll: async (sql, organizationId, userId) => void (await sql.query(END_ALL, [organizationId, userId])),
  };
}
