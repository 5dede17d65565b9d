import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { OperationalError, userError } from '../errors/errors.ts';
import type { RateLimit } from './define-api.ts';

interface Budget {
  /** Requests a minute (sign-in: in 15 minutes) from one address. */
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
  /** Taken from the database in one go and spent in memory, so that reads do not write to it each time. */
  readonly lease: number;
  /** What happens while the database cannot be asked. */
  readonly whenDown: 'refuse' | 'allow';
}

const BUDGETS: Record<RateLimit, Budget> = {
  read: { points: 1200, duration: 60, lease: 60, whenDown: 'allow' },
  write: { points: 120, duration: 60, lease: 6, whenDown: 'allow' },
  booking: { points: 60, duration: 60, lease: 1, whenDown: 'allow' },
  // Calendar programs ask every few minutes at most, but a whole team may share an address.
  feed: { points: 120, duration: 60, lease: 6, whenDown: 'allow' },
  'sign-in': { points: 10, duration: 900, lease: 1, whenDown: 'refuse' },
};

export interface RateLimits {
  /**
   * @param key the caller's address, or the account for sign-in
   * @throws UserError `request.too_many` (429, Retry-After); OperationalError for `sign-in` while the database is down
   */
  spend(limit: RateLimit, key: string): Promise<void>;
  /** Forgets what this key has spent: after a successful sign-in. */
  forgive(limit: RateLimit, key: string): Promise<void>;
}

export interface RateLimitOptions {
  pool: pg.Pool;
  /** off: for load tests only. */
  switch?: 'on' | 'off';
}

const LEASES_KEPT = 10_000;

function createLimit(name: RateLimit, budget: Budget, pool: pg.Pool) {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points: budget.points,
    duration: budget.duration,
  });
  const leases = new Map<string, { left: number; until: number }>();

  return {
    limiter,
    leases,
    async spend(key: string): Promise<void> {
      const lease = leases.get(key);
      if (lease && lease.left > 0 && lease.until > Date.now()) {
        lease.left -= 1;
        return;
      }
      try {
        const { msBeforeNext } = await limiter.consume(key, budget.lease);
        if (leases.size >= LEASES_KEPT) leases.clear();
        if (budget.lease > 1) leases.set(key, { left: budget.lease - 1, until: Date.now() + msBeforeNext });
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) {
          const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
          throw userError('request.too_many', {
            status: 429,
            message: `Too many requests. Try again in ${seconds} seconds.`,
            retryAfter: seconds,
          });
        }
        if (budget.whenDown === 'refuse') {
          throw new OperationalError('database.unavailable', {
            message: 'Sign-in is not possible at the moment.',
            retryAfter: 5,
            cause: refusal,
          });
        }
      }
    },
  };
}

/** Request budgets kept in PostgreSQL: they survive a restart and hold for all processes together. */
export function createRateLimits({ pool, switch: state = 'on' }: RateLimitOptions): RateLimits {
  if (state === 'off') return { spend: async () => undefined, forgive: async () => undefined };
  const limits = Object.fromEntries(
    Object.entries(BUDGETS).map(([name, budget]) => [name, createLimit(name as RateLimit, budget, pool)]),
  ) as Record<RateLimit, ReturnType<typeof createLimit>>;
  return {
    spend: (limit, key) => limits[limit].spend(key),
    forgive: async (limit, key) => {
      limits[limit].leases.delete(key);
      await limits[limit].limiter.delete(key);
    },
  };
}
