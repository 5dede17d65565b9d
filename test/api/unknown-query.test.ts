import { afterAll, beforeAll, expect, it } from 'vitest';
import { weekly, type Answer } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// A query that a route does not know is refused, above all where it asks for no more than a look: `dryRun` on a route
// that has no dry run must never write.

const START = '2027-03-10T08:00:00.000Z';
let world: RulesWorld;
let booked: { id: string; token: string };

beforeAll(async () => {
  world = await createRulesWorld({
    location: { name: 'Mitte' },
    staff: [{ name: 'Ada', weekly: weekly([1, 2, 3, 4, 5], '09:00-17:00') }],
    services: [{ name: 'Cut', durationMinutes: 60, slotIntervalMinutes: 60, staff: ['Ada'] }],
  });
  const { json } = await world.book('Cut', '2027-03-11T08:00:00.000Z');
  booked = { id: json.booking.id, token: json.token };
});
afterAll(() => world.close());

const cut = () => world.business.services['Cut']!;
const customer = { name: 'Dee', email: 'dee@example.com' };
const link = () => ({ authorization: `Bearer ${booked.token}` });

type Row = [what: string, send: () => Promise<Answer>];
const ROWS: Row[] = [
  ['a booking at the desk', () => world.desk('POST', '/desk/bookings?dryRun=true', { serviceId: cut(), startsAt: START, customer })], // prettier-ignore
  ['a cancellation by its link', () => world.ask('POST', `/bookings/${booked.id}/cancel?dryRun=true`, { headers: link(), body: {} })], // prettier-ignore
  ['a hold', () => world.ask('POST', '/holds?dryRun=true', { body: { serviceId: cut(), startsAt: START } })],
  ['a new service', () => world.desk('POST', '/services?dryRun=true', { name: 'X', durationMinutes: 30 })],
];

it.each(ROWS)('%s is refused when it asks for a dry run that there is none of, and writes nothing', async (_, send) => {
  const was = await everything();
  const { status, json } = await send();
  expect([status, json.code, json.errors]).toEqual([
    400,
    'request.invalid',
    [{ path: 'query.dryRun', code: 'unknown_field', message: expect.any(String) }],
  ]);
  expect(await everything()).toEqual(was);
});

it('what only reads refuses unknown fields as well', async () => {
  expect((await world.desk('GET', '/services?limit=5')).json.errors).toMatchObject([{ path: 'query.limit' }]);
  expect((await world.page('?links=x')).json.errors).toMatchObject([{ path: 'query.links' }]);
});

it('a calendar file is still opened by the token in its address', async () => {
  const file = await world.ask('GET', `/bookings/${booked.id}/calendar.ics?token=${booked.token}`);
  expect([file.status, file.text.slice(0, 15)]).toEqual([200, 'BEGIN:VCALENDAR']);
});

async function everything() {
  const answers = await Promise.all(
    ['/desk/bookings?from=2027-03-01T00:00:00Z&to=2027-04-01T00:00:00Z', '/services'].map((path) => world.desk('GET', path)), // prettier-ignore
  );
  return [...answers.map(({ json }) => json.data), await world.free('Cut', '2027-03-10')];
}
