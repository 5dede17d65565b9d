import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// Every rule has limits and says them: the field, a stable code, a sentence. What was refused is not stored.

let world: RulesWorld;
let ids: { ada: string; bo: string; cy: string; chairs: string; cut: string; mitte: string };

beforeAll(async () => {
  world = await createRulesWorld({
    location: { name: 'Mitte' },
    staff: [{ name: 'Ada' }, { name: 'Bo' }, { name: 'Cy' }, { name: 'In Apia', timeZone: 'Pacific/Apia' }],
    rooms: [{ name: 'Chairs', kind: 'equipment', capacity: 2 }],
    services: [{ name: 'Cut', durationMinutes: 60, staff: ['Ada'] }],
  });
  const { staff, rooms, services, locations } = world.business;
  ids = {
    ada: staff['Ada']!,
    bo: staff['Bo']!,
    cy: staff['Cy']!,
    chairs: rooms['Chairs']!,
    cut: services['Cut']!,
    mitte: locations['Mitte']!,
  };
});
afterAll(() => world.close());

type Bad = [what: string, body: () => Record<string, unknown>, path: string, code: string];

const refuses = (method: string, path: () => string, rows: Bad[]): void => {
  it.each(rows)('%s', async (_what, body, field, code) => {
    const before = (await world.desk('GET', '/services')).text + (await world.desk('GET', `/staff/${ids.ada}/hours`)).text; // prettier-ignore
    const { status, json } = await world.desk(method, path(), body());
    expect([status >= 400 && status < 500, json.errors]).toEqual([
      true,
      expect.arrayContaining([{ path: field, code, message: expect.stringMatching(/\w/) }]),
    ]);
    const after = (await world.desk('GET', '/services')).text + (await world.desk('GET', `/staff/${ids.ada}/hours`)).text; // prettier-ignore
    expect(after).toBe(before);
  });
};

const nobody = randomUUID();
const lengths = (...minutes: number[]) => ({ durations: minutes.map((each) => ({ minutes: each })) });
const addons = (...minutes: number[]) => ({
  addons: minutes.map((each, index) => ({ name: `Add-on ${index}`, minutes: each })),
});

describe('a service with', () => {
  refuses('PATCH', () => `/services/${ids.cut}`, [
    ['no length', () => ({ durationMinutes: 0 }), 'durationMinutes', 'too_small'],
    ['a negative length', () => ({ durationMinutes: -30 }), 'durationMinutes', 'too_small'],
    ['half a minute', () => ({ durationMinutes: 30.5 }), 'durationMinutes', 'wrong_type'],
    ['a length of a day', () => ({ durationMinutes: 1440 }), 'durationMinutes', 'too_large'],
    ['a length twice', () => lengths(30, 30), 'durations', 'not_allowed'],
    ['another length of nothing', () => lengths(0), 'durations.0.minutes', 'too_small'],
    ['lengths and add-ons of more than a day', () => ({ ...lengths(720), ...addons(480, 480) }), 'addons', 'longer_than_a_day'], // prettier-ignore
    ['a negative price', () => ({ priceAmount: -1 }), 'priceAmount', 'too_small'],
    ['a price of a level twice', () => ({ levelPrices: [1, 2].map((priceAmount) => ({ level: 'senior', priceAmount })) }), 'levelPrices', 'not_allowed'], // prettier-ignore
    ['an add-on without a name', () => ({ addons: [{ name: ' ' }] }), 'addons.0.name', 'too_small'],
    ['an add-on of another service', () => ({ addons: [{ id: nobody, name: 'X' }] }), 'addons.0.id', 'not_found'],
    ['an interval of nothing', () => ({ slotIntervalMinutes: 0 }), 'slotIntervalMinutes', 'too_small'],
    ['an offset as long as the interval', () => ({ slotIntervalMinutes: 30, slotOffsetMinutes: 30 }), 'slotOffsetMinutes', 'not_below_interval'], // prettier-ignore
    [
      'a notice past the window',
      () => ({ minNoticeMinutes: 4320, windowDays: 2 }),
      'minNoticeMinutes',
      'beyond_window',
    ],
    ['a window backwards', () => ({ window: { kind: 'range', from: '2027-04-02', to: '2027-04-01' } }), 'window.to', 'not_allowed'], // prettier-ignore
    ['a window of days that do not exist', () => ({ window: { kind: 'range', from: '2027-02-29', to: '2027-04-01' } }), 'window.from', 'wrong_format'], // prettier-ignore
    ['a window that is over', () => ({ window: { kind: 'range', from: '2027-01-01', to: '2027-02-28' } }), 'window.to', 'in_the_past'], // prettier-ignore
    ['a price of a length that it has not', () => ({ levelPrices: [{ level: 'senior', minutes: 45, priceAmount: 1 }] }), 'levelPrices.0.minutes', 'unknown_length'], // prettier-ignore
    ['somebody twice', () => ({ staff: [{ staffId: ids.ada }, { staffId: ids.ada.toUpperCase() }] }), 'staff', 'not_allowed'], // prettier-ignore
    ['a room twice', () => ({ needs: [{ name: 'Chair', anyOf: [ids.chairs, ids.chairs] }] }), 'needs.0.anyOf', 'not_allowed'], // prettier-ignore
    ['two windows', () => ({ windowDays: 3, window: { kind: 'days', days: 4 } }), 'windowDays', 'not_allowed'],
    ['an end before its beginning', () => ({ activeFrom: '2027-04-02', activeUntil: '2027-04-01' }), 'activeUntil', 'before_active_from'], // prettier-ignore
    ['an end before the window', () => ({ window: { kind: 'range', from: '2027-05-01', to: '2027-05-02' }, activeUntil: '2027-04-01' }), 'activeUntil', 'beyond_window'], // prettier-ignore
    ['a cap of nothing', () => ({ caps: [{ of: 'staff', per: 'day', most: 0 }] }), 'caps.0.most', 'too_small'],
    ['a cap twice', () => ({ caps: [1, 2].map((most) => ({ of: 'staff', per: 'day', most })) }), 'caps', 'not_allowed'],
    ['more a day than a week', () => ({ caps: [{ of: 'staff', per: 'day', most: 5 }, { of: 'staff', per: 'week', most: 4 }] }), 'caps.0.most', 'more_than_a_week'], // prettier-ignore
    ['everything hidden', () => ({ offer: { busyShare: 1 } }), 'offer.busyShare', 'too_large'],
    ['a gap of nothing', () => ({ offer: { fillGapsMinutes: 0 } }), 'offer.fillGapsMinutes', 'too_small'],
    ['an unknown way to share work', () => ({ assignment: 'dice' }), 'assignment', 'not_allowed'],
    ['a weight of nothing', () => ({ staff: [{ staffId: ids.ada, weight: 0 }] }), 'staff.0.weight', 'too_small'],
    ['a stranger', () => ({ staff: [{ staffId: nobody }] }), 'staff.0.staffId', 'not_found'],
    ['a schedule of somebody else', () => ({ staff: [{ staffId: ids.ada, scheduleId: world.business.schedules['Bo'] }] }), 'staff.0.scheduleId', 'not_found'], // prettier-ignore
    ['staff said twice', () => ({ staffIds: [ids.ada], staff: [{ staffId: ids.ada }] }), 'staffIds', 'not_allowed'],
    ['roles that nobody has', () => ({ staffing: 'roles' }), 'staff.0.role', 'missing'],
    ['more of a kind than there are', () => ({ needs: [{ name: 'Chair', anyOf: [ids.chairs], count: 2 }] }), 'needs.0.count', 'more_than_there_are'], // prettier-ignore
    ['more places than there are', () => ({ needs: [{ name: 'Chairs', anyOf: [ids.chairs], units: 3 }] }), 'needs.0.units', 'more_than_capacity'], // prettier-ignore
    ['a need of nothing', () => ({ needs: [{ name: 'Chairs', anyOf: [] }] }), 'needs.0.anyOf', 'too_small'],
    ['a need of a person', () => ({ needs: [{ name: 'Ada', anyOf: [ids.ada] }] }), 'needs.0.anyOf.0', 'not_found'],
    ['a party smaller than its least', () => ({ minParty: 4, maxParty: 3 }), 'minParty', 'more_than_most'],
    ['a party of nobody', () => ({ minParty: 0 }), 'minParty', 'too_small'],
    ['a series longer than a year of weeks', () => ({ seriesMost: 53 }), 'seriesMost', 'too_large'],
    ['a location of somebody else', () => ({ locationId: nobody }), 'locationId', 'not_found'],
    ['a token of its own', () => ({ linkToken: 'x' }), 'linkToken', 'unknown_field'],
  ]);
});

describe('weekly hours', () => {
  const week = (...hours: { from: number; to: number; locationId?: string }[]) => ({ weekly: [{ weekday: 1, hours }] });
  refuses('PUT', () => `/staff/${ids.ada}/hours`, [
    ['that overlap', () => week({ from: 540, to: 720 }, { from: 700, to: 800 }), 'weekly.0.hours', 'not_allowed'],
    ['across midnight', () => week({ from: 1320, to: 120 }), 'weekly.0.hours.0', 'not_allowed'],
    ['past midnight', () => week({ from: 1320, to: 1560 }), 'weekly.0.hours.0.to', 'too_large'],
    ['of an eighth day', () => ({ weekly: [{ weekday: 8, hours: [] }] }), 'weekly.0.weekday', 'too_large'],
    ['of a day twice', () => ({ weekly: [1, 1].map((weekday) => ({ weekday, hours: [] })) }), 'weekly', 'not_allowed'],
    ['in no zone', () => ({ ...week(), timeZone: 'Mars/Base' }), 'timeZone', 'not_allowed'],
    ['in an offset', () => ({ ...week(), timeZone: '+02:00' }), 'timeZone', 'not_allowed'],
    ['at a foreign place', () => week({ from: 540, to: 600, locationId: nobody }), 'weekly.0.hours.0.locationId', 'not_found'], // prettier-ignore
    ['from a day that is none', () => ({ ...week(), effectiveFrom: '2027-02-30' }), 'effectiveFrom', 'wrong_format'],
  ]);
});

describe('an override', () => {
  refuses('PUT', () => `/staff/${world.business.staff['In Apia']}/overrides/2011-12-30`, [
    ['on a day that the zone never had', () => ({ hours: [] }), 'overrides.0.day', 'skipped_by_zone'],
  ]);
  refuses('PUT', () => `/staff/${ids.ada}/overrides/2027-02-29`, [
    ['on a day that the calendar does not have', () => ({ hours: [] }), 'params.day', 'wrong_format'],
  ]);
});

describe('time off', () => {
  const off = (more: object) => ({ from: '2027-03-10T09:00', to: '2027-03-10T12:00', ...more });
  const rule =
    (rrule: string): Bad[1] =>
    () =>
      off({ rrule });
  refuses('POST', () => `/staff/${ids.ada}/time-off`, [
    ['backwards', () => off({ to: '2027-03-10T08:00' }), 'to', 'not_allowed'],
    ['of no time', () => off({ to: '2027-03-10T09:00' }), 'to', 'not_allowed'],
    ['in hours that the clock skips', () => ({ from: '2027-03-28T02:00', to: '2027-03-28T03:00' }), 'from', 'skipped'],
    ['every second', rule('FREQ=SECONDLY'), 'rrule', 'too_fast'],
    ['a thousand million times', rule('FREQ=DAILY;COUNT=1000000000'), 'rrule', 'out_of_range'],
    ['by a rule that is none', rule('every Tuesday'), 'rrule', 'unreadable'],
    ['until before it begins', rule('FREQ=WEEKLY;UNTIL=20270101'), 'rrule', 'ends_before_it_begins'],
    ['in favour of a stranger', () => off({ redirectTo: nobody }), 'redirectTo', 'not_found'],
    ['in favour of a chair', () => off({ redirectTo: ids.chairs }), 'redirectTo', 'not_found'],
    ['in favour of oneself', () => off({ redirectTo: ids.ada }), 'redirectTo', 'cyclic'],
  ]);

  it('in favour of who is redirected back, by way of others too', async () => {
    const send = (from: string, redirectTo: string) => world.desk('POST', `/staff/${from}/time-off`, off({ redirectTo })); // prettier-ignore
    expect((await send(ids.bo, ids.cy)).status).toBe(201);
    expect((await send(ids.cy, ids.ada)).status).toBe(201);
    expect((await send(ids.ada, ids.bo)).json).toMatchObject({
      status: 422,
      code: 'time_off.cyclic_redirect',
      errors: [{ path: 'redirectTo', code: 'cyclic' }],
    });
  });

  it('that would close a circle from both ends at once: one is refused', async () => {
    const body = (redirectTo: string) => ({ from: '2027-05-10T09:00', to: '2027-05-10T12:00', redirectTo });
    const [di, eve] = await Promise.all(
      ['Di', 'Eve'].map(async (name) => (await world.desk('POST', '/staff', { name })).json.id as string),
    );
    const both = await Promise.all([
      world.desk('POST', `/staff/${di}/time-off`, body(eve!)),
      world.desk('POST', `/staff/${eve}/time-off`, body(di!)),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 422]);
  });
});

describe('other people and places', () => {
  refuses('POST', () => `/staff/${ids.ada}/zone-changes`, [
    ['a journey backwards', () => ({ from: '2027-03-11', to: '2027-03-10', timeZone: 'UTC' }), 'to', 'not_allowed'],
    ['a journey to nowhere', () => ({ from: '2027-03-10', to: '2027-03-11', timeZone: 'UTC+2' }), 'timeZone', 'not_allowed'], // prettier-ignore
  ]);
  refuses('POST', () => `/staff/${ids.ada}/schedules`, [
    ['a name that is taken', () => ({ name: 'Usual hours', weekly: [] }), 'name', 'taken'],
    ['hours that overlap', () => ({ name: 'X', weekly: weekly([1], '09:00-11:00', '10:00-12:00') }), 'weekly.0.hours', 'not_allowed'], // prettier-ignore
  ]);
  refuses('POST', () => '/resources', [
    ['no place', () => ({ kind: 'room', name: 'X', capacity: 0 }), 'capacity', 'too_small'],
    ['a person', () => ({ kind: 'staff', name: 'X' }), 'kind', 'not_allowed'],
    ['a foreign place', () => ({ kind: 'room', name: 'X', locationId: nobody }), 'locationId', 'not_found'],
  ]);
  refuses('PATCH', () => `/resources/${ids.chairs}`, [
    ['a capacity of nothing', () => ({ capacity: 0 }), 'capacity', 'too_small'],
  ]);
  refuses('POST', () => '/locations', [
    ['a taken address', () => ({ name: 'X', slug: 'salon', timeZone: 'UTC', currency: 'EUR' }), 'slug', 'taken'],
    ['an address with capitals', () => ({ name: 'X', slug: 'Salon', timeZone: 'UTC', currency: 'EUR' }), 'slug', 'wrong_format'], // prettier-ignore
    ['money of no country', () => ({ name: 'X', slug: 'x', timeZone: 'UTC', currency: 'euro' }), 'currency', 'wrong_format'], // prettier-ignore
  ]);
  refuses('PUT', () => `/locations/${ids.mitte}/holidays`, [
    ['an unknown country', () => ({ country: 'XX' }), 'country', 'not_found'],
    ['a region of elsewhere', () => ({ country: 'DE', region: 'CA' }), 'region', 'not_found'],
    ['a region without its country', () => ({ country: null, region: 'BY' }), 'region', 'without_country'],
    ['a day twice', () => ({ country: 'DE', exceptions: [1, 2].map(() => ({ day: '2027-05-01', kind: 'open' })) }), 'exceptions', 'not_allowed'], // prettier-ignore
  ]);
  refuses('PUT', () => '/travel-times', [
    ['a way to where one is', () => ({ times: [{ fromLocationId: ids.mitte, toLocationId: ids.mitte, minutes: 5 }] }), 'times.0.toLocationId', 'not_allowed'], // prettier-ignore
    ['a way to nowhere', () => ({ times: [{ fromLocationId: ids.mitte, toLocationId: nobody, minutes: 5 }] }), 'times.0.toLocationId', 'not_found'], // prettier-ignore
    ['no time at all', () => ({ times: [{ fromLocationId: ids.mitte, toLocationId: nobody, minutes: 0 }] }), 'times.0.minutes', 'too_small'], // prettier-ignore
  ]);

  it('the last location cannot be closed, and a room in use cannot be removed', async () => {
    expect((await world.desk('PATCH', `/locations/${ids.mitte}`, { active: false })).json.code).toBe('location.last');
    const needs = [{ name: 'Chair', anyOf: [ids.chairs] }];
    expect((await world.desk('PATCH', `/services/${ids.cut}`, { needs })).status).toBe(200);
    expect((await world.desk('DELETE', `/resources/${ids.chairs}`)).json.code).toBe('resource.in_use');
    const { id } = (await world.desk('POST', '/resources', { kind: 'room', name: 'Unused' })).json;
    expect((await world.desk('DELETE', `/resources/${id}`)).status).toBe(200);
  });
});

describe('a time zone', () => {
  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['asia/calcutta', 'Asia/Calcutta'], // an older name is a name
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['utc', 'UTC'],
  ])('written as %s is kept as %s', async (written, kept) => {
    const { json } = await world.desk('PUT', `/staff/${ids.cy}/hours`, { timeZone: written, weekly: [] });
    expect(json.timeZone).toBe(kept);
  });
});

it('a length with a price of its own cannot go without the price', async () => {
  const made = await world.desk('POST', '/services', {
    name: 'Fair',
    durationMinutes: 60,
    window: { kind: 'range', from: '2027-03-01', to: '2027-03-01' },
    durations: [{ minutes: 30 }],
    levelPrices: [{ level: 'senior', minutes: 30, priceAmount: 100 }],
  });
  expect(made.status).toBe(201);
  const path = `/services/${made.json.id}`;
  const refused = await world.desk('PATCH', path, { durations: [] });
  expect(refused.json.errors).toMatchObject([{ path: 'levelPrices.0.minutes', code: 'unknown_length' }]);
  expect((await world.desk('PATCH', path, { durations: [], levelPrices: [] })).status).toBe(200);
});
