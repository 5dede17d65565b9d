import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  type CreatedBusiness,
  type SignedIn,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

// What the team changes holds for the next customer, in every process: rules are kept in memory, but never trusted by age.

const PASSWORD = 'correct horse battery';
const clock = { now: () => Date.parse('2027-03-01T06:00:00Z') }; // a Monday

let database: TestDatabase;
let desk: TestApi;
let shop: TestApi; // another process, whose memory nobody here can reach
let salon: CreatedBusiness;
let owner: SignedIn;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = await startTestApi(database, { clock });
  shop = await startTestApi(database, { clock });
  salon = await createBusiness(database.db, {
    name: 'Salon',
    slug: 'salon',
    staff: [{ name: 'Ada' }, { name: 'Bo' }],
    services: [
      { name: 'Cut', durationMinutes: 30, staff: ['Ada'] },
      { name: 'Nobody does it yet', durationMinutes: 30, staff: [] },
      { name: 'Withdrawn', durationMinutes: 30, staff: ['Ada'], active: false },
    ],
    users: [{ email: 'owner@example.com', role: 'owner', password: PASSWORD }],
  });
  owner = await desk.signIn('owner@example.com', PASSWORD);
});
afterAll(async () => {
  await desk.close();
  await shop.close();
  await database.drop();
});

const slotsOf = async (serviceId: string) => {
  const answer = await shop.ask(
    'GET',
    `/api/v1/availability/days?serviceId=${serviceId}&from=2027-03-01&to=2027-03-01&timeZone=Europe/Berlin`,
  );
  return { status: answer.status, free: answer.json.days?.[0].free as number | undefined };
};
const change = async (method: string, path: string, body: unknown) => {
  const answer = await desk.ask(method, `/api/v1${path}`, { body, headers: owner.headers });
  expect([answer.status, answer.json?.errors]).toEqual([method === 'POST' ? 201 : 200, undefined]);
  return answer.json;
};
/** Fills the memory of the other process with the rules as they are now. */
const remember = async () => expect((await slotsOf(salon.services['Cut']!)).status).toBe(200);

// What the other process has kept as an answer it makes anew when it hears of the change, a moment later.
describe('at once', () => {
  it('a new service can be booked and stands on the page', async () => {
    await remember();
    const { id } = await change('POST', '/services', { name: 'New', durationMinutes: 30, minNoticeMinutes: 0, staffIds: [salon.staff['Ada']] }); // prettier-ignore
    await expect.poll(() => slotsOf(id)).toEqual({ status: 200, free: expect.toSatisfy((free: number) => free > 0) });
    const page = await shop.ask('GET', '/api/v1/pages/salon');
    expect(page.status).toBe(200);
    expect(page.json.services.map(({ name }: { name: string }) => name)).toContain('New');
  });

  it('a service that nobody did is offered by who does it now', async () => {
    const id = salon.services['Nobody does it yet']!;
    await remember();
    await expect.poll(() => slotsOf(id)).toEqual({ status: 200, free: 0 });
    await change('PATCH', `/services/${id}`, { staffIds: [salon.staff['Bo']] });
    await expect.poll(async () => (await slotsOf(id)).free).toBeGreaterThan(0);
  });

  it('a service that was withdrawn is back', async () => {
    const id = salon.services['Withdrawn']!;
    await remember();
    expect((await slotsOf(id)).status).toBe(404);
    await change('PATCH', `/services/${id}`, { active: true });
    await expect.poll(async () => (await slotsOf(id)).status).toBe(200);
  });

  it('other hours are kept', async () => {
    const id = salon.services['Cut']!;
    await remember();
    await change('PUT', `/staff/${salon.staff['Ada']}/hours`, {
      weekly: [{ weekday: 1, hours: [{ from: 600, to: 630 }] }],
    });
    await expect.poll(() => slotsOf(id)).toEqual({ status: 200, free: 1 });
  });

  it('nobody is left when the only one is deactivated, and somebody when they come back', async () => {
    const id = salon.services['Cut']!;
    await remember();
    await change('PATCH', `/staff/${salon.staff['Ada']}`, { active: false });
    await expect.poll(async () => (await slotsOf(id)).free).toBe(0);
    await change('PATCH', `/staff/${salon.staff['Ada']}`, { active: true });
    await expect.poll(async () => (await slotsOf(id)).free).toBeGreaterThan(0);
  });

  it('the business has its new name in what is booked', async () => {
    await remember();
    await change('PATCH', '/business', { name: 'Salon Two' });
    const booked = await shop.ask('POST', '/api/v1/bookings', {
      body: {
        serviceId: salon.services['Cut'],
        startsAt: '2027-03-01T09:00:00Z',
        customer: { name: 'Cy', email: 'cy@example.com' },
        timeZone: 'Europe/Berlin',
      },
    });
    expect([booked.status, booked.json.booking?.location.business]).toEqual([201, 'Salon Two']);
  });
});
