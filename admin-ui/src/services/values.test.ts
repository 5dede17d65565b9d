import type { ServiceView } from '@bookme/core/client';
import { expect, it } from 'vitest';
import { changesOf, FRESH, valuesOf, wholeOf, wrongOf } from './values.ts';

const STAFF = '01a20a81-0000-7000-8000-000000000001';
const SERVICE = {
  ...FRESH,
  id: '01a20a81-0000-7000-8000-000000000002',
  name: 'Haircut',
  window: { kind: 'range', from: '2026-12-01', to: '2026-12-24' },
  windowDays: 60,
  activeFrom: null,
  activeUntil: '2027-01-31',
  staff: [{ staffId: STAFF, weight: 1, role: null, scheduleId: null }],
  staffIds: [STAFF],
  addons: [],
  locationId: '01a20a81-0000-7000-8000-000000000003',
  currency: 'EUR',
  position: 0,
  linkToken: null,
  upcoming: [],
} as unknown as ServiceView;

it('sends only what was changed', () => {
  const values = valuesOf(SERVICE);
  expect(changesOf(values, SERVICE)).toEqual({});
  values.bufferAfterMinutes = 10;
  values.activeUntil = '';
  expect(changesOf(values, SERVICE)).toEqual({ bufferAfterMinutes: 10, activeUntil: null });
});

it('names the day from which a change holds, which is itself no change of the service', () => {
  const values = valuesOf(SERVICE);
  values.priceAmount = 4500;
  values.effectiveFrom = '2027-01-01';
  expect(changesOf(values, SERVICE)).toEqual({ priceAmount: 4500, effectiveFrom: '2027-01-01' });
});

it('sends of a window what its kind has', () => {
  const values = valuesOf(SERVICE);
  values.window.kind = 'business_days';
  values.window.days = 20;
  expect(changesOf(values, SERVICE)).toEqual({ window: { kind: 'business_days', days: 20 } });
  expect(wholeOf(valuesOf(SERVICE)).window).toEqual({ kind: 'range', from: '2026-12-01', to: '2026-12-24' });
});

it('leaves what the cache holds alone', () => {
  const values = valuesOf(SERVICE);
  values.staff[0]!.weight = 9;
  expect(SERVICE.staff[0]!.weight).toBe(1);
});

it('finds what is surely wrong and names its place as the server would', () => {
  const values = valuesOf(SERVICE);
  expect(wrongOf(values)).toEqual({});
  values.name = ' ';
  values.slotIntervalMinutes = Number.NaN;
  values.seriesMost = 53;
  values.window.to = '';
  values.durations = [{ minutes: 3, priceAmount: null }];
  values.addons = [{ name: '', minutes: 10, priceAmount: Number.NaN, active: true }];
  values.needs = [{ name: 'Chair', anyOf: [], count: 0, units: 1 }];
  expect(wrongOf(values)).toEqual({
    name: 'required',
    slotIntervalMinutes: 'number',
    seriesMost: [0, 52],
    'window.to': 'day',
    'durations.0.minutes': [5, 720],
    'addons.0.name': 'required',
    'addons.0.priceAmount': 'money',
    'needs.0.anyOf': 'required',
    'needs.0.count': [1, 10],
  });
});
