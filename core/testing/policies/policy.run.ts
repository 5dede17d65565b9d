import { createBusiness } from '../../seed/create-business.ts';
import { createZoneTables } from '../../modules/availability/time/zone-table.domain.ts';
import { createRaceWorld, servicesOn, type RaceWorld } from '../race-world.ts';
import { wrongOf } from './policy.oracle.ts';
import { drawWorld, POLICIES_A_WORLD, type PolicyWorld } from './policy.plans.ts';
import { walk } from './policy.walk.ts';

export interface PoliciesRun {
  readonly policies: number;
  readonly offered: number;
  readonly bookings: number;
  /** How often each rule was the one that was told, most first. */
  readonly refused: Readonly<Record<string, number>>;
  /** Each with its seed and the whole plan. */
  readonly failures: readonly string[];
  /** How often each kind of policy was booked. */
  readonly met: Readonly<Record<string, number>>;
  readonly world: RaceWorld;
}

export interface PoliciesOptions {
  readonly seeds: Iterable<number>;
  /** SQL that breaks a guard on purpose, before there is any tenant. */
  readonly sabotage?: string;
  /** SQL that changes the rules of a tenant behind what was drawn; `$1` is the tenant. */
  readonly rewrite?: string;
  /** Stop at the first failure. */
  readonly first?: boolean;
  /** Milliseconds after which no further tenant is begun. */
  readonly until?: number;
}

/** Tenants that are walked at the same time, so that one computes while the other waits. */
const AT_ONCE = 3;
const NOBODY = { name: 'Nobody', slug: 'nobody' };

const reported = ({ seed, plan, now, days }: PolicyWorld, wrong: readonly string[]): string =>
  `seed ${seed}\n${wrong.join('\n')}\nat ${new Date(now).toISOString()}, ${days.join(' to ')}\n${JSON.stringify(plan)}`;

const add = (sum: Map<string, number>, more: ReadonlyMap<string, number>): void => {
  for (const [key, times] of more) sum.set(key, (sum.get(key) ?? 0) + times);
};
const inOrder = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));

/** Writes each drawn tenant to PostgreSQL, walks it with the real services, and judges what is stored. The caller drops the world. */
export async function runPolicies({
  seeds,
  sabotage,
  rewrite,
  first,
  until = Infinity,
}: PoliciesOptions): Promise<PoliciesRun> {
  const world = await createRaceWorld(NOBODY, sabotage, AT_ONCE + 1);
  const zones = createZoneTables();
  const failures: string[] = [];
  const refused = new Map<string, number>();
  const met = new Map<string, number>();
  const count = { policies: 0, offered: 0, bookings: 0 };
  const begun = Date.now();
  const left = seeds[Symbol.iterator]();

  async function walkSome(): Promise<void> {
    let now = 0;
    const services = servicesOn(world.db, { zones, clock: { now: () => now } });
    for (let next = left.next(); !next.done; next = left.next()) {
      if ((first && failures.length > 0) || Date.now() - begun > until) return;
      const drawn = drawWorld(next.value);
      now = drawn.now;
      const business = await createBusiness(world.db, drawn.plan);
      if (rewrite)
        await world.db.tenant(business.organizationId, (sql) => sql.query({ name: 'rewrite', text: rewrite }, [business.organizationId])); // prettier-ignore
      const walked = await walk(services, drawn, business);
      const wrong = [...walked.differences, ...(await wrongOf(world.db, drawn, business, walked))];
      if (wrong.length > 0) failures.push(reported(drawn, wrong));
      count.policies += POLICIES_A_WORLD;
      count.offered += walked.offered;
      count.bookings += walked.bookings;
      add(refused, walked.refused);
      add(met, walked.met);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, walkSome));
  return { ...count, refused: inOrder(refused), met: inOrder(met), failures, world };
}
