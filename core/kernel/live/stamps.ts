import type { Change, ChangeFeed } from './changes.ts';
import type { News } from './merge-changes.ts';

/** What an answer was made of. */
export interface DependsOn {
  readonly organizationId: string;
  /** Resources whose busy times it holds, and whatever else its changes name. The tenant's rules are always meant too. */
  readonly subjects: readonly string[];
  /** YYYY-MM-DD, both included, in any zone of the tenant: rather a day too many. */
  readonly firstDay: string;
  readonly lastDay: string;
}

/** When a subject was last changed, and each of its days. */
interface Stamp {
  latest: number;
  readonly days: Map<string, number>;
}
interface Tenant {
  latest: number;
  rules: number;
  /** Changes that did not say whom they concern. */
  readonly anyone: Stamp;
  readonly subjects: Map<string, Stamp>;
}

const MOST_STAMPS = 50_000;
const NEVER = -1;

const isTouched = ({ latest, days }: Stamp, { firstDay, lastDay }: DependsOn, since: number): boolean => {
  if (latest <= since) return false;
  for (const [day, at] of days) if (at > since && day >= firstDay && day <= lastDay) return true;
  return false;
};

/**
 * A version stamp for each resource and day, counted in this process: own changes count when they are published, those
 * of other processes when they are heard. While nothing can be heard, nothing counts as unchanged.
 */
export function createStamps(changes: Pick<ChangeFeed, 'follow'>) {
  const tenants = new Map<string, Tenant>();
  let latest = 0;
  /** Marks before this one are worth nothing. */
  let oldest = 1;
  let isHearing = false;
  let kept = 0;

  function forget(): void {
    tenants.clear();
    kept = 0;
    oldest = ++latest;
  }

  function touch(stamp: Stamp, days: readonly string[]): void {
    stamp.latest = latest;
    for (const day of days) {
      if (!stamp.days.has(day)) kept += 1;
      stamp.days.set(day, latest);
    }
  }

  function count(change: Change | News): void {
    if (change.kind === 'message') return;
    latest += 1;
    const tenant = tenants.getOrInsertComputed(change.organizationId, () => {
      kept += 1;
      return { latest, rules: NEVER, anyone: { latest: NEVER, days: new Map() }, subjects: new Map() };
    });
    tenant.latest = latest;
    if (change.kind === 'rules') tenant.rules = latest;
    else if (!change.subjects) touch(tenant.anyone, change.days);
    else
      for (const subject of change.subjects)
        touch(
          tenant.subjects.getOrInsertComputed(subject, () => ({ latest, days: new Map() })),
          change.days,
        );
    if (kept > MOST_STAMPS) forget();
  }

  const unfollow = changes.follow({
    published: count,
    heard: (change, _id, isOwn) => {
      if (change && !isOwn) count(change);
    },
    deaf: () => {
      isHearing = false;
      forget();
    },
    hearing: () => {
      isHearing = true;
      forget();
    },
  });

  return {
    /** The stamp of now; taken before the facts are read, so that a change meanwhile counts as later. */
    mark: (): number => (isHearing ? latest : NEVER),
    /** @param since a mark */
    isUnchanged(on: DependsOn, since: number): boolean {
      if (!isHearing || since < oldest) return false;
      const tenant = since === latest ? undefined : tenants.get(on.organizationId);
      if (!tenant || tenant.latest <= since) return true;
      if (tenant.rules > since || isTouched(tenant.anyone, on, since)) return false;
      return !on.subjects.some((subject) => {
        const stamp = tenant.subjects.get(subject);
        return stamp !== undefined && isTouched(stamp, on, since);
      });
    },
    close: unfollow,
  };
}

export type Stamps = ReturnType<typeof createStamps>;
