import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWrites, type WriteRequest } from '../../kernel/db/idempotent.ts';
import { createOrm, type Orm } from '../../kernel/db/orm.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createRuleChanges, type RuleAnswer } from '../availability/rules/rule-changes.ts';
import { createRulesStore } from '../availability/rules/rules-store.ts';
import { createZoneTables } from '../availability/time/zone-table.domain.ts';
import type { HoursView } from './schedules.contract.ts';
import { MOST_EXCEPTIONS } from './schedules.domain.ts';
import { scheduleEntities } from './schedules.entities.ts';
import { createSchedulesService, type SchedulesService } from './schedules.service.ts';

let database: TestDatabase;
let superuser: pg.Client;
let orm: Orm;
let schedules: SchedulesService;
let salon: CreatedBusiness;
let garage: CreatedBusiness;
const zones = createZoneTables();
const clock = { now: () => Date.parse('2026-11-23T08:00:00Z') };
/** Nothing here stands in the way of a change, so each is written. */
const written = async (answer: Promise<RuleAnswer<HoursView>>): Promise<HoursView> => (await answer) as HoursView;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  orm = createOrm({ pool: database.db.pool, entities: scheduleEntities });
  const write = createWrites({ orm });
  const changes = { publish: () => undefined };
  const rules = createRulesStore({ db: database.db, zones, clock });
  const ruleChanges = createRuleChanges({ orm, write, rules, zones, clock, changes });
  schedules = createSchedulesService({ orm, write, ruleChanges, changes, zones, clock });
});
afterAll(async () => {
  await orm.close();
  await superuser.end();
  await database.drop();
});

let run = 0;
beforeEach(async () => {
  run += 1;
  salon = await createBusiness(database.db, {
    name: 'Salon',
    slug: `salon-${run}`,
    timeZone: 'Europe/Berlin',
    staff: [
      { name: 'Ada', email: 'ada@example.com', weekly: [{ weekday: 1, hours: [{ from: 540, to: 720 }] }] },
      { name: 'Bo', timeZone: 'Europe/London' },
    ],
    rooms: [{ name: 'Spa' }],
    services: [{ name: 'Cut', durationMinutes: 30, staff: ['Ada'] }],
  });
  garage = await createBusiness(database.db, { name: 'Garage', slug: `garage-${run}`, staff: [{ name: 'Cy' }] });
});

const by = ({ organizationId }: CreatedBusiness, key?: string): WriteRequest => ({
  caller: { organizationId },
  idempotency: key ? { scope: 'test', key, requestHash: createHash('sha256').update(key).digest() } : null,
});
const rulesVersion = async (): Promise<number> =>
  Number(
    (
      await superuser.query('select rules_version from organization_stamps where organization_id = $1', [
        salon.organizationId,
      ])
    ).rows[0].rules_version,
  );

describe('the team', () => {
  it('is listed in its order, without rooms and without other tenants', async () => {
    const { data } = await schedules.staff.list(salon.organizationId);
    expect(data).toEqual([
      { id: salon.staff['Ada'], name: 'Ada', email: 'ada@example.com', active: true, position: 0, level: null, locationId: salon.locationId, timeZone: 'Europe/Berlin', serviceIds: [salon.services['Cut']] }, // prettier-ignore
      { id: salon.staff['Bo'], name: 'Bo', email: null, active: true, position: 1, level: null, locationId: salon.locationId, timeZone: 'Europe/London', serviceIds: [] }, // prettier-ignore
    ]);
  });

  it('grows by a member in the zone of the location', async () => {
    const weekly = [{ weekday: 3, hours: [{ from: 0, to: 1440 }] }];
    const added = await schedules.staff.create(by(salon), { name: 'Di', email: null, level: null, weekly });
    expect(added).toMatchObject({ name: 'Di', email: null, active: true, position: 2, timeZone: 'Europe/Berlin' });
    expect(await schedules.hours.show(salon.organizationId, added.id)).toMatchObject({ weekly });
  });

  it('gets one member of a request sent twice', async () => {
    const twice = () => schedules.staff.create(by(salon, 'k'), { name: 'Di', email: null, level: null, weekly: [] });
    expect(await twice()).toEqual(await twice());
    expect((await schedules.staff.list(salon.organizationId)).data).toHaveLength(3);
  });

  it('keeps a deactivated member and all that is theirs', async () => {
    const id = salon.staff['Ada']!;
    const before = await rulesVersion();
    expect(await schedules.staff.update(by(salon), id, { active: false })).toMatchObject({
      name: 'Ada',
      active: false,
      serviceIds: [salon.services['Cut']],
    });
    expect(await rulesVersion()).toBeGreaterThan(before);
  });

  it.each([
    ['another tenant’s member', () => garage.staff['Cy']!],
    ['a room', () => salon.rooms['Spa']!],
    ['nobody', () => '01900000-0000-7000-8000-000000000000'],
  ])('does not know %s', async (_who, id) => {
    const notFound = { code: 'staff.not_found', status: 404 };
    await expect(schedules.staff.update(by(salon), id(), { name: 'X' })).rejects.toMatchObject(notFound);
    await expect(schedules.hours.show(salon.organizationId, id())).rejects.toMatchObject(notFound);
    await expect(schedules.hours.setWeekly(by(salon), id(), { weekly: [] })).rejects.toMatchObject(notFound);
    await expect(schedules.hours.setOverride(by(salon), id(), '2026-12-24', [])).rejects.toMatchObject(notFound);
    await expect(schedules.hours.removeOverride(by(salon), id(), '2026-12-24')).rejects.toMatchObject(notFound);
    const timeOff = { from: '2026-12-24T00:00', to: '2026-12-25T00:00', reason: '', rrule: null, redirectTo: null };
    await expect(schedules.timeOff.add(by(salon), id(), timeOff)).rejects.toMatchObject(notFound);
    await expect(schedules.timeOff.remove(by(salon), id(), id())).rejects.toMatchObject(notFound);
  });
});

describe('hours', () => {
  it('are stored in order, whatever order they come in', async () => {
    const ada = salon.staff['Ada']!;
    await schedules.hours.setWeekly(by(salon), ada, {
      timeZone: 'America/New_York',
      weekly: [
        { weekday: 5, hours: [{ from: 800, to: 900 }, { from: 540, to: 720 }] }, // prettier-ignore
        { weekday: 2, hours: [{ from: 0, to: 1440 }] },
      ],
    });
    expect(await schedules.hours.show(salon.organizationId, ada)).toEqual({
      staffId: ada,
      timeZone: 'America/New_York',
      weekly: [
        { weekday: 2, hours: [{ from: 0, to: 1440 }] },
        { weekday: 5, hours: [{ from: 540, to: 720 }, { from: 800, to: 900 }] }, // prettier-ignore
      ],
      plans: [],
      overrides: [],
      timeOff: [],
      zoneChanges: [],
    });
  });

  it('take an override for a day, replace it and drop it', async () => {
    const ada = salon.staff['Ada']!;
    await schedules.hours.setOverride(by(salon), ada, '2026-12-24', [{ from: 540, to: 720 }]);
    const closed = await written(schedules.hours.setOverride(by(salon), ada, '2026-12-24', []));
    expect(closed.overrides).toEqual([{ day: '2026-12-24', hours: [] }]);
    expect((await written(schedules.hours.removeOverride(by(salon), ada, '2026-12-24'))).overrides).toEqual([]);
    expect((await written(schedules.hours.removeOverride(by(salon), ada, '2026-12-24'))).overrides).toEqual([]);
  });

  it('keep time off as wall time, to the minute, wherever the server stands', async () => {
    const ada = salon.staff['Ada']!;
    const timeOff = {
      from: '2027-03-28T02:30',
      to: '2027-03-29T00:00',
      reason: 'A gap in Berlin',
      rrule: null,
      redirectTo: null,
    };
    const { timeOff: stored } = await written(schedules.timeOff.add(by(salon), ada, timeOff));
    expect(stored).toEqual([{ id: expect.any(String), ...timeOff }]);
    expect((await schedules.hours.show(salon.organizationId, ada)).timeOff).toEqual(stored);
    expect((await written(schedules.timeOff.remove(by(salon), ada, stored[0]!.id))).timeOff).toEqual([]);
    const again = schedules.timeOff.remove(by(salon), ada, stored[0]!.id);
    await expect(again).rejects.toMatchObject({ code: 'time_off.not_found' });
  });

  it('refuse a date that the calendar does not have', async () => {
    const timeOff = { from: '2027-02-29T10:00', to: '2027-03-01T10:00', reason: '', rrule: null, redirectTo: null };
    await expect(schedules.timeOff.add(by(salon), salon.staff['Ada']!, timeOff)).rejects.toMatchObject({
      code: 'wall_time.invalid',
      status: 400,
      errors: [{ path: 'from' }],
    });
  });

  it('refuse an override on a day that the zone skipped', async () => {
    const bo = salon.staff['Bo']!;
    await schedules.hours.setWeekly(by(salon), bo, { timeZone: 'Pacific/Apia', weekly: [] });
    const skipped = schedules.hours.setOverride(by(salon), bo, '2011-12-30', []);
    await expect(skipped).rejects.toMatchObject({ code: 'schedule.invalid', status: 400 });
  });

  it('hold a bounded number of exceptions', async () => {
    const ada = salon.staff['Ada']!;
    await superuser.query(
      `insert into time_off (organization_id, id, resource_id, from_wall, to_wall)
       select $1, gen_random_uuid(), $2, '2026-01-01', '2026-01-02' from generate_series(1, $3)`,
      [salon.organizationId, ada, MOST_EXCEPTIONS],
    );
    const one = { from: '2026-12-24T00:00', to: '2026-12-25T00:00', reason: '', rrule: null, redirectTo: null };
    const tooMany = { code: 'schedule.too_many_exceptions', status: 422 };
    await expect(schedules.timeOff.add(by(salon), ada, one)).rejects.toMatchObject(tooMany);
    await expect(schedules.hours.setOverride(by(salon), ada, '2026-12-24', [])).rejects.toMatchObject(tooMany);
  });

  it('raise the rules, and the engine reads them as they were stored', async () => {
    const ada = salon.staff['Ada']!;
    const before = await rulesVersion();
    await schedules.hours.setWeekly(by(salon), ada, { weekly: [{ weekday: 7, hours: [{ from: 600, to: 660 }] }] });
    await schedules.hours.setOverride(by(salon), ada, '2026-12-24', [{ from: 60, to: 120 }]);
    await schedules.timeOff.add(by(salon), ada, {
      from: '2026-12-27T00:00',
      to: '2026-12-28T12:15',
      reason: '',
      rrule: null,
      redirectTo: null,
    });
    expect(await rulesVersion()).toBe(before + 3);
    const rules = await createRulesStore({ db: database.db, zones, clock }).get(salon.organizationId);
    const { schedule } = rules.services.get(salon.services['Cut']!)!.candidates[0]!.members[0];
    expect(schedule.plans[0]!.weekly[7]).toEqual([600, 660]);
    expect([...schedule.overrides.values()]).toEqual([[60, 120]]);
    const minute = (iso: string) => Date.parse(iso) / 60_000;
    expect(schedule.timeOff).toEqual([minute('2026-12-26T23:00Z'), minute('2026-12-28T11:15Z')]);
  });

  it('follow the location to another zone, unless they had one of their own', async () => {
    await database.db.tenant(salon.organizationId, (sql) =>
      schedules.followZone(sql, salon.organizationId, salon.locationId, 'Europe/Berlin', 'Europe/Lisbon'),
    );
    const { data } = await schedules.staff.list(salon.organizationId);
    expect(data.map(({ timeZone }) => timeZone)).toEqual(['Europe/Lisbon', 'Europe/London']);
  });
});
