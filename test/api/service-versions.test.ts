import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// A change of a service is kept: who, when, what and from when. One that waits for its day holds from that day on.

const mornings = weekly([1, 2, 3, 4, 5, 6, 7], '09:00-12:00');
let world: RulesWorld;

beforeAll(async () => {
  world = await createRulesWorld({
    staff: [
      { name: 'Ada', weekly: mornings },
      { name: 'Bo', weekly: mornings },
    ],
    services: ['Length', 'Staff', 'Order', 'Back', 'Judged', 'Price'].map((name) => ({
      name,
      durationMinutes: 60,
      slotIntervalMinutes: 60,
      priceAmount: 5000,
      staff: ['Ada'],
    })),
  });
});
afterAll(() => world.close());

const path = (name: string): string => `/services/${world.business.services[name]}`;
const change = async (name: string, changes: object) => {
  const answer = await world.desk('PATCH', path(name), changes);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};

describe('a change from a day on', () => {
  it('holds for appointments of that day and later, in what is offered and what is booked', async () => {
    const view = await change('Length', { durationMinutes: 120, priceAmount: 9000, effectiveFrom: '2027-03-10' });
    expect(view).toMatchObject({ durationMinutes: 60, upcoming: [{ version: 1, effectiveFrom: '2027-03-10' }] });
    expect(await world.free('Length', '2027-03-09')).toEqual(['09:00', '10:00', '11:00']);
    expect(await world.free('Length', '2027-03-10')).toEqual(['09:00', '10:00']);
    const before = await world.book('Length', '2027-03-09T08:00:00Z');
    const after = await world.book('Length', '2027-03-10T08:00:00Z');
    expect(before.json.booking).toMatchObject({ endsAt: '2027-03-09T09:00:00.000Z', price: { amount: 5000 } });
    expect(after.json.booking).toMatchObject({ endsAt: '2027-03-10T10:00:00.000Z', price: { amount: 9000 } });
  });

  it('may be one of who does it', async () => {
    await change('Staff', { staffIds: [world.business.staff['Bo']], effectiveFrom: '2027-03-15' });
    const before = await world.book('Staff', '2027-03-14T08:00:00Z');
    const after = await world.book('Staff', '2027-03-15T08:00:00Z');
    expect([before, after].map(({ json }) => json.booking.staff.name)).toEqual(['Ada', 'Bo']);
  });

  it('lists the bookings of later days that it leaves behind', async () => {
    expect((await world.book('Order', '2027-03-20T08:00:00Z')).status).toBe(201);
    const body = { staffIds: [world.business.staff['Bo']], effectiveFrom: '2027-03-21' };
    expect((await world.desk('PATCH', path('Order'), { ...body, effectiveFrom: '2027-03-20' })).status).toBe(409);
    expect((await world.desk('PATCH', path('Order'), body)).status).toBe(200);
  });

  it('comes after a change at once that is made later, and is taken back', async () => {
    await change('Back', { durationMinutes: 120, effectiveFrom: '2027-03-10' });
    await change('Back', { durationMinutes: 180, effectiveFrom: '2027-03-12' });
    await change('Back', { durationMinutes: 90, slotIntervalMinutes: 30 });
    expect(await world.free('Back', '2027-03-08')).toEqual(['09:00', '09:30', '10:00', '10:30']);
    expect(await world.free('Back', '2027-03-11')).toEqual(['09:00', '09:30', '10:00']);
    expect(await world.free('Back', '2027-03-12')).toEqual(['09:00']);
    expect((await world.desk('DELETE', `${path('Back')}/versions/2`)).status).toBe(200);
    expect(await world.free('Back', '2027-03-12')).toEqual(['09:00', '09:30', '10:00']);
    expect((await world.desk('DELETE', `${path('Back')}/versions/3`)).json.code).toBe('version.not_found');
  });

  it.each([
    ['today', { priceAmount: 1, effectiveFrom: '2027-03-01' }, 'effectiveFrom', 'not_later'],
    ['of a name', { name: 'X', effectiveFrom: '2027-04-01' }, 'name', 'not_versioned'],
    ['of a place', { active: false, effectiveFrom: '2027-04-01' }, 'active', 'not_versioned'],
    ['of a day that is none', { priceAmount: 1, effectiveFrom: '2027-02-30' }, 'effectiveFrom', 'wrong_format'],
    ['that leaves nothing to offer', { minNoticeMinutes: 43_200, windowDays: 5, effectiveFrom: '2027-04-01' }, 'minNoticeMinutes', 'beyond_window'], // prettier-ignore
  ])('cannot be one %s', async (_what, body, field, code) => {
    const { status, json } = await world.desk('PATCH', path('Judged'), body);
    expect([status, json.errors]).toEqual([400, [expect.objectContaining({ path: field, code })]]);
  });

  it('is judged again with every change at once that comes before it', async () => {
    await change('Judged', { minNoticeMinutes: 2880, effectiveFrom: '2027-04-01' });
    const { json } = await world.desk('PATCH', path('Judged'), { windowDays: 1 });
    expect(json).toMatchObject({ code: 'service.invalid', errors: [{ path: 'minNoticeMinutes' }] });
  });
});

it('every change is told: who, when, what and from when, newest first', async () => {
  await change('Price', { priceAmount: 6000 });
  await change('Price', { priceAmount: 7000, effectiveFrom: '2027-05-01' });
  const { data } = (await world.desk('GET', `${path('Price')}/versions`)).json;
  const made = { changedAt: '2027-03-01T06:00:00.000Z', changedBy: expect.stringMatching(/^user:/), changedByName: 'owner' }; // prettier-ignore
  expect(data).toEqual([
    { version: 2, ...made, effectiveFrom: '2027-05-01', changes: { priceAmount: 7000 }, upcoming: true },
    { version: 1, ...made, effectiveFrom: null, changes: { priceAmount: 6000 }, upcoming: false },
  ]);
});
