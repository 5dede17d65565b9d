import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExplainWorld, hour, type ExplainWorld } from '../support/explain-world.ts';

// What the question of why not may name, and rules that hold from a day on. Monday, 07:00 in Berlin.

let world: ExplainWorld;

beforeAll(async () => {
  world = await createExplainWorld();
});
afterAll(() => world.close());

describe('what is offered from a day on', () => {
  it('has no times before it, and is refused only where no day has it', async () => {
    const path = `/services/${world.service('Dated')}`;
    const change = { durations: [{ minutes: 90, priceAmount: null }], effectiveFrom: '2027-03-12' };
    await world.done('PATCH', path, change);
    const days = (from: string, to: string, query: Record<string, string>) =>
      world.availability('days', 'Dated', { from, to, timeZone: 'Europe/Berlin', ...query });
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
    expect((await world.availability('explain', 'Dated', { startsAt: '2027-03-11T08:00:00Z', durationMinutes: '90' })).status).toBe(400); // prettier-ignore
    expect((await world.explain('Dated', '2027-03-12T08:00:00Z', { durationMinutes: '90' })).offered).toBe(true);

    await world.done('PATCH', path, { addons: [{ name: 'Wax', minutes: 30, priceAmount: 500 }] });
    const [{ id: addonIds, ...wax }] = (await world.done('GET', path)).addons;
    await world.done('PATCH', path, { addons: [{ ...wax, id: addonIds, active: false }], effectiveFrom: '2027-03-14' });
    expect(await world.days('Dated', '2027-03-13', '2027-03-15', { addonIds })).toEqual({ '2027-03-13': 2 });
    expect((await days('2027-03-14', '2027-03-15', { addonIds })).status).toBe(400);
  });
});

describe('the question', () => {
  it('takes add-ons, and how many come', async () => {
    const { id, addons } = await world.done('POST', '/services', {
      ...hour,
      ...{ name: 'Party', staffIds: [world.idOf('Cy')], minParty: 1, maxParty: 3 },
      addons: [{ name: 'Wax', minutes: 30, priceAmount: 500 }],
    });
    const start = '2027-03-24T10:00:00Z'; // 11:00, an hour before the end
    expect((await world.explain(id, start, { party: '3' })).offered).toBe(true);
    const longer = await world.explain(id, start, { addonIds: addons[0].id });
    expect(longer.candidates[0].changes).toEqual([
      { kind: 'hours', resourceId: world.idOf('Cy'), date: '2027-03-24', from: 720, to: 750 },
    ]);
    const many = await world.availability('explain', id, { startsAt: start, party: '4' });
    const refused = await world.book(id, start, { party: 4 });
    expect([many.status, many.json.code, many.json.errors]).toEqual([422, 'booking.party_size', refused.json.errors]);
    const unknown = await world.availability('explain', id, { startsAt: start, addonIds: world.idOf('Cy') });
    expect([unknown.status, unknown.json.errors[0].code]).toEqual([400, 'not_offered']);
  });

  it('says of a service that is switched off that it is, and what else would be in the way', async () => {
    await world.done('PATCH', `/services/${world.service('Cy')}`, { active: false });
    const { offered, candidates, smallest } = await world.explain('Cy', '2027-03-25T11:00:00Z');
    expect(offered).toBe(false);
    expect(candidates[0].broken.map(({ rule }: { rule: string }) => rule)).toEqual(['service_inactive', 'outside_hours']); // prettier-ignore
    expect(smallest.changes.map(({ kind }: { kind: string }) => kind)).toEqual(['active', 'hours']);
    await world.done('PATCH', `/services/${world.service('Cy')}`, { active: true });
    expect((await world.explain('Cy', '2027-03-25T10:00:00Z')).offered).toBe(true);
  });

  it('about somebody who does not do it finds nobody, as listing does', async () => {
    const query = { staffId: world.idOf('Ben') };
    const asked = await world.availability('explain', 'Cy', { ...query, startsAt: '2027-03-25T10:00:00Z' });
    const listed = await world.availability('days', 'Cy', {
      ...query,
      from: '2027-03-25',
      to: '2027-03-25',
      timeZone: 'UTC',
    });
    expect([asked.status, asked.json.code]).toEqual([404, 'staff.not_found']);
    expect([listed.status, listed.json.code]).toEqual([404, 'staff.not_found']);
  });

  it.each(['2000-01-01T00:00:00Z', '2000-01-02T12:00:00Z', '2099-12-30T09:00:00Z', '2099-12-31T23:59:00Z'])(
    'is answered at the ends of the calendar: %s',
    async (startsAt) => {
      const { offered, candidates } = await world.explain('Hours', startsAt);
      expect(offered).toBe(false);
      expect(candidates[0].broken[0].rule).toBe(startsAt < '2027' ? 'past' : 'window');
    },
  );
});
