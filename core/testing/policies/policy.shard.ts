import { expect, it } from 'vitest';
import { RULES } from '../../modules/availability/engine/rules.domain.ts';
import { assertSound } from '../race-oracles.ts';
import { POLICIES_A_WORLD } from './policy.plans.ts';
import { runPolicies } from './policy.run.ts';

// BOOKME_POLICIES for more or fewer, BOOKME_SEED for the same fresh ones again, BOOKME_POLICY_SEED for one tenant alone.
const POLICIES = Number(process.env['BOOKME_POLICIES'] ?? 10_000);
const FRESH = Number(process.env['BOOKME_SEED'] ?? Date.now() % 1_000_000_007);
const ONE = process.env['BOOKME_POLICY_SEED'];
/** So many, and each rule and kind of policy is met. */
const ALL_KINDS = 2000;
const SHOWN = 3;

const KINDS = [
  ...[
    'slotOffsetMinutes',
    'bufferBeforeMinutes',
    'bufferAfterMinutes',
    'minNoticeMinutes',
    'activeFrom',
    'activeUntil',
  ],
  ...['repeatAfterDays', 'offer', 'preferUsual', 'needs', 'rooms', 'location', 'requiresApproval', 'maxParty'],
  ...['visibility', 'durations', 'levelPrices', 'addons', 'versions', 'travel', 'redirected'],
  ...['staffing one', 'staffing collective', 'staffing roles', 'window days', 'window business_days', 'window range'],
  ...['assignment least_booked', 'assignment round_robin', 'assignment longest_idle', 'assignment priority'],
  ...['service', 'staff', 'customer'].flatMap((of) => ['day', 'week'].map((per) => `cap of ${of} per ${per}`)),
];

/** One of `shards` equal parts, a test file each, so that every core has one. Half of the policies are always the same. */
export function itHolds(shard: number, shards: number): void {
  const each = Math.ceil(POLICIES / POLICIES_A_WORLD / shards);
  const fixed = Math.floor(each / 2);
  const seeds = Array.from({ length: each }, (_, index) => (index < fixed ? 0 : FRESH) + shard * each + index);

  it(
    `${each * POLICIES_A_WORLD} random policies, the fresh ones from seed ${FRESH}: what is offered can be booked, what is refused is explained, refused and leaves nothing behind`,
    { timeout: 120_000 + POLICIES * 60 },
    async () => {
      const { world, ...run } = await runPolicies({ seeds: ONE === undefined ? seeds : [Number(ONE)] });
      try {
        expect(run.failures.slice(0, SHOWN).join('\n\n'), `${run.failures.length} tenants differ`).toBe('');
        await assertSound(world);
        if (run.policies < ALL_KINDS) return;
        expect(Object.keys(run.refused)).toEqual(expect.arrayContaining(Object.keys(RULES)));
        expect(Object.keys(run.met)).toEqual(expect.arrayContaining(KINDS));
      } finally {
        await world.drop();
      }
    },
  );
}
