import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// What the question of why not may name, and rules that hold from a day on. Monday, 07:00 in Berlin.

const NAMES = ['Notice', 'Window', 'Hours', 'Off', 'Busy', 'Cap', 'Room', 'Grid', 'Anna', 'Ben', 'Cy', 'Dated'];
const hour = { durationMinutes: 60, slotIntervalMinutes: 60, minNoticeMinutes: 0 };
let world: RulesWorld;

beforeAll(async () => {
  world = await createRulesWorld({
    rooms: [{ name: 'Red' }],
    staff: NAMES.map((name) => ({ name, weekly: weekly([1, 2, 3, 4, 5, 6, 7], '09:00-12:00') })),
    services: [
      ...['Hours', 'Off', 'Busy', 'Cap', 'Grid', 'Cy', 'Dated'].map((name) => ({ name, ...hour, staff: [name] })),
      { name: 'Notice', ...hour, minNoticeMinutes: 360, staff: ['Notice'] },
      { name: 'Window', ...hour, windowDays: 7, staff: ['Window'] },
      { name: 'Room', ...hour, staff: ['Room', 'Cy'], rooms: ['Red'] },
      { name: 'Away', ...hour, staff: ['Anna', 'Ben'] },
    ],
  });
});
afterAll(() => world.close());

const idOf = (name: string): string => world.business.staff[name]!;
const service = (name: string): string => world.business.services[name] ?? name;
const done = async (method: string, path: string, body?: unknown) => {
  const answer = await world.desk(method, path, body);
  expect(answer.status < 300, answer.text).toBe(true);
  return answer.json;
};
const ask = (what: string, name: string, query: Record<string, string>) =>
  world.desk('GET', `/availability/${what}?${new URLSearchParams({ serviceId: service(name), ...query })}`);
const explain = async (name: string, startsAt: string, query: Record<string, string> = {}) => {
  const answer = await ask('explain', name, { startsAt, ...query });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};

describe('what is offered from a day on', () => {
  it('has no times before it, and is refused only where no day has it', async () => {
    const path = `/services/${service('Dated')}`;
    const change = { durations: [{ minutes: 90, priceAmount: null }], effectiveFrom: '2027-03-12' };
    await done('PATCH', path, change);
    const days = (from: string, to: string, query: Record<string, string>) =>
      ask('days', 'Dated', { from, to, timeZone: 'Europe/Berlin', ...query });
    const across = await world.days('Dated', '2027-03-10', '2027-03-13', { durationMinutes: '90' });
    expect(across).toEqual({ '2027-03-12': 2, '2027-03-13': 2 });
    for (const [to, minutes] of [
      ['2027-03-11', '90'],
      ['2027-03-13', '75'],
    ] as const)
      // prettier-ignore
      expect((await days('2027-03-10', to, { durationMinutes: minutes })).json.errors).toEqual([
        expect.objectContaining({ path: 'durationMinutes', code: 'not_offered' }),
      ]);
    expect((await ask('explain', 'Dated', { startsAt: '2027-03-11T08:00:00Z', durationMinutes: '90' })).status).toBe(400); // prettier-ignore
    expect((await explain('Dated', '2027-03-12T08:00:00Z', { durationMinutes: '90' })).offered).toBe(true);

    await done('PATCH', path, { addons: [{ name: 'Wax', minutes: 30, priceAmount: 500 }] });
    const [{ id: addonIds, ...wax }] = (await done('GET', path)).addons;
    await done('PATCH', path, { addons: [{ ...wax, id: addonIds, active: false }], effectiveFrom: '2027-03-14' });
    expect(await world.days('Dated', '2027-03-13', '2027-03-15', { addonIds })).toEqual({ '2027-03-13': 2 });
    expect((await days('2027-03-14', '2027-03-15', { addonIds })).status).toBe(400);
  });
});

describe('the question', () => {
  it('takes add-ons, and how many come', async () => {
    const { id, addons } = await done('POST', '/services', {
      ...hour,
      ...{ name: 'Party', staffIds: [idOf('Cy')], minParty: 1, maxParty: 3 },
      addons: [{ name: 'Wax', minutes: 30, priceAmount: 500 }],
    });
    const start = '2027-03-24T10:00:00Z'; // 11:00, an hour before the end
    expect((await explain(id, start, { party: '3' })).offered).toBe(true);
    const longer = await explain(id, start, { addonIds: addons[0].id });
    expect(longer.candidates[0].changes).toEqual([
      { kind: 'hours', resourceId: idOf('Cy'), date: '2027-03-24', from: 720, to: 750 },
    ]);
    const many = await ask('explain', id, { startsAt: start, party: '4' });
    const refused = await world.book(id, start, { party: 4 });
    expect([many.status, many.json.code, many.json.errors]).toEqual([422, 'booking.party_size', refused.json.errors]);
    const unknown = await ask('explain', id, { startsAt: start, addonIds: idOf('Cy') });
    expect([unknown.status, unknown.json.errors[0].code]).toEqual([400, 'not_offered']);
  });

  it('says of a service that is switched off that it is, and what else would be in the way', async () => {
    await done('PATCH', `/services/${service('Cy')}`, { active: false });
    const { offered, candidates, smallest } = await explain('Cy', '2027-03-25T11:00:00Z');
    expect(offered).toBe(false);
    expect(candidates[0].broken.map(({ rule }: { rule: string }) => rule)).toEqual(['service_inactive', 'outside_hours']); // prettier-ignore
    expect(smallest.changes.map(({ kind }: { kind: string }) => kind)).toEqual(['active', 'hours']);
    await done('PATCH', `/services/${service('Cy')}`, { active: true });
    expect((await explain('Cy', '2027-03-25T10:00:00Z')).offered).toBe(true);
  });

  it('about somebody who does not do it finds nobody, as listing does', async () => {
    const query = { staffId: idOf('Ben') };
    const asked = await ask('explain', 'Cy', { ...query, startsAt: '2027-03-25T10:00:00Z' });
    const listed = await ask('days', 'Cy', { ...query, from: '2027-03-25', to: '2027-03-25', timeZone: 'UTC' });
    expect([asked.status, asked.json.code]).toEqual([404, 'staff.not_found']);
    expect([listed.status, listed.json.code]).toEqual([404, 'staff.not_found']);
  });

  it.each(['2000-01-01T00:00:00Z', '2000-01-02T12:00:00Z', '2099-12-30T09:00:00Z', '2099-12-31T23:59:00Z'])(
    'is answered at the ends of the calendar: %s',
    async (startsAt) => {
      const { offered, candidates } = await explain('Hours', startsAt);
      expect(offered).toBe(false);
      expect(candidates[0].broken[0].rule).toBe(startsAt < '2027' ? 'past' : 'window');
    },
  );
});
