import { expect, it } from 'vitest';
import { rewritten } from '../../testing/database.ts';
import { runPolicies, type PoliciesOptions } from '../../testing/policies/policy.run.ts';

// Each guard broken on purpose: the walk through random policies must tell, and tell what is wrong.

interface Twin extends Pick<PoliciesOptions, 'sabotage' | 'rewrite'> {
  readonly broken: string;
  readonly told: string;
}

const UNCONSTRAINED = 'alter table claims drop constraint claims_never_overlap;';

const TWINS: readonly Twin[] = [
  {
    broken: 'buffers that the claims lack',
    sabotage: rewritten('book_slot', 'r, 0, p_busy_from, p_busy_to, p_location', 'r, 0, p_starts, p_ends, p_location'),
    told: 'is given 2 times at',
  },
  {
    broken: 'a cap that is not checked under the lock',
    sabotage: rewritten('cap_reached', 'then return true;', 'then return false;'),
    told: 'beyond a limit',
  },
  {
    broken: 'a cap that listing does not know of',
    rewrite: `update services set caps = '[]' where organization_id = $1`,
    told: 'beyond a limit',
  },
  {
    broken: 'a way that nobody needs time for',
    sabotage: `create or replace function travel_between(p_org uuid, p_from uuid, p_to uuid) returns interval language sql as $$ select interval '0' $$;`,
    told: 'is given 2 times at',
  },
  {
    broken: 'a pool that takes more than it has',
    sabotage:
      rewritten('find_lanes', 'v_peak + p_units > p_capacity', 'false') +
      rewritten('find_lanes', 'generate_series(0, p_capacity - 1)', 'generate_series(0, 100)'),
    told: 'booking is not booking.slot_taken',
  },
  {
    broken: 'a capacity that was raised behind the plan',
    rewrite: `update resources set capacity = capacity + 1 where organization_id = $1 and kind <> 'staff'`,
    told: 'times at',
  },
  {
    broken: 'a notice that listing ignores',
    rewrite: `update services set min_notice_minutes = 0 where organization_id = $1`,
    told: 'listed within the notice',
  },
  {
    broken: 'a loser that writes',
    sabotage: rewritten('book_slot', `outcome := 'taken';`, `insert into outbox (organization_id, topic, subject_id, version) values (p_org, 'booking', p_booking, 1); outcome := 'taken';`), // prettier-ignore
    told: 'outbox are stored',
  },
  {
    broken: 'no look before a time is given, and no constraint',
    sabotage: rewritten('book_slot', 'if v_live then', 'if false then') + UNCONSTRAINED,
    told: 'booking is not booking.slot_taken',
  },
];

it.each(TWINS)('$broken is seen', { timeout: 120_000 }, async ({ told, ...twin }) => {
  const seeds = Array.from({ length: 400 }, (_, index) => 7_000 + index);
  const run = await runPolicies({ ...twin, seeds, first: true });
  await run.world.drop();
  expect(run.failures.join('\n')).toContain(told);
});
