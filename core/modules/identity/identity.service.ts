import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import { sha256 } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import type { RateLimits } from '../../kernel/http/rate-limits.ts';
import type { Directory, DirectoryEntry } from '../../kernel/tenancy/directory.ts';
import type { ChangePassword, Role, SessionView, SignIn } from './identity.contract.ts';
import { permissionsOf } from './identity.domain.ts';
import { samePassword, wrongCredentials, wrongPassword } from './identity.errors.ts';
import { hashPassword, unusableHash, verifyPassword } from './passwords.ts';
import { createSessions, type NewSession, type Sessions } from './sessions.ts';

export interface IdentityDeps {
  db: Db;
  directory: Directory;
  rateLimits: RateLimits;
  clock: Clock;
}

export interface IdentityService {
  /** Who holds a session's token; for `Authenticator.session`. */
  readonly authenticate: Sessions['authenticate'];
  /**
   * @throws UserError `session.wrong_credentials` (401), whatever of it was wrong; `request.too_many` (429);
   *   OperationalError while the database is down
   */
  signIn(credentials: SignIn): Promise<{ session: NewSession; view: SessionView }>;
  show(caller: UserCaller): Promise<SessionView>;
  signOut(caller: UserCaller): Promise<void>;
  /**
   * Ends every session of the user and begins a new one for this browser, with the same CSRF token.
   * @throws UserError `password.wrong`, `password.unchanged` (422); `request.too_many` (429)
   */
  changePassword(caller: UserCaller, passwords: ChangePassword): Promise<NewSession>;
}

interface Account {
  organizationId: string;
  organization: string;
  id: string;
  email: string;
  name: string;
  role: Role;
  staffId: string | null;
  locale: string;
  passwordHash: string;
  active: boolean;
}

const FIND_ACCOUNT: Statement = {
  name: 'find_account',
  text: `
    select u.organization_id as "organizationId", o.name as organization, u.id, u.email, u.name, u.role, u.staff_id as "staffId",
      u.locale, u.password_hash as "passwordHash", u.active
    from users u join organizations o on o.id = $1 where u.organization_id = $1 and u.id = $2`,
};
// Only if nobody else changed it meanwhile.
const CHANGE_PASSWORD: Statement = {
  name: 'change_password',
  text: `update users set password_hash = $3 where organization_id = $1 and id = $2 and password_hash = $4 returning id`,
};
/** One e-mail may have accounts at several businesses; the password says which is meant. */
const MOST_ACCOUNTS = 3;

const digestOf = (email: string): string => sha256(email.toLowerCase()).toString('hex');

/** Looked for when there is no such account, so that it takes as long. */
const nowhere = (): DirectoryEntry => ({ organizationId: randomUUIDv7(), targetId: randomUUIDv7() });

const viewOf = (account: Account, session: Pick<NewSession, 'csrfToken' | 'expiresAt'>): SessionView => ({
  user: {
    id: account.id,
    name: account.name,
    email: account.email,
    role: account.role,
    staffId: account.staffId,
    locale: account.locale,
  },
  organization: { id: account.organizationId, name: account.organization },
  permissions: [...permissionsOf(account.role)],
  csrfToken: session.csrfToken,
  expiresAt: new Date(session.expiresAt).toISOString(),
});

export function createIdentityService({ db, directory, rateLimits, clock }: IdentityDeps): IdentityService {
  const sessions = createSessions({ db, clock });

  const find = ({ organizationId, targetId }: DirectoryEntry): Promise<Account | undefined> =>
    db.tenant(organizationId, async (sql) => {
      const [account] = await sql.query<Account>(FIND_ACCOUNT, [organizationId, targetId]);
      return account;
    });

  /** As much work for an e-mail that is not known as for one that is: a look-up, a read, a hash. */
  async function accountFor({ email, password }: SignIn): Promise<Account | undefined> {
    const known = (await directory.signIn(digestOf(email))).slice(0, MOST_ACCOUNTS);
    const accounts = await Promise.all((known.length > 0 ? known : [nowhere()]).map(find));
    const right = await Promise.all(
      accounts.map((account) => verifyPassword(account?.passwordHash ?? unusableHash(), password)),
    );
    return accounts.find((account, index) => right[index] && account?.active);
  }

  async function own(caller: UserCaller): Promise<Account> {
    const account = await find({ organizationId: caller.organizationId, targetId: caller.userId });
    if (!account) throw wrongCredentials(); // removed in this very moment
    return account;
  }

  return {
    authenticate: sessions.authenticate,

    async signIn(credentials) {
      const budget = `account:${digestOf(credentials.email)}`;
      await rateLimits.spend('sign-in', budget);
      const account = await accountFor(credentials);
      if (!account) throw wrongCredentials();
      const session = await db.tenant(account.organizationId, (sql) =>
        sessions.begin(sql, account.organizationId, account.id),
      );
      await rateLimits.forgive('sign-in', budget);
      return { session, view: viewOf(account, session) };
    },

    show: async (caller) => viewOf(await own(caller), caller),
    signOut: ({ organizationId, sessionToken }) => sessions.end(organizationId, sessionToken),

    async changePassword(caller, { currentPassword, newPassword }) {
      const account = await own(caller);
      const { organizationId, id, passwordHash } = account;
      const budget = `account:${digestOf(account.email)}`;
      await rateLimits.spend('sign-in', budget);
      if (!(await verifyPassword(passwordHash, currentPassword))) throw wrongPassword();
      if (await verifyPassword(passwordHash, newPassword)) throw samePassword();
      const newHash = await hashPassword(newPassword);
      const session = await db.tenant(organizationId, async (sql) => {
        const changed = await sql.query(CHANGE_PASSWORD, [organizationId, id, newHash, passwordHash]);
        if (changed.length === 0) throw wrongPassword();
        await sessions.endAll(sql, organizationId, id);
        return sessions.begin(sql, organizationId, id, caller.csrfToken);
      });
      await rateLimits.forgive('sign-in', budget);
      return session;
    },
  };
}
