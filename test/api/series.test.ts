import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bearer, createSeriesWorld, startsOf, type SeriesWorld } from '../support/series-world.ts';

let world: SeriesWorld;

beforeAll(async () => {
  world = await createSeriesWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clear());

describe('a series', () => {
  it('is booked whole, at the same local hour on both sides of a change of the clocks', async () => {
    const { status, json } = await world.book();
    expect([status, json.code]).toEqual([201, undefined]);
    expect(startsOf(json.series)).toEqual([
      '03-08T08:00',
      '03-15T08:00',
      '03-22T08:00',
      '03-29T07:00',
      '04-05T07:00',
      '04-12T07:00', // prettier-ignore
    ]);
    expect(json.series).toMatchObject({
      rrule: 'FREQ=WEEKLY;COUNT=6',
      startsAt: '2027-03-08T09:00',
      timeZone: 'Europe/Berlin',
    });
    expect(await world.count('claims')).toBe(6);
    expect(await world.count('outbox')).toBe(6);
    const shown = await world.api.ask('GET', `/api/v1/series/${json.series.id}`, { headers: bearer(json.token) });
    expect(startsOf(shown.json)).toHaveLength(6);
  });

  it('is told before anything is booked what is free and what is not, with other times', async () => {
    await world.single('2027-03-22T08:00:00Z');
    const { status, json } = await world.book({}, '?dryRun=true');
    expect(status).toBe(200);
    expect(json).toMatchObject({ dryRun: true, conflicts: 1, skipped: [] });
    expect(json.times.map(({ free }: { free: boolean }) => free)).toEqual([true, true, false, true, true, true]);
    expect(json.times[2]).toMatchObject({ occurrence: 3, wall: '2027-03-22T09:00', reason: 'slot_taken' });
    expect(json.times[2].alternatives).toHaveLength(3);
    expect(await world.count('bookings')).toBe(1);
    expect(await world.count('booking_series')).toBe(0);
  });

  it('is refused, goes on without what cannot be, or takes another time, as the caller says', async () => {
    await world.single('2027-03-22T08:00:00Z');
    const refused = await world.book();
    expect([refused.status, refused.json.code]).toEqual([409, 'series.conflicts']);
    expect(refused.json.conflicts).toMatchObject([{ occurrence: 3, reason: 'slot_taken' }]);
    expect(await world.count('bookings')).toBe(1);
    expect(await world.count('booking_series')).toBe(0);

    const chosen = await world.book({ chosen: [{ occurrence: 3, startsAt: '2027-03-23T10:00:00Z' }] });
    expect(startsOf(chosen.json.series)[2]).toBe('03-23T10:00');
    const skipped = await world.book({
      startsAt: '2027-03-09T09:00',
      onConflict: 'skip',
      rrule: 'FREQ=DAILY;COUNT=14',
    });
    expect(skipped.json.series.bookings.map(({ occurrence }: { occurrence: number }) => occurrence)).toEqual([
      1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13,
    ]);
    const other = await world.book({
      startsAt: '2027-03-08T10:00',
      onConflict: 'alternative',
      rrule: 'FREQ=DAILY;COUNT=16',
    });
    expect(other.json.series.bookings).toHaveLength(16);
    expect(await world.overlaps()).toBe(0);
  });

  it('has the same person as often as possible when anyone will do', async () => {
    const anyone = { serviceId: world.business.services['Therapy'] };
    await world.single('2027-03-08T08:00:00Z', { ...anyone, staffId: world.business.staff['Ann'] });
    const { json } = await world.book(anyone);
    const names = json.series.bookings.map(
      ({ booking }: { booking: { staff: { name: string } } }) => booking.staff.name,
    );
    expect(new Set(names)).toEqual(new Set(['Bob']));
  });

  it('is made once by the same request sent again, with the same answer', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const customer = { name: 'Ada', email: 'same@example.com' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => world.book({ customer }, '', key)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect([await world.count('bookings'), await world.count('booking_series')]).toEqual([6, 1]);
  });

  it.each([
    [{ rrule: 'FREQ=WEEKLY' }, 'rrule', 'no_end'],
    [{ rrule: 'FREQ=SECONDLY;COUNT=3' }, 'rrule', 'too_fast'],
    [{ rrule: 'FREQ=DAILY;COUNT=1000000000' }, 'rrule', 'out_of_range'],
    [{ rrule: 'FREQ=DAILY;COUNT=105' }, 'rrule', 'too_many'],
    [{ rrule: 'FREQ=DAILY;UNTIL=20270101' }, 'rrule', 'ends_before_it_begins'],
    [{ chosen: [{ occurrence: 9, startsAt: '2027-03-23T10:00:00Z' }] }, 'chosen.0.occurrence', 'unknown_occurrence'],
  ])('says what is wrong with %j', async (change, path, code) => {
    const { status, json } = await world.book(change);
    expect(Math.floor(status / 100)).toBe(4);
    expect(json.errors).toMatchObject([{ path, code }]);
  });

  it('never stands half: fifty single bookings ask for its third time at once', async () => {
    const [series, ...singles] = await Promise.all([
      world.book(),
      ...Array.from({ length: 50 }, () => world.single('2027-03-22T08:00:00Z')),
    ]);
    const won = singles.filter(({ status }) => status === 201).length;
    expect([...new Set(singles.map(({ status }) => status))].every((status) => [201, 409].includes(status))).toBe(true);
    expect([won, series!.status]).toEqual(series!.status === 201 ? [0, 201] : [1, 409]);
    expect(await world.count('bookings')).toBe(series!.status === 201 ? 6 : 1);
    expect(await world.count('booking_series')).toBe(series!.status === 201 ? 1 : 0);
    expect(await world.overlaps()).toBe(0);
  });

  it('is booked by one of ten who want overlapping series, and the others leave nothing', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        world.book({ rrule: index % 2 ? 'FREQ=WEEKLY;COUNT=6' : 'FREQ=DAILY;COUNT=14' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    expect(await world.count('booking_series')).toBe(1);
    expect(await world.overlaps()).toBe(0);
  });
});

describe('what a service lets customers do', () => {
  const book = (service: string, change: object, query = '') =>
    world.book({ serviceId: world.business.services[service], ...change }, query);
  const atTheDesk = (service: string, change: object) => {
    const { timeZone: _, ...body } = world.body({ serviceId: world.business.services[service], ...change });
    return world.api.ask('POST', '/api/v1/desk/series', { headers: world.headers.owner, body });
  };

  it.each(['', '?dryRun=true'])('keeps a series to the desk unless the service offers it%s', async (query) => {
    const { status, json } = await book('Desk only', {}, query);
    expect([status, json.code]).toEqual([422, 'series.not_offered']);
    expect(json.errors).toMatchObject([{ path: 'serviceId', code: 'not_offered' }]);
    expect(await world.count('booking_series')).toBe(0);
  });

  it.each(['', '?dryRun=true'])('refuses one date more than it takes at once%s', async (query) => {
    const { status, json } = await book('Four till May', { rrule: 'FREQ=WEEKLY;COUNT=5' }, query);
    expect([status, json.code, json.most]).toEqual([422, 'series.too_many', 4]);
    expect(json.errors).toMatchObject([{ path: 'rrule', code: 'too_many' }]);
    const four = await book('Four till May', { rrule: 'FREQ=WEEKLY;COUNT=4' }, query);
    expect(four.status).toBe(query ? 200 : 201);
  });

  it('counts what is left once dates are left out', async () => {
    const { status, json } = await book('Four till May', {
      rrule: 'FREQ=WEEKLY;COUNT=5',
      exdates: ['2027-03-22T09:00'],
    });
    expect([status, json.series.bookings.length]).toEqual([201, 4]);
  });

  it('holds from its day on, by the strictest of the days that the series reaches', async () => {
    const april = { startsAt: '2027-04-12T09:00', rrule: 'FREQ=WEEKLY;COUNT=3' };
    expect((await book('Four till May', april, '?dryRun=true')).status).toBe(200);
    const intoMay = await book('Four till May', { ...april, rrule: 'FREQ=WEEKLY;COUNT=4' }, '?dryRun=true');
    expect([intoMay.status, intoMay.json.code]).toEqual([422, 'series.not_offered']);
    const chosen = [{ occurrence: 3, startsAt: '2027-05-03T07:00:00Z' }];
    expect((await book('Four till May', { ...april, chosen }, '?dryRun=true')).status).toBe(422);
  });

  it('does not hold the team', async () => {
    expect((await atTheDesk('Desk only', {})).status).toBe(201);
    expect((await atTheDesk('Four till May', { startsAt: '2027-04-05T12:00' })).status).toBe(201);
  });

  it('is told by the page', async () => {
    const { json } = await world.api.ask('GET', '/api/v1/pages/here');
    const told = json.services.map(({ name, seriesMost }: { name: string; seriesMost: number }) => [name, seriesMost]);
    expect(Object.fromEntries(told)).toMatchObject({ 'Desk only': 0, 'Four till May': 4, Therapy: 52 });
  });
});
