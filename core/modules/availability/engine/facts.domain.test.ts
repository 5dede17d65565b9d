import { expect, it } from 'vitest';
import { busyWindowOfRange, busyWindowOfStart } from './facts.domain.ts';
import { parseDayRange } from '../time/range.domain.ts';
import { WITHOUT_LIMITS, type ServiceRules } from './service-rules.domain.ts';
import { createZoneTables } from '../time/zone-table.domain.ts';

const service: ServiceRules = {
  durationMinutes: 60,
  bufferBeforeMinutes: 10,
  bufferAfterMinutes: 20,
  slotIntervalMinutes: 15,
  slotOffsetMinutes: 0,
  minNoticeMinutes: 0,
  window: { kind: 'days', days: 60 },
  ...WITHOUT_LIMITS,
  active: true,
};
const ms = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;

it('a listing needs busy times from the first buffer before to the last buffer after', () => {
  const range = parseDayRange({ from: '2027-07-01', to: '2027-07-31', timeZone: 'Europe/Berlin' }, createZoneTables());
  expect(busyWindowOfRange(service, range)).toEqual({ from: ms('2027-06-30T21:50Z'), to: ms('2027-07-31T23:20Z') });
});

it('one start needs them of its whole local day, wherever in the day it lies', () => {
  const { from, to } = busyWindowOfStart(service, ms('2027-10-31T12:00Z'));
  expect(from).toBeLessThanOrEqual(ms('2027-10-30T11:00Z'));
  expect(to).toBeGreaterThanOrEqual(ms('2027-11-01T13:00Z'));
});
