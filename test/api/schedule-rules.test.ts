import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// Each rule of people, places and days, said by the API, holds in what is offered and in what can be booked.

const mornings = weekly([1, 2, 3, 4, 5, 6, 7], '09:00-11:00');
const hour = { durationMinutes: 60, slotIntervalMinutes: 60 };
let world: RulesWorld;
let idOf: (name: string) => string;

beforeAll(async () => {
  world = await createRulesWorld({
    location: { name: 'Mitte' },
    locations: [
      { name: 'Nord', slug: 'nord' },
      { name: 'Bayern', slug: 'bayern' },
    ],
    staff: [
      ...['Planned', 'Named', 'Away', 'Weekly', 'Deputy', 'Overridden', 'Traveller', 'Two places'].map((name) => ({
        name,
        weekly: mornings,
      })),
      { name: 'Bavarian', weekly: mornings, location: 'Bayern' },
    ],
    services: [
      ...['Planned', 'Named', 'Weekly', 'Overridden', 'Traveller'].map((name) => ({ name, ...hour, staff: [name] })),
      { name: 'Away', ...hour, staff: ['Away', 'Deputy'] },
      { name: 'In Mitte', ...hour, staff: ['Two places'] },
      { name: 'In Nord', ...hour, staff: ['Two places'], location: 'Nord' },
      { name: 'Bavarian', ...hour, staff: ['Bavarian'], location: 'Bayern' },
    ],
  });
  const { staff, services, locations } = world.business;
  idOf = (name) => staff[name] ?? services[name] ?? locations[name]!;
});
afterAll(() => world.close());

const put = async (method: string, path: string, body?: unknown) => {
  const answer = await world.desk(method, path, body);
  expect(answer.status < 300, answer.text).toBe(true);
  return answer.json;
};
const outcome = async (answer: ReturnType<RulesWorld['book']>) => {
  const { status, json } = await answer;
  return status === 201 ? 201 : json.code;
};

describe('weekly hours', () => {
  it('hold from a day on, and are taken back', async () => {
    const staff = `/staff/${idOf('Planned')}`;
    const view = await put('PUT', `${staff}/hours`, { weekly: weekly([1, 2, 3, 4, 5, 6, 7], '13:00-15:00'), effectiveFrom: '2027-03-10' }); // prettier-ignore
    expect(view.plans).toMatchObject([{ from: '2027-03-10' }]);
    expect(await world.free('Planned', '2027-03-09')).toEqual(['09:00', '10:00']);
    expect(await world.free('Planned', '2027-03-10')).toEqual(['13:00', '14:00']);
    expect(await outcome(world.book('Planned', '2027-03-10T08:00:00Z'))).toBe('booking.outside_hours');
    const { data } = await put('GET', `${staff}/schedules`);
    await put('DELETE', `${staff}/schedules/${data[0].id}/plans/2027-03-10`);
    expect(await world.free('Planned', '2027-03-10')).toEqual(['09:00', '10:00']);
  });

  it('have a name, and a service says which it means', async () => {
    const staff = `/staff/${idOf('Named')}`;
    const evenings = await put('POST', `${staff}/schedules`, { name: 'Evenings', weekly: weekly([1, 2, 3, 4, 5, 6, 7], '18:00-20:00') }); // prettier-ignore
    expect(await world.free('Named', '2027-03-10')).toEqual(['09:00', '10:00']);
    await put('PATCH', `/services/${world.business.services['Named']}`, {
      staff: [{ staffId: idOf('Named'), scheduleId: evenings.id }],
    });
    expect(await world.free('Named', '2027-03-10')).toEqual(['18:00', '19:00']);
    expect(await outcome(world.book('Named', '2027-03-10T08:00:00Z'))).toBe('booking.outside_hours');
    await put('PATCH', `/services/${world.business.services['Named']}`, { staffIds: [idOf('Named')] });
    expect(await world.free('Named', '2027-03-10')).toEqual(['18:00', '19:00']);
    expect((await world.desk('DELETE', `${staff}/schedules/${evenings.id}`)).status).toBe(200);
    expect(await world.free('Named', '2027-03-10')).toEqual(['09:00', '10:00']);
  });

  it('become the default ones, and the default ones cannot be removed', async () => {
    const staff = `/staff/${idOf('Named')}`;
    const late = await put('POST', `${staff}/schedules`, { name: 'Late', weekly: weekly([1, 2, 3, 4, 5, 6, 7], '20:00-22:00') }); // prettier-ignore
    await put('PATCH', `${staff}/schedules/${late.id}`, { isDefault: true });
    expect(await world.free('Named', '2027-03-11')).toEqual(['20:00', '21:00']);
    expect((await world.desk('DELETE', `${staff}/schedules/${late.id}`)).json.code).toBe('schedule.is_default');
    const { data } = await put('GET', `${staff}/schedules`);
    expect(data.map(({ name, isDefault }: { name: string; isDefault: boolean }) => [name, isDefault])).toEqual([
      ['Late', true],
      ['Usual hours', false],
    ]);
  });

  it('are meant in another zone while the person travels', async () => {
    const staff = `/staff/${idOf('Traveller')}`;
    const view = await put('POST', `${staff}/zone-changes`, { from: '2027-03-10', to: '2027-03-11', timeZone: 'America/New_York' }); // prettier-ignore
    expect(await world.free('Traveller', '2027-03-09')).toEqual(['09:00', '10:00']);
    expect(await world.free('Traveller', '2027-03-10')).toEqual(['15:00', '16:00']);
    expect(await world.free('Traveller', '2027-03-12')).toEqual(['09:00', '10:00']);
    expect(await outcome(world.book('Traveller', '2027-03-11T08:00:00Z'))).toBe('booking.outside_hours');
    await put('DELETE', `${staff}/zone-changes/${view.zoneChanges[0].id}`);
    expect(await world.free('Traveller', '2027-03-10')).toEqual(['09:00', '10:00']);
  });
});

describe('time off', () => {
  it('is half a day', async () => {
    await put('POST', `/staff/${idOf('Weekly')}/time-off`, { from: '2027-03-10T00:00', to: '2027-03-10T10:00' });
    expect(await world.free('Weekly', '2027-03-10')).toEqual(['10:00']);
  });

  it('comes again and again, and keeps its time when clocks change', async () => {
    const rule = { from: '2027-03-16T10:00', to: '2027-03-16T11:00', rrule: 'FREQ=WEEKLY;BYDAY=TU' };
    const view = await put('POST', `/staff/${idOf('Weekly')}/time-off`, rule);
    for (const day of ['2027-03-16', '2027-03-23', '2027-03-30', '2027-11-02'])
      expect([day, await world.free('Weekly', day)]).toEqual([day, ['09:00']]);
    expect(await world.free('Weekly', '2027-03-17')).toEqual(['09:00', '10:00']);
    expect(await outcome(world.book('Weekly', '2027-03-23T09:00:00Z'))).toBe('booking.outside_hours');
    const { id } = view.timeOff.find(({ rrule }: { rrule: string | null }) => rrule);
    await put('DELETE', `/staff/${idOf('Weekly')}/time-off/${id}`);
    expect(await world.free('Weekly', '2027-03-23')).toEqual(['09:00', '10:00']);
  });

  it('names a colleague whose times are offered instead', async () => {
    const away = { from: '2027-03-10T00:00', to: '2027-03-11T00:00', redirectTo: idOf('Deputy') };
    await put('POST', `/staff/${idOf('Away')}/time-off`, away);
    expect(await world.free('Away', '2027-03-10', { staffId: idOf('Away') })).toEqual(['09:00', '10:00']);
    const booked = await world.book('Away', '2027-03-10T08:00:00Z', { staffId: idOf('Away') });
    expect([booked.status, booked.json.booking?.staff.name]).toEqual([201, 'Deputy']);
  });
});

describe('days and places', () => {
  it('an override is worked on a public holiday, others are not', async () => {
    const rules = { country: 'DE', region: 'BE', exceptions: [{ day: '2027-03-29', kind: 'open' }, { day: '2027-03-31', kind: 'closed', name: 'Outing' }] }; // prettier-ignore
    await put('PUT', `/locations/${idOf('Mitte')}/holidays`, rules);
    await put('PUT', `/staff/${idOf('Overridden')}/overrides/2027-03-26`, { hours: [{ from: 600, to: 660 }] });
    expect(await world.free('Weekly', '2027-03-26')).toEqual([]); // Good Friday
    expect(await world.free('Overridden', '2027-03-26')).toEqual(['10:00']);
    expect(await world.free('Weekly', '2027-03-29')).toEqual(['09:00', '10:00']); // Easter Monday, worked on
    expect(await world.free('Weekly', '2027-03-31')).toEqual([]);
    expect(await outcome(world.book('Weekly', '2027-03-26T08:00:00Z'))).toBe('booking.outside_hours');
    const { data } = await put('GET', `/locations/${idOf('Mitte')}/holidays?year=2027`);
    expect(data.filter(({ day }: { day: string }) => day.startsWith('2027-03'))).toEqual([
      { day: '2027-03-08', name: 'Internationaler Frauentag', kind: 'public' },
      { day: '2027-03-26', name: 'Karfreitag', kind: 'public' },
      { day: '2027-03-29', name: 'Ostermontag', kind: 'open' },
      { day: '2027-03-31', name: 'Outing', kind: 'closed' },
    ]);
  });

  it('holidays of a region close the locations there alone', async () => {
    await put('PUT', `/locations/${idOf('Bayern')}/holidays`, { country: 'DE', region: 'BY' });
    expect(await world.free('Bavarian', '2028-01-06')).toEqual([]); // Epiphany, no holiday in Berlin
    expect(await world.free('Weekly', '2028-01-06')).toEqual(['09:00', '10:00']);
  });

  it('hours say where they are worked', async () => {
    const at = [{ from: 540, to: 660 }, { from: 780, to: 900, locationId: idOf('Nord') }]; // prettier-ignore
    await put('PUT', `/staff/${idOf('Two places')}/hours`, { weekly: [{ weekday: 3, hours: at }] });
    expect(await world.free('In Mitte', '2027-03-10')).toEqual(['09:00', '10:00']);
    expect(await world.free('In Nord', '2027-03-10')).toEqual(['13:00', '14:00']);
    expect(await outcome(world.book('In Nord', '2027-03-10T08:00:00Z'))).toBe('booking.outside_hours');
  });

  it('nobody is at two places without the way between them', async () => {
    const hours = [{ from: 540, to: 600 }, { from: 600, to: 720, locationId: idOf('Nord') }]; // prettier-ignore
    await put('PUT', `/staff/${idOf('Two places')}/overrides/2027-03-17`, { hours });
    await put('PUT', '/travel-times', { times: [{ fromLocationId: idOf('Mitte'), toLocationId: idOf('Nord'), minutes: 45 }] }); // prettier-ignore
    expect(await world.free('In Nord', '2027-03-17')).toEqual(['10:00', '11:00']);
    expect(await outcome(world.book('In Mitte', '2027-03-17T08:00:00Z'))).toBe(201);
    expect(await world.free('In Nord', '2027-03-17')).toEqual(['11:00']);
    expect(await outcome(world.book('In Nord', '2027-03-17T09:00:00Z'))).toBe('booking.slot_taken');
  });

  it('a location has a page of its own, with what is offered there', async () => {
    const view = await put('POST', '/locations', { name: 'Süd', slug: 'sued', timeZone: 'Europe/Berlin', currency: 'EUR' }); // prettier-ignore
    await put('PATCH', `/services/${world.business.services['Planned']}`, { locationId: view.id });
    expect((await world.page()).text).not.toContain('"Planned"');
    await put('PATCH', `/staff/${idOf('Planned')}`, { level: 'senior' });
    await put('PUT', `/staff/${idOf('Planned')}/hours`, { weekly: [{ weekday: 4, hours: [{ from: 540, to: 600, locationId: view.id }] }] }); // prettier-ignore
    expect(await world.free('Planned', '2027-03-11')).toEqual(['09:00']);
  });
});
