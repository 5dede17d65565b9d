import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExplainWorld, type ExplainWorld } from '../support/explain-world.ts';

// Why a start is not offered, over HTTP, and that the change it names opens it. Monday, 07:00 in Berlin.

let world: ExplainWorld;

beforeAll(async () => {
  world = await createExplainWorld();
});
afterAll(() => world.close());

const first = async (name: string, from: string, to = from, query: Record<string, string> = {}) => {
  const answer = await world.availability('first', name, { from, to, timeZone: 'Europe/Berlin', ...query });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.data;
};
/** Its only candidate's rules and the changes that would open it. */
const why = async (name: string, startsAt: string, staffId = world.idOf(name)) => {
  const { offered, candidates, smallest } = await world.explain(name, startsAt, { staffId });
  expect([offered, candidates.length]).toEqual([false, 1]);
  expect(smallest).toEqual(candidates[0].changes && { staffId, changes: candidates[0].changes });
  return { broken: candidates[0].broken, changes: candidates[0].changes };
};
const booked = async (name: string, startsAt: string, more: Record<string, unknown> = {}) => {
  const answer = await world.book(name, startsAt, more);
  return answer.status === 201 ? answer.json.booking.staff.name : answer.json.code;
};
/** Once the change is made the start is offered, explained as offered, and booked. */
async function expectOpened(name: string, startsAt: string, day: string, shown: string) {
  expect(await world.free(name, day)).toContain(shown);
  expect((await world.explain(name, startsAt, { staffId: world.idOf(name) })).offered).toBe(true);
  expect(await booked(name, startsAt, { staffId: world.idOf(name) })).toBe(name);
}

describe('the reason, and the change that opens the start', () => {
  it('notice: it was too late by that many minutes', async () => {
    const start = '2027-03-01T09:00:00Z';
    expect(await why('Notice', start)).toEqual({
      broken: [{ rule: 'notice', from: '2027-03-01T12:00:00.000Z' }],
      changes: [{ kind: 'notice', minutes: 180 }],
    });
    expect(await booked('Notice', start)).toBe('booking.too_soon');
    await world.done('PATCH', `/services/${world.service('Notice')}`, { minNoticeMinutes: 180 });
    await expectOpened('Notice', start, '2027-03-01', '10:00');
  });

  it('window: it is so many days ahead', async () => {
    const start = '2027-03-11T09:00:00Z';
    expect(await why('Window', start)).toEqual({
      broken: [{ rule: 'window', from: null, to: '2027-03-08' }],
      changes: [{ kind: 'window_days', days: 10 }],
    });
    await world.done('PATCH', `/services/${world.service('Window')}`, { windowDays: 10 });
    await expectOpened('Window', start, '2027-03-11', '10:00');
  });

  it('outside_hours: the hours of the day, and those that are missing', async () => {
    const start = '2027-03-10T11:00:00Z'; // 12:00 in Berlin
    expect(await why('Hours', start)).toEqual({
      broken: [
        {
          rule: 'outside_hours',
          resources: [{ id: world.idOf('Hours'), name: 'Hours' }],
          hours: [{ from: 540, to: 720 }],
        },
      ],
      changes: [{ kind: 'hours', resourceId: world.idOf('Hours'), date: '2027-03-10', from: 720, to: 780 }],
    });
    await world.done('PUT', `/staff/${world.idOf('Hours')}/overrides/2027-03-10`, { hours: [{ from: 540, to: 780 }] });
    await expectOpened('Hours', start, '2027-03-10', '12:00');
  });

  it('time_off: from when to when, and what of it would have to go', async () => {
    const start = '2027-03-10T09:00:00Z';
    await world.done('POST', `/staff/${world.idOf('Off')}/time-off`, {
      from: '2027-03-10T10:00',
      to: '2027-03-10T11:00',
    });
    expect(await why('Off', start)).toEqual({
      broken: [
        {
          rule: 'time_off',
          resources: [{ id: world.idOf('Off'), name: 'Off' }],
          from: '2027-03-10T09:00:00.000Z',
          to: '2027-03-10T10:00:00.000Z',
        },
      ],
      changes: [
        {
          kind: 'time_off',
          resourceId: world.idOf('Off'),
          from: '2027-03-10T09:00:00.000Z',
          to: '2027-03-10T10:00:00.000Z',
        },
      ],
    });
    const { timeOff } = await world.done('GET', `/staff/${world.idOf('Off')}/hours`);
    await world.done('DELETE', `/staff/${world.idOf('Off')}/time-off/${timeOff[0].id}`);
    await expectOpened('Off', start, '2027-03-10', '10:00');
  });

  it('busy: who, and what would have to move', async () => {
    const start = '2027-03-10T09:00:00Z';
    expect(await booked('Busy', start)).toBe('Busy');
    const span = { from: '2027-03-10T09:00:00.000Z', to: '2027-03-10T10:00:00.000Z' };
    expect(await why('Busy', start)).toEqual({
      broken: [{ rule: 'busy', resources: [{ id: world.idOf('Busy'), name: 'Busy' }], ...span }],
      changes: [{ kind: 'free', resourceId: world.idOf('Busy'), ...span }],
    });
  });

  it('cap: which is reached, and the one that would do', async () => {
    await world.done('PATCH', `/services/${world.service('Cap')}`, { caps: [{ of: 'service', per: 'day', most: 1 }] });
    expect(await booked('Cap', '2027-03-10T08:00:00Z')).toBe('Cap');
    const start = '2027-03-10T10:00:00Z';
    const cap = { of: 'service', per: 'day' };
    expect(await why('Cap', start)).toEqual({
      broken: [{ rule: 'cap', caps: [{ ...cap, most: 1, staffId: null, count: 1 }] }],
      changes: [{ kind: 'cap', ...cap, most: 2 }],
    });
    expect(await booked('Cap', start)).toBe('booking.limit_reached');
    await world.done('PATCH', `/services/${world.service('Cap')}`, { caps: [{ ...cap, most: 2 }] });
    await expectOpened('Cap', start, '2027-03-10', '11:00');
  });

  it('no_room: which need, and how many places would do', async () => {
    const start = '2027-03-10T09:00:00Z';
    expect(await booked('Room', start, { staffId: world.idOf('Cy') })).toBe('Cy');
    const { broken, changes } = await why('Room', start);
    const red = world.business.rooms['Red']!;
    expect(broken).toEqual([
      expect.objectContaining({
        rule: 'no_room',
        resources: [{ id: red, name: 'Red' }],
        needs: [expect.objectContaining({ count: 1, units: 1, able: 0 })],
      }),
    ]);
    expect(changes).toEqual([{ kind: 'capacity', resourceId: red, capacity: 2 }]);
    await world.done('PATCH', `/resources/${red}`, { capacity: 2 });
    await expectOpened('Room', start, '2027-03-10', '10:00');
  });

  it('off_grid: the offset that would have it', async () => {
    const start = '2027-03-10T09:20:00Z';
    expect(await why('Grid', start)).toEqual({
      broken: [{ rule: 'off_grid' }],
      changes: [{ kind: 'grid', offsetMinutes: 20 }],
    });
    expect(await booked('Grid', start)).toBe('booking.off_grid');
    await world.done('PATCH', `/services/${world.service('Grid')}`, { slotOffsetMinutes: 20 });
    await expectOpened('Grid', start, '2027-03-10', '10:20');
  });
});

describe('somebody away who named a colleague', () => {
  const day = '2027-03-15';
  const start = `${day}T08:00:00Z`;
  beforeAll(async () => {
    const away = { from: `${day}T00:00`, to: '2027-03-16T00:00', redirectTo: world.idOf('Ben') };
    await world.done('POST', `/staff/${world.idOf('Anna')}/time-off`, away);
  });
  const anna = () => ({ staffId: world.idOf('Anna') });

  it('is first had by the colleague, who is named', async () => {
    const startsAt = '2027-03-15T08:00:00.000Z';
    const instead = { id: world.idOf('Ben'), name: 'Ben' };
    const staff = { id: world.idOf('Anna'), name: 'Anna' };
    expect(await first('Away', day, '2027-03-17', anna())).toEqual([{ staff, startsAt, instead }]);
    expect(await first('Away', day)).toEqual([
      { staff, startsAt, instead },
      { staff: instead, startsAt },
    ]);
    expect(await first('Away', '2027-03-16', '2027-03-17', anna())).toEqual([
      { staff, startsAt: '2027-03-16T08:00:00.000Z' },
    ]);
  });

  it('is judged by the colleague, also in a visit', async () => {
    const visit = (to: string) =>
      world.desk('POST', '/availability/visits', {
        parts: [{ serviceId: world.service('Away'), ...anna() }],
        ...{ from: day, to, timeZone: 'Europe/Berlin' },
      });
    const found = await visit('2027-03-16');
    expect(
      found.json.days?.map(({ starts }: { starts: string[] }) => starts.length),
      found.text,
    ).toEqual([3, 3]);

    const free = await world.explain('Away', start, anna());
    expect(free).toMatchObject({ offered: true, candidates: [{ staff: { id: world.idOf('Ben') }, insteadOf: world.idOf('Anna') }] }); // prettier-ignore
    expect(free.candidates).toHaveLength(1);
    expect(await booked('Away', start, anna())).toBe('Ben');
    const taken = await world.explain('Away', start, anna());
    expect(taken).toMatchObject({
      offered: false,
      candidates: [{ staff: { name: 'Ben' }, insteadOf: world.idOf('Anna') }],
    });
    expect(taken.candidates[0].broken.map(({ rule }: { rule: string }) => rule)).toEqual(['busy']);
    const refused = await world.book('Away', start, anna());
    expect([refused.json.code, refused.json.alternatives[0]]).toEqual(['booking.slot_taken', '2027-03-15T09:00:00.000Z']); // prettier-ignore
    expect((await visit(day)).json.days[0].starts).toEqual(['2027-03-15T09:00:00.000Z', '2027-03-15T10:00:00.000Z']);
  });

  it('is judged by themselves at other times, and in a visit too', async () => {
    const { candidates } = await world.explain('Away', '2027-03-17T08:00:00Z', anna());
    expect(candidates).toEqual([
      expect.objectContaining({ staff: { id: world.idOf('Anna'), name: 'Anna' }, broken: [] }),
    ]);
    expect(candidates[0]).not.toHaveProperty('insteadOf');
    const body = {
      parts: [{ serviceId: world.service('Away'), ...anna() }],
      ...{ startsAt: '2027-03-17T08:00:00Z', timeZone: 'Europe/Berlin' },
      customer: { name: 'Di', email: 'di@example.com' },
    };
    const seen = await world.done('POST', '/visits?dryRun=true', body);
    expect(seen.parts[0].staff.name).toBe('Anna');
    const during = await world.done('POST', '/visits?dryRun=true', { ...body, startsAt: `${day}T10:00:00Z` });
    expect(during.parts[0].staff.name).toBe('Ben');
  });
});

describe('the first free time of each', () => {
  it('is in the order of the business, and null for whoever is full', async () => {
    const day = '2027-03-20';
    for (const at of ['08', '09', '10']) expect(await booked('Away', `${day}T${at}:00:00Z`, { staffId: world.idOf('Anna') })).toBe('Anna'); // prettier-ignore
    const [anna, ben] = ['Anna', 'Ben'].map((name) => ({ id: world.idOf(name), name }));
    expect(await first('Away', day)).toEqual([
      { staff: anna, startsAt: null },
      { staff: ben, startsAt: '2027-03-20T08:00:00.000Z' },
    ]);
    expect(await first('Away', day, '2027-03-21')).toEqual([
      { staff: anna, startsAt: '2027-03-21T08:00:00.000Z' },
      { staff: ben, startsAt: '2027-03-20T08:00:00.000Z' },
    ]);
  });
});
