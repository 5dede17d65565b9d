import { expect, it } from 'vitest';
import type { Change, Follower } from './changes.ts';
import { createStamps } from './stamps.ts';

const march = { organizationId: 'o1', subjects: ['ann', 'room'], firstDay: '2027-03-01', lastDay: '2027-03-31' };
const booking = (more: Partial<Extract<Change, { kind: 'booking' }>> = {}): Change => ({
  ...{ kind: 'booking', organizationId: 'o1', bookingId: 'b1', version: 1, staffIds: ['ann'], subjects: ['ann'] },
  days: ['2027-03-03'],
  ...more,
});

function listening() {
  let follower: Follower = {};
  const stamps = createStamps({
    follow(given) {
      follower = given;
      return () => undefined;
    },
  });
  follower.hearing!();
  return { stamps, ...(follower as Required<Follower>) };
}

it.each<[string, Change, boolean]>([
  ['a resource on one of the days', booking(), false],
  ['a room without the staff', booking({ staffIds: ['bob'], subjects: ['bob', 'room'] }), false],
  ['a resource that is not named', booking({ subjects: undefined as never }), false],
  ['the rules', { kind: 'rules', organizationId: 'o1' }, false],
  ['another resource', booking({ subjects: ['bob'] }), true],
  ['another day', booking({ days: ['2027-04-01'] }), true],
  ['another business', booking({ organizationId: 'o2' }), true],
  ['rules of another business', { kind: 'rules', organizationId: 'o2' }, true],
  ['a message', { kind: 'message', organizationId: 'o1', bookingId: 'b1' }, true],
])('knows after a change of %s whether an answer still holds', (_, change, holds) => {
  const { stamps, published } = listening();
  const mark = stamps.mark();
  published(change);
  expect(stamps.isUnchanged(march, mark)).toBe(holds);
  expect(stamps.isUnchanged(march, stamps.mark())).toBe(true);
});

it('counts what other processes did, and its own only once', () => {
  const { stamps, heard, published } = listening();
  const before = stamps.mark();
  heard({ kind: 'rules', organizationId: 'o1' }, 'a-1', false);
  expect(stamps.isUnchanged(march, before)).toBe(false);
  published({ kind: 'rules', organizationId: 'o1' });
  const after = stamps.mark();
  heard({ kind: 'rules', organizationId: 'o1' }, 'b-1', true); // its own echo
  expect(stamps.isUnchanged(march, after)).toBe(true);
});

it('trusts nothing while it is deaf, nor what it knew before', () => {
  const { stamps, deaf, hearing } = listening();
  const before = stamps.mark();
  expect(stamps.isUnchanged(march, before)).toBe(true);
  deaf();
  expect(stamps.isUnchanged(march, before)).toBe(false);
  expect(stamps.isUnchanged(march, stamps.mark())).toBe(false);
  hearing();
  expect(stamps.isUnchanged(march, before)).toBe(false);
  expect(stamps.isUnchanged(march, stamps.mark())).toBe(true);
});

it('forgets all rather than grow without end, and then nothing from before counts as unchanged', () => {
  const { stamps, published } = listening();
  const before = stamps.mark();
  for (let n = 0; n < 60_000; n++) published(booking({ organizationId: `other${n}` }));
  expect(stamps.isUnchanged(march, before)).toBe(false);
});
