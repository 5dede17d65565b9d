import type { Db, Statement } from '../db/db.ts';
import { notFound } from '../errors/errors.ts';

export interface DirectoryEntry {
  readonly organizationId: string;
  readonly targetId: string;
}

/** Finds the tenant of something public. Holds no personal data, so it is the one place that is asked without a tenant. */
export interface Directory {
  page(slug: string): Promise<DirectoryEntry | null>;
  /** @throws `service.not_found` */
  service(serviceId: string): Promise<DirectoryEntry>;
  /** Every account with this e-mail digest, of any tenant. */
  signIn(emailDigest: string): Promise<DirectoryEntry[]>;
}

const FIND: Statement = {
  name: 'find_in_directory',
  text: `select organization_id as "organizationId", target_id as "targetId" from directory where kind = $1 and key = $2`,
};
const KEPT = 10_000;
const KEPT_MS = 60_000;

/** Entries are kept for a minute: a service never changes its tenant, and a slug that moved is found again after that. */
export function createDirectory(db: Db): Directory {
  const known = new Map<string, { entry: DirectoryEntry; until: number }>();

  async function find(kind: 'page' | 'service', key: string): Promise<DirectoryEntry | null> {
    const place = `${kind}:${key}`;
    const kept = known.get(place);
    if (kept && kept.until > Date.now()) return kept.entry;
    const [entry] = await db.query<DirectoryEntry>(FIND, [kind, key]);
    if (!entry) return null;
    if (known.size >= KEPT) known.clear();
    known.set(place, { entry, until: Date.now() + KEPT_MS });
    return entry;
  }

  return {
    page: (slug) => find('page', slug),
    async service(serviceId) {
      const entry = await find('service', serviceId.toLowerCase());
      if (!entry) throw notFound('service');
      return entry;
    },
    signIn: (emailDigest) => db.query<DirectoryEntry>(FIND, ['sign-in', emailDigest]),
  };
}
