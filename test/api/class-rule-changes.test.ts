import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// Sessions of classes stand on rules as bookings do, also while nobody has joined: a change that would leave one
// outside of them asks first.

const all = [1, 2, 3, 4, 5, 6, 7];
const hour = { durationMinutes: 60, slotIntervalMinutes: 60 };
const NAMES = ['Hours', 'Override', 'Off', 'Staff', 'Until', 'Room', 'Kind', 'Booked', 'Closed', 'Free'];
const NINE = '2027-03-10T08:00:00.000Z'; // in Berlin
let world: RulesWorld;

beforeAll(async () => {
  world = await createRulesWorld({
    staff: NAMES.map((name) => ({ name, weekly: weekly(all, '09:00-12:00') })),
    rooms: [{ name: 'Room' }],
    services: NAMES.map((name) => ({ name, ...hour, staff: [name], rooms: name === 'Room' ? [name] : [] })),
  });
});
afterAll(() => world.close());

const staff = (name: string): string => `/staff/${world.business.staff[name]}`;
const service = (name: string): string => `/services/${world.business.services[name]}`;
const room = (name: string): string => `/resources/${world.business.rooms[name]}`;

async function openSession(name: string): Promise<string> {
  const made = await world.desk('PATCH', service(name), { kind: 'class', seats: 12 });
  expect(made.status, made.text).toBe(200);
  const opened = await world.desk('POST', '/desk/class-sessions', {
    serviceId: world.business.services[name],
    staffId: world.business.staff[name],
    startsAt: NINE,
  });
  expect(opened.status, opened.text).toBe(201);
  return opened.json.sessions[0].id;
}

type Change = [what: string, name: string, why: string, method: string, path: () => string, body: () => unknown];
const CHANGES: Change[] = [
  ['other weekly hours', 'Hours', 'outside_hours', 'PUT', () => `${staff('Hours')}/hours`, () => ({ weekly: weekly(all, '10:00-12:00') })], // prettier-ignore
  ['an override', 'Override', 'outside_hours', 'PUT', () => `${staff('Override')}/overrides/2027-03-10`, () => ({ hours: [] })], // prettier-ignore
  ['time off', 'Off', 'time_off', 'POST', () => `${staff('Off')}/time-off`, () => ({ from: '2027-03-10T09:30', to: '2027-03-10T10:30' })], // prettier-ignore
  ['a teacher who leaves', 'Staff', 'staff_inactive', 'PATCH', () => staff('Staff'), () => ({ active: false })],
  ['a class that ends sooner', 'Until', 'not_offered_then', 'PATCH', () => service('Until'), () => ({ activeUntil: '2027-03-09' })], // prettier-ignore
  ['a room that is closed for good', 'Room', 'resource_inactive', 'PATCH', () => room('Room'), () => ({ active: false })], // prettier-ignore
];

describe.each(CHANGES)('%s', (_what, name, why, method, path, body) => {
  it('is refused with the session, empty or not, and done once it is confirmed', async () => {
    const id = await openSession(name);
    const expected = { id, kind: 'session', startsAt: NINE, customerName: '', serviceName: name, staffName: name, why };
    const asked = async (taken: number): Promise<void> => {
      const { status, json } = await world.desk(method, path(), body());
      expect([status, json.code, json.affected, json.affectedCount]).toEqual([
        409,
        'rules.affect_bookings',
        [{ ...expected, seats: { taken, capacity: 12 } }],
        1,
      ]);
    };
    await asked(0);
    expect((await world.book(name, NINE, { sessionId: id, seats: 2 })).status).toBe(201);
    await asked(2);

    const done = await world.desk(method, `${path()}?confirm=true`, body());
    expect(done.status < 300, done.text).toBe(true);
    const { session } = (await world.desk('GET', `/desk/class-sessions/${id}`)).json;
    expect(session).toMatchObject({ status: 'scheduled', startsAt: NINE, seatsTaken: 2, version: 1 });
  });
});

it('a cancelled session stands on nothing', async () => {
  const id = await openSession('Free');
  await world.desk('POST', `/desk/class-sessions/${id}/cancel`, {});
  const closed = await world.desk('PUT', `${staff('Free')}/overrides/2027-03-10`, { hours: [] });
  expect(closed.status, closed.text).toBe(200);
});

describe('what kind of service it is', () => {
  it('does not change while sessions of it are to come, whatever is confirmed', async () => {
    const id = await openSession('Kind');
    for (const query of ['', '?confirm=true', '?dryRun=true']) {
      const { status, json } = await world.desk('PATCH', `${service('Kind')}${query}`, { kind: 'appointment' });
      expect([status, json.code, json.sessions, json.bookings]).toEqual([409, 'service.kind_in_use', 1, 0]);
    }
    expect((await world.desk('PATCH', service('Kind'), { kind: 'class', name: 'Kind' })).status).toBe(200);
    await world.desk('POST', `/desk/class-sessions/${id}/cancel`, {});
    expect((await world.desk('PATCH', service('Kind'), { kind: 'appointment' })).status).toBe(200);
  });

  it('does not change while bookings of it are to come', async () => {
    expect((await world.book('Booked', NINE)).status).toBe(201);
    const { status, json } = await world.desk('PATCH', service('Booked'), { kind: 'class' });
    expect([status, json.code, json.sessions, json.bookings]).toEqual([409, 'service.kind_in_use', 0, 1]);
  });
});

it('a class that is off cannot be joined, by nobody', async () => {
  const id = await openSession('Closed');
  expect((await world.desk('PATCH', `${service('Closed')}?confirm=true`, { active: false })).status).toBe(200);
  const customer = { name: 'Cy', email: 'cy@example.com' };
  const body = { serviceId: world.business.services['Closed'], startsAt: NINE, sessionId: id, customer };
  const [online, atDesk] = [await world.book('Closed', NINE, { sessionId: id }), await world.desk('POST', '/desk/bookings', body)]; // prettier-ignore
  expect([online.status, online.json.code]).toEqual([422, 'booking.service_inactive']);
  expect([atDesk.status, atDesk.json.code]).toEqual([422, 'booking.service_inactive']);
});
