import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// What a booking may be asked besides its time, over HTTP: to be judged only, who serves, until when it may be changed,
// what the clock shows twice, and what came from elsewhere.

const all = [1, 2, 3, 4, 5, 6, 7];
const open = weekly(all, '08:00-18:00');
let world: RulesWorld;

beforeAll(async () => {
  world = await createRulesWorld({
    staff: [
      { name: 'Ann', weekly: open },
      { name: 'Ben', weekly: open },
      { name: 'Cleo', weekly: open },
      { name: 'Dora', weekly: open },
      { name: 'Nora', weekly: weekly(all, '00:00-24:00') },
    ],
    services: [
      { name: 'Cut', durationMinutes: 60, slotIntervalMinutes: 60, priceAmount: 4_000, staff: ['Dora'] },
      {
        name: 'Turns',
        durationMinutes: 30,
        slotIntervalMinutes: 30,
        staff: [
          { name: 'Ann', weight: 1 },
          { name: 'Ben', weight: 2 },
          { name: 'Cleo', weight: 3 },
        ],
        assignment: 'round_robin',
      },
      {
        name: 'Idle',
        durationMinutes: 30,
        slotIntervalMinutes: 30,
        staff: ['Ann', 'Ben', 'Cleo'],
        assignment: 'longest_idle',
        preferUsual: true,
      },
      { name: 'Notices', durationMinutes: 60, staff: ['Dora'], moveNoticeMinutes: 60, cancelNoticeMinutes: 2_880 },
      { name: 'Reverse', durationMinutes: 60, staff: ['Dora'], moveNoticeMinutes: 2_880, cancelNoticeMinutes: 60 },
      { name: 'Night', durationMinutes: 30, slotIntervalMinutes: 30, staff: ['Nora'] },
    ],
  });
});
afterAll(() => world.close());

describe('a dry run', () => {
  const rows = async (): Promise<number> => (await world.desk('GET', '/desk/bookings')).json.data.length;

  it('says what the booking would be, and books nothing', async () => {
    const before = await rows();
    const asked = await world.book('Cut', '2027-03-02T08:00:00Z', { dryRun: true });
    expect([asked.status, asked.json]).toEqual([
      200,
      expect.objectContaining({
        dryRun: true,
        status: 'confirmed',
        staff: { id: world.business.staff['Dora'], name: 'Dora' },
        startsAt: '2027-03-02T08:00:00.000Z',
        endsAt: '2027-03-02T09:00:00.000Z',
        price: { amount: 4_000, currency: 'EUR' },
      }),
    ]);
    expect(await rows()).toBe(before);
    expect((await world.book('Cut', '2027-03-02T08:00:00Z')).status).toBe(201);
  });

  it('refuses what booking would refuse, with the same words and alternatives', async () => {
    const wet = await world.book('Cut', '2027-03-02T08:00:00Z');
    const dry = await world.book('Cut', '2027-03-02T08:00:00Z', { dryRun: true });
    expect([dry.status, dry.json.code, dry.json.alternatives]).toEqual([
      409,
      'booking.slot_taken',
      wet.json.alternatives,
    ]);
    expect(dry.json.alternatives).toHaveLength(3);
  });
});

describe('who serves', () => {
  const staffOf = async (service: string, startsAt: string, more = {}): Promise<string> => {
    const { json, status, text } = await world.book(service, startsAt, more);
    if (status !== 201) throw new Error(text);
    return json.booking.staff.name;
  };

  it('goes round by weights: of twelve bookings two, four and six', async () => {
    const served: string[] = [];
    for (let day = 8; day < 20; day++)
      served.push(await staffOf('Turns', `2027-03-${String(day).padStart(2, '0')}T10:00:00Z`));
    const count = (name: string) => served.filter((one) => one === name).length;
    expect([count('Ann'), count('Ben'), count('Cleo')]).toEqual([2, 4, 6]);
  });

  it('is told with the numbers that put everyone in their place', async () => {
    const { json } = await world.book('Turns', '2027-03-20T10:00:00Z', { dryRun: true });
    expect(json.assignment.strategy).toBe('round_robin');
    // (bookings of the month + 1) ÷ weight: 3/1, 5/2, 7/3.
    expect(json.assignment.order.map(({ measure }: { measure: number }) => Math.round(measure * 100) / 100)).toEqual([
      2.33, 2.5, 3,
    ]);
  });

  it('is whoever waits longest, and whoever served this customer before comes first', async () => {
    const ada = { customer: { name: 'Ada', email: 'ada@example.com' } };
    const first = await staffOf('Idle', '2027-03-22T10:00:00Z', ada);
    const second = await staffOf('Idle', '2027-03-23T10:00:00Z');
    expect(second).not.toBe(first);
    expect(await staffOf('Idle', '2027-03-24T10:00:00Z', ada)).toBe(first);
  });
});

describe('until when a customer may change it', () => {
  const links = async (service: string) => {
    // Tomorrow: within two days, not within an hour.
    const { json } = await world.book(service, service === 'Notices' ? '2027-03-02T12:00:00Z' : '2027-03-02T14:00:00Z');
    return { id: json.booking.id as string, token: json.token as string, booking: json.booking };
  };
  const act = async ({ id, token }: { id: string; token: string }, what: string, body: unknown) => {
    const { status, json } = await world.withLink(token, 'POST', `/bookings/${id}/${what}`, body);
    return [status, json.code];
  };

  it('is one thing for moving and another for cancelling', async () => {
    const notices = await links('Notices');
    expect(notices.booking).toMatchObject({ canChange: true, canCancel: false, cancelUntil: null });
    expect(await act(notices, 'cancel', {})).toEqual([409, 'booking.too_late_to_change']);
    expect(await act(notices, 'reschedule', { startsAt: '2027-03-04T09:00:00Z' })).toEqual([200, undefined]);

    const reverse = await links('Reverse');
    expect(reverse.booking).toMatchObject({ canChange: false, canCancel: true });
    expect(await act(reverse, 'reschedule', { startsAt: '2027-03-04T12:00:00Z' })).toEqual([
      409,
      'booking.too_late_to_change',
    ]);
    expect(await act(reverse, 'cancel', {})).toEqual([200, undefined]);
  });
});

it('a time that the clock shows twice is offered twice, told apart by its offset, and both can be booked', async () => {
  const query = new URLSearchParams({
    serviceId: world.business.services['Night']!,
    from: '2027-10-31',
    to: '2027-10-31',
    timeZone: 'Europe/Berlin',
  });
  const { json } = await world.desk('GET', `/availability?${query}`);
  const [day] = json.days;
  expect(day.offsets).toEqual({
    '2027-10-31T00:00:00.000Z': '+02:00',
    '2027-10-31T00:30:00.000Z': '+02:00',
    '2027-10-31T01:00:00.000Z': '+01:00',
    '2027-10-31T01:30:00.000Z': '+01:00',
  });
  for (const startsAt of Object.keys(day.offsets)) expect((await world.book('Night', startsAt)).status).toBe(201);
  const next = await world.desk('GET', `/availability?${query.toString().replaceAll('10-31', '11-01')}`);
  expect(next.json.days[0].offsets).toBeUndefined();
});

describe('bookings from elsewhere', () => {
  const one = (startsAt: string) => ({
    serviceId: world.business.services['Cut'],
    staffId: world.business.staff['Dora'],
    startsAt,
    customer: { name: 'From before' },
  });

  it('may lie in the past and at any hour, never over another, and are told one by one', async () => {
    const bookings = [one('2026-05-04T08:00:00Z'), one('2027-03-09T03:00:00Z'), one('2027-03-09T03:30:00Z')];
    const { status, json } = await world.desk('POST', '/desk/bookings/import', { bookings });
    expect([status, json.imported]).toEqual([200, 2]);
    expect(json.results).toEqual([
      { index: 0, bookingId: expect.any(String), problem: null },
      { index: 1, bookingId: expect.any(String), problem: null },
      { index: 2, bookingId: null, problem: { code: 'booking.slot_taken', message: expect.any(String) } },
    ]);
  });
});
