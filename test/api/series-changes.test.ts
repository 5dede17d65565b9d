import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bearer, createSeriesWorld, startsOf, type SeriesWorld } from '../support/series-world.ts';

let world: SeriesWorld;

beforeAll(async () => {
  world = await createSeriesWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clear());

describe('a change', () => {
  const change = (
    kind: string,
    { series, token }: { series: { id: string }; token: string },
    body: object,
    query = '',
  ) => world.api.ask('POST', `/api/v1/series/${series.id}/${kind}${query}`, { headers: bearer(token), body });

  it('of this, of the following and of all moves by as much on the wall clock', async () => {
    const { json } = await world.book();
    const one = await change('reschedule', json, { scope: 'this', occurrence: 2, startsAt: '2027-03-16T11:00' });
    expect([one.status, one.json.code]).toEqual([200, undefined]);
    expect(startsOf(one.json)[1]).toBe('03-16T10:00');
    const following = await change('reschedule', json, {
      scope: 'following',
      occurrence: 3,
      startsAt: '2027-03-23T10:00',
    });
    expect(startsOf(following.json)).toEqual([
      '03-08T08:00',
      '03-16T10:00',
      '03-23T09:00',
      '03-30T08:00',
      '04-06T08:00',
      '04-13T08:00', // prettier-ignore
    ]);
    const all = await change('reschedule', json, { scope: 'all', startsAt: '2027-03-08T09:15' });
    expect(startsOf(all.json)).toEqual([
      '03-08T08:15',
      '03-16T10:15',
      '03-23T09:15',
      '03-30T08:15',
      '04-06T08:15',
      '04-13T08:15', // prettier-ignore
    ]);
  });

  it('moves a daily series into its own days, since its bookings make room for one another', async () => {
    const { json } = await world.book({ rrule: 'FREQ=DAILY;COUNT=5' });
    const moved = await change('reschedule', json, { scope: 'all', startsAt: '2027-03-09T09:00' });
    expect(startsOf(moved.json)).toEqual(['03-09T08:00', '03-10T08:00', '03-11T08:00', '03-12T08:00', '03-13T08:00']);
    expect(await world.overlaps()).toBe(0);
  });

  it('tells what is in the way first, and moves all or nothing', async () => {
    const { json } = await world.book();
    await world.single('2027-03-30T08:00:00Z');
    const body = { scope: 'all', startsAt: '2027-03-09T10:00' };
    const dry = await change('reschedule', json, body, '?dryRun=true');
    expect(dry.json).toMatchObject({ conflicts: 1 });
    expect(dry.json.times[3]).toMatchObject({ occurrence: 4, reason: 'slot_taken', free: false });
    const refused = await change('reschedule', json, body);
    expect([refused.status, refused.json.code]).toEqual([409, 'series.conflicts']);
    const shown = await world.api.ask('GET', `/api/v1/series/${json.series.id}`, { headers: bearer(json.token) });
    expect(startsOf(shown.json)[0]).toBe('03-08T08:00');
    const skipped = await change('reschedule', json, { ...body, onConflict: 'skip' });
    expect(startsOf(skipped.json)).toEqual([
      '03-09T09:00',
      '03-16T09:00',
      '03-23T09:00',
      '03-29T07:00',
      '04-06T08:00',
      '04-13T08:00', // prettier-ignore
    ]);
  });

  it('cancels this, the following or all that are ahead, and frees their time', async () => {
    const { json } = await world.book();
    const one = await change('cancel', json, { scope: 'this', occurrence: 1 });
    expect(startsOf(one.json)).toHaveLength(5);
    const following = await change('cancel', json, { scope: 'following', occurrence: 4, reason: 'better' });
    expect(startsOf(following.json)).toEqual(['03-15T08:00', '03-22T08:00']);
    expect((await change('cancel', json, { scope: 'this', occurrence: 5 })).json.code).toBe(
      'series.unknown_occurrence',
    );
    expect(startsOf((await change('cancel', json, { scope: 'all' })).json)).toEqual([]);
    expect((await change('cancel', json, { scope: 'all' })).json.code).toBe('series.nothing_left');
    expect(await world.count('claims')).toBe(0);
    expect((await world.book()).status).toBe(201);
  });

  it('is made once by the same request sent five times at once', async () => {
    const { json } = await world.book();
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        world.api.ask('POST', `/api/v1/series/${json.series.id}/reschedule`, {
          headers: { ...bearer(json.token), ...key },
          body: { scope: 'all', startsAt: '2027-03-08T10:00' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(startsOf(answers[0]!.json)[0]).toBe('03-08T09:00');
    expect(await world.one('select max(version)::int as n from bookings')).toBe(2);
  });

  it('takes the link of the series: that of one of its bookings, another series or another id opens nothing', async () => {
    const { json } = await world.book();
    const other = await world.book({ startsAt: '2027-03-09T12:00' });
    const path = `/api/v1/series/${json.series.id}`;
    expect((await world.api.ask('GET', path, { headers: bearer(other.json.token) })).status).not.toBe(200);
    expect((await world.api.ask('GET', path)).status).not.toBe(200);
    const booking = json.series.bookings[0].booking.id;
    const asBooking = await world.api.ask('GET', `/api/v1/bookings/${json.series.id}`, { headers: bearer(json.token) });
    expect(asBooking.status).toBe(404);
    const ofBooking = await world.api.ask('GET', `/api/v1/bookings/${booking}`, { headers: bearer(json.token) });
    expect(ofBooking.status).not.toBe(200);
  });
});

describe('the team', () => {
  it('books, moves and cancels series of its customers; whoever has one calendar sees but their own', async () => {
    const headers = world.headers.owner;
    const body = world.body({ startsAt: '2027-03-08T09:10', customer: { name: 'Walk-in' } });
    const { status, json } = await world.api.ask('POST', '/api/v1/desk/series', { headers, body });
    expect([status, json.code]).toEqual([201, undefined]);
    const path = `/api/v1/desk/series/${json.id}`;
    expect((await world.api.ask('GET', path, { headers: world.headers.bob })).status).toBe(404);
    const move = { scope: 'following', occurrence: 5, startsAt: '2027-04-06T09:10', notify: false };
    const dry = await world.api.ask('POST', `${path}/reschedule?dryRun=true`, { headers, body: move });
    expect(dry.json).toMatchObject({ dryRun: true, conflicts: 0 });
    const moved = await world.api.ask('POST', `${path}/reschedule`, { headers, body: move });
    expect(startsOf(moved.json).slice(4)).toEqual(['04-06T07:10', '04-13T07:10']);
    const cancelled = await world.api.ask('POST', `${path}/cancel`, { headers, body: { scope: 'all' } });
    expect(startsOf(cancelled.json)).toEqual([]);
  });
});
