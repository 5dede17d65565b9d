import { expect, it } from 'vitest';
import { rulesOf, whereOf } from './explain.ts';

it('knows on which page a rule is changed', () => {
  expect(whereOf({ kind: 'notice', minutes: 30 })).toBe('service');
  expect(whereOf({ kind: 'hours', from: 540, to: 600 })).toBe('member');
  expect(whereOf({ kind: 'time_off' })).toBe('member');
  expect(whereOf({ kind: 'capacity', capacity: 2 })).toBe('rooms');
  expect(whereOf({ kind: 'free' })).toBe('calendar');
});

it('names each reason once', () => {
  const staff = { id: '1', name: 'Mara' };
  const one = { staff, changes: null, nearest: null };
  expect(
    rulesOf({
      candidates: [
        { ...one, broken: [{ rule: 'notice' }, { rule: 'busy' }] },
        { ...one, broken: [{ rule: 'notice' }] },
      ],
    }),
  ).toEqual(['notice', 'busy']);
});
