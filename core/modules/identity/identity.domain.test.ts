import { expect, it } from 'vitest';
import { expiryOf, isRenewalDue, permissionsOf } from './identity.domain.ts';

const at = Date.parse;
const begun = at('2026-11-01T09:00Z');

it('lets a session end after seven days without use, and after thirty in any case', () => {
  expect(expiryOf(begun, begun)).toBe(at('2026-11-08T09:00Z'));
  expect(expiryOf(begun, at('2026-11-05T12:00Z'))).toBe(at('2026-11-12T12:00Z'));
  expect(expiryOf(begun, at('2026-11-29T12:00Z'))).toBe(at('2026-12-01T09:00Z'));
});

it('notes use once a day, and no more near the end', () => {
  const session = { createdAt: begun, expiresAt: at('2026-11-08T09:00Z') };
  expect(isRenewalDue(session, at('2026-11-02T08:59Z'))).toBe(false);
  expect(isRenewalDue(session, at('2026-11-02T09:00Z'))).toBe(true);
  expect(isRenewalDue({ createdAt: begun, expiresAt: at('2026-12-01T09:00Z') }, at('2026-11-30T09:00Z'))).toBe(false);
});

it('gives the owner everything, the manager all but the settings, staff what they need to see', () => {
  const owner = permissionsOf('owner');
  expect(owner.size).toBe(13);
  expect([...owner.difference(permissionsOf('manager'))]).toEqual(['settings.write']);
  expect([...permissionsOf('staff')].toSorted()).toEqual([
    'bookings.read',
    'bookings.write',
    'catalog.read',
    'customers.read',
    'messages.read',
    'schedules.read',
  ]);
});
