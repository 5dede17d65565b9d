import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// A change of rules that bookings stand on lists them and asks. It is written when it was confirmed, and even then
// nothing is moved or lost.

const all = [1, 2, 3, 4, 5, 6, 7];
const hour = { durationMinutes: 60, slotIntervalMinutes: 60 };
/** What each change is about has a person and a service of its own, so that none is in another's way. */
const NAMES = ['Hours', 'Plan', 'Override', 'Off', 'Zone', 'Staff', 'Service', 'Until', 'Team', 'Room', 'Chairs', 'Shut', 'Free']; // prettier-ignore
let world: RulesWorld;

beforeAll(async () => {
  world = await createRulesWorld({
    location: { name: 'Mitte' },
    locations: [
      { name: 'Nord', slug: 'nord' },
      { name: 'Ost', slug: 'ost' },
    ],
    staff: [
      ...NAMES.map((name) => ({ name, weekly: weekly(all, '09:00-12:00') })),
      { name: 'Other', weekly: weekly(all, '09:00-12:00') },
      { name: 'Holiday', weekly: weekly(all, '09:00-12:00'), location: 'Nord' },
      { name: 'Place', weekly: weekly(all, '09:00-12:00'), location: 'Ost' },
    ],
    rooms: [{ name: 'Room' }, { name: 'Chairs', kind: 'equipment', capacity: 2 }, { name: 'Shut' }],
    services: [
      ...NAMES.map((name) => ({
        name,
        ...hour,
        staff: name === 'Chairs' || name === 'Team' ? [name, 'Other'] : [name],
        rooms: ['Room', 'Chairs', 'Shut'].includes(name) ? [name] : [],
      })),
      { name: 'Holiday', ...hour, staff: ['Holiday'], location: 'Nord' },
      { name: 'Place', ...hour, staff: ['Place'], location: 'Ost' },
    ],
  });
});
afterAll(() => world.close());

const staff = (name: string): string => `/staff/${world.business.staff[name]}`;
const service = (name: string): string => `/services/${world.business.services[name]}`;
const room = (name: string): string => `/resources/${world.business.rooms[name]}`;
const location = (name: string): string => `/locations/${world.business.locations[name]}`;
const later = { weekly: weekly(all, '10:00-12:00') };

type Change = [what: string, name: string, why: string, method: string, path: () => string, body: () => unknown];
const CHANGES: Change[] = [
  ['other weekly hours', 'Hours', 'outside_hours', 'PUT', () => `${staff('Hours')}/hours`, () => later],
  ['weekly hours from a day on', 'Plan', 'outside_hours', 'PUT', () => `${staff('Plan')}/hours`, () => ({ ...later, effectiveFrom: '2027-03-08' })], // prettier-ignore
  ['an override', 'Override', 'outside_hours', 'PUT', () => `${staff('Override')}/overrides/2027-03-10`, () => ({ hours: [] })], // prettier-ignore
  ['time off', 'Off', 'time_off', 'POST', () => `${staff('Off')}/time-off`, () => ({ from: '2027-03-10T09:30', to: '2027-03-10T10:30' })], // prettier-ignore
  ['a journey to another zone', 'Zone', 'outside_hours', 'POST', () => `${staff('Zone')}/zone-changes`, () => ({ from: '2027-03-10', to: '2027-03-10', timeZone: 'America/New_York' })], // prettier-ignore
  ['a person who leaves', 'Staff', 'staff_inactive', 'PATCH', () => staff('Staff'), () => ({ active: false })],
  ['a service that is withdrawn', 'Service', 'service_inactive', 'PATCH', () => service('Service'), () => ({ active: false })], // prettier-ignore
  ['a service that ends sooner', 'Until', 'not_offered_then', 'PATCH', () => service('Until'), () => ({ activeUntil: '2027-03-09' })], // prettier-ignore
  ['somebody who does it no longer', 'Team', 'not_their_service', 'PATCH', () => service('Team'), () => ({ staffIds: [world.business.staff['Other']] })], // prettier-ignore
  ['a room that is closed for good', 'Room', 'resource_inactive', 'PATCH', () => room('Room'), () => ({ active: false })], // prettier-ignore
  ['a room that opens later', 'Shut', 'no_room', 'PATCH', () => room('Shut'), () => ({ hours: later })],
  ['a smaller capacity', 'Chairs', 'no_room', 'PATCH', () => room('Chairs'), () => ({ capacity: 1 })],
  ['a public holiday', 'Holiday', 'outside_hours', 'PUT', () => `${location('Nord')}/holidays`, () => ({ country: null, exceptions: [{ day: '2027-03-10', kind: 'closed' }] })], // prettier-ignore
  ['a location that moves to another zone', 'Place', 'outside_hours', 'PATCH', () => location('Ost'), () => ({ timeZone: 'Asia/Tokyo' })], // prettier-ignore
];

const NINE = '2027-03-10T08:00:00.000Z'; // in Berlin
/** The same starts are offered by a colleague, or one after the other. */
const OTHERS_SERVE = new Set(['Team', 'Chairs']);

describe.each(CHANGES)('%s', (_what, name, why, method, path, body) => {
  let bookings: Record<string, unknown>[];
  const ask = (query: string) => world.desk(method, `${path()}${query}`, body());
  const stored = async (id: unknown) => {
    const { booking } = (await world.desk('GET', `/desk/bookings/${String(id)}`)).json;
    const { status, version, startsAt, endsAt, staff: who, service: what } = booking;
    return { status, version, startsAt, endsAt, who, what };
  };

  beforeAll(async () => {
    const staffId = world.business.staff[name];
    const first = await world.book(name, NINE, { staffId });
    const second = name === 'Chairs' ? [await world.book(name, NINE, { staffId: world.business.staff['Other'] })] : []; // prettier-ignore
    bookings = [first, ...second].map(({ status, json }) => {
      if (status !== 201) throw new Error(`${status} ${json.code}`);
      return { id: json.booking.id, kind: 'booking', startsAt: NINE, customerName: 'Cy', serviceName: name, staffName: json.booking.staff.name, why }; // prettier-ignore
    });
  });

  it('says what it would do and does nothing, when asked for a dry run', async () => {
    const before = await world.days(name, '2027-03-01', '2027-03-31');
    const { status, json } = await ask('?dryRun=true');
    const mine = json.affected.filter(({ serviceName }: { serviceName: string }) => serviceName === name);
    expect([status, mine]).toEqual([200, expect.arrayContaining(bookings)]);
    expect(json.slotsLost > 0).toBe(!OTHERS_SERVE.has(name));
    expect(await world.days(name, '2027-03-01', '2027-03-31')).toEqual(before);
  });

  it('is refused with the list, and done once it is confirmed; the bookings stay', async () => {
    const before = await world.days(name, '2027-03-01', '2027-03-31');
    const was = await Promise.all(bookings.map(({ id }) => stored(id)));
    const refused = await ask('');
    expect([refused.status, refused.json.code]).toEqual([409, 'rules.affect_bookings']);
    expect(refused.json.affected).toEqual(expect.arrayContaining(bookings));
    expect(refused.json.affectedCount).toBe(refused.json.affected.length);
    expect(await world.days(name, '2027-03-01', '2027-03-31')).toEqual(before);

    const done = await ask('?confirm=true');
    expect(done.status < 300, done.text).toBe(true);
    expect(await Promise.all(bookings.map(({ id }) => stored(id)))).toEqual(was);
    if (method === 'POST') return;
    const again = await ask('');
    expect(again.status, again.text).toBe(200); // what lies outside already is no news
  });
});

describe('a change that no booking stands on', () => {
  it('asks nothing, and counts what it opens', async () => {
    const longer = { weekly: weekly(all, '09:00-14:00') };
    const preview = await world.desk('PUT', `${staff('Free')}/hours?dryRun=true`, longer);
    expect(preview.json).toEqual({ affected: [], affectedCount: 0, slotsGained: 58, slotsLost: 0, warnings: [] });
    expect((await world.desk('PUT', `${staff('Free')}/hours`, longer)).status).toBe(200);
  });

  it('is one of terms: bookings keep the length and buffers that they were sold with', async () => {
    const booked = await world.book('Free', '2027-03-10T10:00:00Z');
    expect(booked.status).toBe(201);
    const changed = await world.desk('PATCH', service('Free'), { durationMinutes: 240, bufferAfterMinutes: 60 });
    expect([changed.status, changed.json.durationMinutes]).toEqual([200, 240]);
  });

  it('is one of the past', async () => {
    const past = { from: '2027-02-01T00:00', to: '2027-02-02T00:00' };
    expect((await world.desk('POST', `${staff('Free')}/time-off`, past)).status).toBe(201);
  });
});

it('a booking that is made at the same moment is asked about, or is not made', async () => {
  const rounds = Array.from({ length: 20 }, (_, index) => `2027-04-${String(index + 1).padStart(2, '0')}`);
  const outcomes = await Promise.all(
    rounds.map(async (day) => {
      const [booked, closed] = await Promise.all([
        world.book('Free', `${day}T08:00:00Z`),
        world.desk('PUT', `${staff('Free')}/overrides/${day}`, { hours: [] }),
      ]);
      return `${booked.status === 201 ? 'booked' : 'refused'}, ${closed.status === 200 ? 'closed' : 'asked'}`;
    }),
  );
  expect(outcomes.filter((outcome) => outcome === 'booked, closed')).toEqual([]);
});

it('hours that are too short for a service are no error, but are said before they are saved', async () => {
  const asked = await world.desk('PATCH', `${service('Free')}?dryRun=true`, { durationMinutes: 400 });
  expect([asked.status, asked.json.warnings]).toEqual([
    200,
    [
      {
        code: 'never_fits',
        serviceId: world.business.services['Free'],
        serviceName: 'Free',
        staffId: world.business.staff['Free'],
        staffName: 'Free',
        durationMinutes: 400,
        longestMinutes: 300,
      },
    ],
  ]);
});
