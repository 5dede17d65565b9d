import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWrites, type WriteRequest } from '../../kernel/db/idempotent.ts';
import { createOrm, type Orm } from '../../kernel/db/orm.ts';
import type { Change } from '../../kernel/live/changes.ts';
import { createDirectory } from '../../kernel/tenancy/directory.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createRuleChanges } from '../availability/rules/rule-changes.ts';
import { createRulesStore } from '../availability/rules/rules-store.ts';
import { createZoneTables } from '../availability/time/zone-table.domain.ts';
import { CreateService } from './catalog.contract.ts';
import { catalogEntities } from './catalog.entities.ts';
import { createCatalogService, type CatalogService } from './catalog.service.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');

let database: TestDatabase;
let superuser: pg.Client;
let orm: Orm;
let catalog: CatalogService;
let salon: CreatedBusiness;
let garage: CreatedBusiness;
let published: Change[];

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  orm = createOrm({ pool: database.db.pool, entities: catalogEntities });
  const clock = { now: () => NOW };
  const zones = createZoneTables();
  const write = createWrites({ orm });
  const changes = { publish: (change: Change) => void published.push(change) };
  const rules = createRulesStore({ db: database.db, zones, clock });
  const ruleChanges = createRuleChanges({ orm, write, rules, zones, clock, changes });
  catalog = createCatalogService({ orm, write, ruleChanges, changes, clock });
});
afterAll(async () => {
  await orm.close();
  await superuser.end();
  await database.drop();
});

let run = 0;
beforeEach(async () => {
  run += 1;
  published = [];
  salon = await createBusiness(database.db, {
    name: 'Salon',
    slug: `salon-${run}`,
    currency: 'CHF',
    staff: [{ name: 'Ada' }, { name: 'Bo' }],
    rooms: [{ name: 'Spa' }],
    services: [{ name: 'Cut', durationMinutes: 30, priceAmount: 4200, staff: ['Ada'], rooms: ['Spa'] }],
  });
  garage = await createBusiness(database.db, {
    name: 'Garage',
    slug: `garage-${run}`,
    staff: [{ name: 'Cy' }],
    services: [{ name: 'Oil', durationMinutes: 60 }],
  });
});

const by = ({ organizationId }: CreatedBusiness, key?: string): WriteRequest => ({
  caller: { organizationId },
  idempotency: key ? { scope: 'test', key, requestHash: createHash('sha256').update(key).digest() } : null,
});
const service = (fields: object): CreateService =>
  CreateService.parse({ name: 'Colour', durationMinutes: 60, ...fields });
const rulesVersion = async ({ organizationId }: CreatedBusiness): Promise<number> =>
  Number(
    (
      await superuser.query('select rules_version from organization_stamps where organization_id = $1', [
        organizationId,
      ])
    ).rows[0].rules_version,
  );

describe('reading', () => {
  it('lists the services of the business in their order, with those who do them', async () => {
    const { data, nextCursor } = await catalog.list(salon.organizationId);
    expect(nextCursor).toBeNull();
    expect(data).toEqual([
      {
        id: salon.services['Cut'],
        name: 'Cut',
        description: '',
        kind: 'appointment',
        seats: 1,
        severalJoins: false,
        durationMinutes: 30,
        durations: [],
        addons: [],
        levelPrices: [],
        caps: [],
        needs: [],
        offer: { fillGapsMinutes: null, busyShare: 0 },
        repeatAfterDays: 0,
        assignment: 'least_booked',
        preferUsual: false,
        staffing: 'one',
        pendingHolds: true,
        visibility: 'public',
        linkToken: null,
        minParty: 1,
        maxParty: 1,
        seriesMost: 0,
        activeFrom: null,
        activeUntil: null,
        slotOffsetMinutes: 0,
        moveNoticeMinutes: null,
        cancelNoticeMinutes: null,
        window: { kind: 'days', days: 365 },
        locationId: salon.locationId,
        upcoming: [],
        bufferBeforeMinutes: 0,
        bufferAfterMinutes: 0,
        slotIntervalMinutes: 15,
        minNoticeMinutes: 0,
        changeNoticeMinutes: 0,
        windowDays: 365,
        priceAmount: 4200,
        currency: 'CHF',
        requiresApproval: false,
        active: true,
        position: 0,
        staffIds: [salon.staff['Ada']],
        staff: [{ staffId: salon.staff['Ada'], weight: 1, role: null, scheduleId: null }],
        resourceIds: [salon.rooms['Spa']],
      },
    ]);
  });

  it('answers the same for another tenant’s service as for none', async () => {
    const notFound = { code: 'service.not_found', status: 404 };
    for (const id of [garage.services['Oil']!, '01900000-0000-7000-8000-000000000000'])
      await expect(catalog.show(salon.organizationId, id)).rejects.toMatchObject(notFound);
  });
});

describe('adding a service', () => {
  it('puts it last, finds it in the directory and raises the rules', async () => {
    const before = await rulesVersion(salon);
    const added = await catalog.create(
      by(salon),
      service({ staffIds: [salon.staff['Bo']], resourceIds: [salon.rooms['Spa']] }),
    );
    expect(added).toMatchObject({ name: 'Colour', position: 1, currency: 'CHF', staffIds: [salon.staff['Bo']] });
    expect(await catalog.show(salon.organizationId, added.id)).toEqual(added);
    expect(await createDirectory(database.db).service(added.id)).toEqual({
      organizationId: salon.organizationId,
      targetId: added.id,
    });
    expect(await rulesVersion(salon)).toBeGreaterThan(before);
    expect(published).toEqual([{ kind: 'rules', organizationId: salon.organizationId }]);
  });

  it('makes one service of the same request sent twice', async () => {
    const twice = () => catalog.create(by(salon, 'key-1'), service({}));
    expect(await twice()).toEqual(await twice());
    expect((await catalog.list(salon.organizationId)).data).toHaveLength(2);
  });

  it('counts an id that is sent twice once', async () => {
    const ada = salon.staff['Ada']!;
    const added = await catalog.create(by(salon), service({ staffIds: [ada, ada, ada.toUpperCase()] }));
    expect(added.staffIds).toEqual([ada]);
  });

  it.each([
    ['a foreign member of staff', () => ({ staffIds: [salon.staff['Ada'], garage.staff['Cy']] }), 'staffIds.1'],
    ['somebody who is not there', () => ({ staffIds: ['01900000-0000-7000-8000-000000000000'] }), 'staffIds.0'],
    ['a room in place of staff', () => ({ staffIds: [salon.rooms['Spa']] }), 'staffIds.0'],
    ['staff in place of a room', () => ({ resourceIds: [salon.staff['Ada']] }), 'resourceIds.0'],
  ])('refuses %s and stores nothing', async (_what, fields, path) => {
    await expect(catalog.create(by(salon), service(fields()))).rejects.toMatchObject({
      code: 'request.invalid',
      status: 400,
      errors: [expect.objectContaining({ path, code: 'not_found' })],
    });
    expect((await catalog.list(salon.organizationId)).data).toHaveLength(1);
  });

  it('refuses a notice that reaches past the window', async () => {
    const adding = catalog.create(by(salon), service({ minNoticeMinutes: 2880, windowDays: 1 }));
    await expect(adding).rejects.toMatchObject({ code: 'service.invalid', errors: [{ path: 'minNoticeMinutes' }] });
  });
});

describe('changing a service', () => {
  it('changes what is sent and nothing else', async () => {
    const id = salon.services['Cut']!;
    const before = await catalog.show(salon.organizationId, id);
    const after = await catalog.update(by(salon), id, { priceAmount: null, active: false });
    expect(after).toEqual({ ...before, priceAmount: null, active: false });
    expect(await catalog.show(salon.organizationId, id)).toEqual(after);
  });

  it('replaces staff and rooms', async () => {
    const id = salon.services['Cut']!;
    const after = await catalog.update(by(salon), id, { staffIds: [salon.staff['Bo']!], resourceIds: [] });
    expect(after).toMatchObject({ staffIds: [salon.staff['Bo']], resourceIds: [] });
  });

  it('does not fail when two managers replace the staff at once', async () => {
    const id = salon.services['Cut']!;
    const both = [salon.staff['Ada']!, salon.staff['Bo']!];
    await Promise.all([1, 2, 3, 4].map(() => catalog.update(by(salon), id, { staffIds: both })));
    expect((await catalog.show(salon.organizationId, id)).staffIds).toEqual(both.toSorted());
  });

  it('judges the whole service, not only what is sent', async () => {
    const id = salon.services['Cut']!;
    await catalog.update(by(salon), id, { windowDays: 1 });
    await expect(catalog.update(by(salon), id, { minNoticeMinutes: 2880 })).rejects.toMatchObject({
      code: 'service.invalid',
    });
  });

  it('refuses foreign staff, and finds no foreign service', async () => {
    const id = salon.services['Cut']!;
    const staffIds = [garage.staff['Cy']!];
    await expect(catalog.update(by(salon), id, { staffIds })).rejects.toMatchObject({ code: 'request.invalid' });
    const foreign = catalog.update(by(salon), garage.services['Oil']!, { name: 'Owned' });
    await expect(foreign).rejects.toMatchObject({ code: 'service.not_found' });
    expect((await catalog.show(garage.organizationId, garage.services['Oil']!)).name).toBe('Oil');
  });
});
