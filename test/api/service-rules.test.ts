import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// Each rule of a service, said by the API, holds in what is offered and in what can be booked.

const allWeek = weekly([1, 2, 3, 4, 5, 6, 7], '09:00-12:00');
let world: RulesWorld;

beforeAll(async () => {
  world = await createRulesWorld({
    staff: [
      { name: 'Ada', weekly: allWeek, level: 'senior' },
      { name: 'Bo', weekly: allWeek },
    ],
    rooms: [
      { name: 'Blue' },
      { name: 'Red' },
      { name: 'Chairs', kind: 'equipment', capacity: 3 },
      { name: 'Late room', weekly: weekly([1, 2, 3, 4, 5, 6, 7], '11:00-20:00') },
    ],
  });
});
afterAll(() => world.close());

/** A new service by the API; `staffIds` by name. */
async function add(fields: Record<string, unknown> = {}, staff = ['Ada']): Promise<string> {
  const answer = await world.desk('POST', '/services', {
    name: 'New',
    durationMinutes: 60,
    slotIntervalMinutes: 60,
    minNoticeMinutes: 0,
    ...('staff' in fields ? {} : { staffIds: staff.map((name) => world.business.staff[name]) }),
    ...fields,
  });
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.id;
}
const idOf = (name: string): string => world.business.staff[name] ?? world.business.rooms[name]!;
const outcome = async (answer: ReturnType<RulesWorld['book']>) => {
  const { status, json } = await answer;
  return status === 201 ? 201 : json.code;
};

describe('time', () => {
  it('the grid begins at its offset', async () => {
    const id = await add({ slotOffsetMinutes: 20 });
    expect(await world.free(id, '2027-03-10')).toEqual(['09:20', '10:20']);
    expect(await outcome(world.book(id, '2027-03-10T08:00:00Z'))).toBe('booking.off_grid');
    expect(await outcome(world.book(id, '2027-03-10T08:20:00Z'))).toBe(201);
  });

  it('another length can be chosen, and no length that is not offered', async () => {
    const id = await add({ durations: [{ minutes: 120, priceAmount: 9000 }], priceAmount: 5000 });
    expect(await world.free(id, '2027-03-11')).toEqual(['09:00', '10:00', '11:00']);
    expect(await world.free(id, '2027-03-11', { durationMinutes: '120' })).toEqual(['09:00', '10:00']);
    const booked = await world.book(id, '2027-03-11T08:00:00Z', { durationMinutes: 120 });
    expect(booked.json.booking).toMatchObject({ endsAt: '2027-03-11T10:00:00.000Z', price: { amount: 9000 } });
    expect(await world.free(id, '2027-03-11')).toEqual(['11:00']);
    expect(await outcome(world.book(id, '2027-03-12T08:00:00Z', { durationMinutes: 90 }))).toBe('request.invalid');
  });

  it('add-ons lengthen and price', async () => {
    const id = await add({ priceAmount: 5000, addons: [{ name: 'Beard', minutes: 30, priceAmount: 1500 }] });
    const service = await world.desk('GET', `/services/${id}`);
    const addonIds = [service.json.addons[0].id];
    expect(await world.free(id, '2027-03-13', { addonIds: addonIds.join() })).toEqual(['09:00', '10:00']);
    const booked = await world.book(id, '2027-03-13T08:00:00Z', { addonIds });
    expect(booked.json.booking).toMatchObject({ endsAt: '2027-03-13T09:30:00.000Z', price: { amount: 6500 } });
  });

  it('a window of business days counts Monday to Friday alone', async () => {
    const id = await add({ window: { kind: 'business_days', days: 6 } });
    const days = Object.keys(await world.days(id, '2027-03-01', '2027-03-20'));
    expect(days.at(-1)).toBe('2027-03-09');
    expect(await outcome(world.book(id, '2027-03-10T08:00:00Z'))).toBe('booking.too_far_ahead');
  });

  it('a fixed range is the window', async () => {
    const id = await add({ window: { kind: 'range', from: '2027-04-03', to: '2027-04-05' } });
    expect(Object.keys(await world.days(id, '2027-03-20', '2027-04-20'))).toEqual(['2027-04-03', '2027-04-04', '2027-04-05']); // prettier-ignore
    expect(await outcome(world.book(id, '2027-04-06T07:00:00Z'))).toBe('booking.too_far_ahead');
  });

  it('the first and the last day are kept', async () => {
    const id = await add({ activeFrom: '2027-03-05', activeUntil: '2027-03-06' });
    expect(Object.keys(await world.days(id, '2027-03-01', '2027-03-20'))).toEqual(['2027-03-05', '2027-03-06']);
    expect(await outcome(world.book(id, '2027-03-07T08:00:00Z'))).toBe('booking.not_offered_then');
  });

  it('a start that would leave a useless gap is hidden', async () => {
    const id = await add({ slotIntervalMinutes: 30, offer: { fillGapsMinutes: 60, busyShare: 0 } });
    expect(await world.free(id, '2027-03-14')).toEqual(['09:00', '10:00', '11:00']);
  });

  it('a share of the starts is hidden, always the same ones', async () => {
    const id = await add({ slotIntervalMinutes: 5, durationMinutes: 5, offer: { fillGapsMinutes: null, busyShare: 0.5 } }); // prettier-ignore
    const shown = await world.free(id, '2027-03-14');
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.length).toBeLessThan(31);
    expect(await world.free(id, '2027-03-14')).toEqual(shown);
  });
});

describe('how often', () => {
  it('a day has so many of a service', async () => {
    const id = await add({ caps: [{ of: 'service', per: 'day', most: 1 }] }, ['Ada', 'Bo']);
    expect(await outcome(world.book(id, '2027-03-15T08:00:00Z'))).toBe(201);
    expect(await world.free(id, '2027-03-15')).toEqual([]);
    expect((await world.free(id, '2027-03-16')).length).toBe(3);
    expect(await outcome(world.book(id, '2027-03-15T10:00:00Z'))).toBe('booking.limit_reached');
  });

  it('a customer comes so often a week, and not again too soon', async () => {
    const customer = { name: 'Di', email: 'di@example.com' };
    const weekly = await add({ caps: [{ of: 'customer', per: 'week', most: 1 }] }, ['Bo']);
    expect(await outcome(world.book(weekly, '2027-03-17T08:00:00Z', { customer }))).toBe(201);
    expect(await outcome(world.book(weekly, '2027-03-19T08:00:00Z', { customer }))).toBe('booking.limit_reached');
    expect(await outcome(world.book(weekly, '2027-03-19T08:00:00Z'))).toBe(201);
    const seldom = await add({ repeatAfterDays: 10 }, ['Bo']);
    expect(await outcome(world.book(seldom, '2027-03-20T08:00:00Z', { customer }))).toBe(201);
    expect(await outcome(world.book(seldom, '2027-03-29T07:00:00Z', { customer }))).toBe('booking.too_soon_again');
    expect(await outcome(world.book(seldom, '2027-03-30T07:00:00Z', { customer }))).toBe(201);
  });
});

describe('who and what', () => {
  it('all at once: only when everybody is there', async () => {
    const id = await add({ staffing: 'collective' }, ['Ada', 'Bo']);
    const alone = await add({}, ['Bo']);
    expect(await outcome(world.book(alone, '2027-03-22T08:00:00Z'))).toBe(201);
    expect(await world.free(id, '2027-03-22')).toEqual(['10:00', '11:00']);
    expect(await outcome(world.book(id, '2027-03-22T09:00:00Z'))).toBe(201);
    expect(await world.free(alone, '2027-03-22')).toEqual(['11:00']);
  });

  it('one of each role: whoever is free of each', async () => {
    const staff = [
      { staffId: idOf('Ada'), role: 'lead' },
      { staffId: idOf('Bo'), role: 'assistant' },
    ];
    const id = await add({ staffing: 'roles', staff });
    const assistant = await add({}, ['Bo']);
    expect(await outcome(world.book(assistant, '2027-03-23T08:00:00Z'))).toBe(201);
    expect(await world.free(id, '2027-03-23')).toEqual(['10:00', '11:00']);
  });

  it('any of these rooms: as long as one is free', async () => {
    const needs = [{ name: 'Room', anyOf: [idOf('Blue'), idOf('Red')] }];
    const id = await add({ needs }, ['Ada', 'Bo']);
    const blue = await add({ resourceIds: [idOf('Blue')] }, ['Ada']);
    expect(await outcome(world.book(blue, '2027-03-24T08:00:00Z'))).toBe(201);
    expect(await world.free(id, '2027-03-24')).toContain('09:00');
    expect(await outcome(world.book(id, '2027-03-24T08:00:00Z'))).toBe(201);
  });

  it('two of three chairs: once at a time', async () => {
    const needs = [{ name: 'Chairs', anyOf: [idOf('Chairs')], units: 2 }];
    const id = await add({ needs }, ['Ada', 'Bo']);
    expect(await outcome(world.book(id, '2027-03-25T08:00:00Z'))).toBe(201);
    expect(await world.free(id, '2027-03-25')).toEqual(['10:00', '11:00']);
    expect(await outcome(world.book(id, '2027-03-25T08:00:00Z'))).toBe('booking.slot_taken');
  });

  it('a room has opening hours of its own', async () => {
    const id = await add({ resourceIds: [idOf('Late room')] });
    expect(await world.free(id, '2027-03-26')).toEqual(['11:00']);
  });

  it('a level has a price of its own', async () => {
    const levelPrices = [{ level: 'senior', priceAmount: 8000 }];
    const id = await add({ priceAmount: 5000, levelPrices }, ['Ada', 'Bo']);
    const byAda = await world.book(id, '2027-03-27T08:00:00Z', { staffId: idOf('Ada') });
    const byBo = await world.book(id, '2027-03-27T08:00:00Z', { staffId: idOf('Bo') });
    expect([byAda.json.booking.price.amount, byBo.json.booking.price.amount]).toEqual([8000, 5000]);
  });

  it('priority: the first in the order, although more is booked with them', async () => {
    const id = await add({ assignment: 'priority' }, ['Ada', 'Bo']);
    const first = await world.book(id, '2027-04-07T07:00:00Z');
    const second = await world.book(id, '2027-04-07T08:00:00Z');
    expect([first, second].map(({ json }) => json.booking.staff.name)).toEqual(['Ada', 'Ada']);
  });

  it('least booked: whoever has less that day', async () => {
    const id = await add({}, ['Ada', 'Bo']);
    const first = await world.book(id, '2027-04-08T07:00:00Z');
    const second = await world.book(id, '2027-04-08T08:00:00Z');
    expect([first, second].map(({ json }) => json.booking.staff.name)).toEqual(['Ada', 'Bo']);
  });
});

describe('private', () => {
  it('is on no page and cannot be booked without its link, and with it it can', async () => {
    const id = await add({ name: 'Secret', visibility: 'link' });
    const { linkToken } = (await world.desk('GET', `/services/${id}`)).json;
    const names = async (query?: string) =>
      (await world.page(query)).json.services.map(({ name }: { name: string }) => name);
    expect(await names()).not.toContain('Secret');
    expect(await names(`?link=${'A'.repeat(22)}`)).not.toContain('Secret');
    expect(await names(`?link=${linkToken}`)).toContain('Secret');
    expect(await outcome(world.book(id, '2027-04-09T07:00:00Z'))).toBe('service.not_found');
    expect(await outcome(world.book(id, '2027-04-09T07:00:00Z', { link: linkToken }))).toBe(201);
  });

  it('has a new link, and the former opens nothing any more', async () => {
    const id = await add({ name: 'Hidden', visibility: 'link' });
    const former = (await world.desk('GET', `/services/${id}`)).json.linkToken;
    const { linkToken } = (await world.desk('POST', `/services/${id}/link`, {})).json;
    const shown = async (link: string) => (await world.page(`?link=${link}`)).text.includes('"Hidden"');
    expect([await shown(former), await shown(linkToken)]).toEqual([false, true]);
    const open = await add();
    expect((await world.desk('POST', `/services/${open}/link`, {})).json.code).toBe('service.not_private');
  });
});
