import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWrites, type WriteRequest } from '../../kernel/db/idempotent.ts';
import { createOrm, type Orm } from '../../kernel/db/orm.ts';
import type { Change } from '../../kernel/live/changes.ts';
import { createDirectory } from '../../kernel/tenancy/directory.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createHolidays } from '../availability/rules/holidays.ts';
import { createRuleChanges } from '../availability/rules/rule-changes.ts';
import { createRulesStore } from '../availability/rules/rules-store.ts';
import { createZoneTables } from '../availability/time/zone-table.domain.ts';
import type { BusinessView } from './organizations.contract.ts';
import { PageView } from './organizations.contract.ts';
import { organizationEntities } from './organizations.entities.ts';
import { createOrganizationsService, type OrganizationsService } from './organizations.service.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');

let database: TestDatabase;
let superuser: pg.Client;
let orm: Orm;
let organizations: OrganizationsService;
let salon: CreatedBusiness;
let published: Change[];
let asked: (readonly string[])[];
let followed: string[][];

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const { db } = database;
  orm = createOrm({ pool: db.pool, entities: organizationEntities });
  const clock = { now: () => NOW };
  const zones = createZoneTables();
  const write = createWrites({ orm });
  const changes = { publish: (change: Change) => void published.push(change) };
  const rules = createRulesStore({ db, zones, clock });
  organizations = createOrganizationsService({
    db,
    orm,
    write,
    ruleChanges: createRuleChanges({ orm, write, rules, zones, clock, changes }),
    holidays: createHolidays(),
    directory: createDirectory(db),
    clock,
    changes,
    baseUrl: 'https://book.example',
    nextFree: async (_organizationId, serviceIds) => {
      asked.push(serviceIds);
      return new Map(serviceIds.map((id, index) => [id, index === 0 ? NOW + 3_600_000 : null]));
    },
    followZone: async (_sql, ...zones) => void followed.push(zones),
  });
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
  asked = [];
  followed = [];
  salon = await createBusiness(database.db, {
    name: 'Salon',
    slug: `salon-${run}`,
    timeZone: 'Europe/Berlin',
    accent: '#0f766e',
    location: { name: 'Mitte', phone: '+49 30 5550123' },
    staff: [{ name: 'Ada' }, { name: 'Bo' }, { name: 'Left', active: false }, { name: 'Idle' }],
    services: [
      { name: 'Cut', durationMinutes: 30, priceAmount: 4200, staff: ['Bo', 'Ada', 'Left'] },
      { name: 'Talk', durationMinutes: 15, staff: ['Ada'] },
      { name: 'Retired', durationMinutes: 30, active: false, staff: ['Idle'] },
      { name: 'Nobody does it', durationMinutes: 30, staff: ['Left'] },
      { name: 'Nobody at all', durationMinutes: 30, staff: [] },
    ],
  });
  await createBusiness(database.db, {
    name: 'Garage',
    slug: `garage-${run}`,
    staff: [{ name: 'Cy' }],
    services: [{ name: 'Oil', durationMinutes: 60 }],
  });
});

const request = (): WriteRequest => ({ caller: { organizationId: salon.organizationId }, idempotency: null });

describe('the page', () => {
  it('shows what can be booked, who does it and when next, and nothing else', async () => {
    const page = await organizations.page(salon.slug);
    expect(page).toEqual({
      slug: salon.slug,
      business: { name: 'Salon', accent: '#0f766e', locale: 'en' },
      location: {
        id: salon.locationId,
        name: 'Mitte',
        description: '',
        address: '',
        phone: '+49 30 5550123',
        email: null,
        timeZone: 'Europe/Berlin',
        currency: 'EUR',
      },
      services: [
        {
          id: salon.services['Cut'],
          name: 'Cut',
          description: '',
          kind: 'appointment',
          durations: [{ minutes: 30, price: { amount: 4200, currency: 'EUR' } }],
          addons: [],
          levelPrices: [],
          minParty: 1,
          maxParty: 1,
          seriesMost: 0,
          moveNoticeMinutes: 0,
          cancelNoticeMinutes: 0,
          durationMinutes: 30,
          price: { amount: 4200, currency: 'EUR' },
          requiresApproval: false,
          changeNoticeMinutes: 0,
          staffIds: [salon.staff['Ada'], salon.staff['Bo']],
          nextFreeAt: '2026-11-23T09:00:00.000Z',
        },
        {
          id: salon.services['Talk'],
          name: 'Talk',
          description: '',
          kind: 'appointment',
          durations: [{ minutes: 15, price: null }],
          addons: [],
          levelPrices: [],
          minParty: 1,
          maxParty: 1,
          seriesMost: 0,
          moveNoticeMinutes: 0,
          cancelNoticeMinutes: 0,
          durationMinutes: 15,
          price: null,
          requiresApproval: false,
          changeNoticeMinutes: 0,
          staffIds: [salon.staff['Ada']],
          nextFreeAt: null,
        },
      ],
      staff: [
        { id: salon.staff['Ada'], name: 'Ada', level: null },
        { id: salon.staff['Bo'], name: 'Bo', level: null },
      ],
      now: '2026-11-23T08:00:00.000Z',
    });
    expect(PageView.safeParse(page).success).toBe(true);
    expect(asked).toEqual([[salon.services['Cut'], salon.services['Talk']]]);
  });

  it('is there for a business without anything to book', async () => {
    await createBusiness(database.db, { name: 'Empty', slug: `empty-${run}` });
    expect(await organizations.page(`empty-${run}`)).toMatchObject({ services: [], staff: [] });
  });

  it('is not found under another name', async () => {
    await expect(organizations.page('nowhere')).rejects.toMatchObject({ code: 'page.not_found', status: 404 });
  });
});

describe('the business', () => {
  it('is shown with its booking address', async () => {
    expect(await organizations.business(salon.organizationId)).toEqual({
      organization: { id: salon.organizationId, name: 'Salon', locale: 'en' },
      location: {
        id: salon.locationId,
        slug: salon.slug,
        name: 'Mitte',
        description: '',
        address: '',
        phone: '+49 30 5550123',
        email: null,
        timeZone: 'Europe/Berlin',
        currency: 'EUR',
        accent: '#0f766e',
      },
      bookingUrl: `https://book.example/b/${salon.slug}`,
    });
  });

  it('changes what is sent, on the page too, and tells all processes', async () => {
    const before = await organizations.business(salon.organizationId);
    const after = await organizations.updateBusiness(request(), {
      name: 'Salon Two',
      location: { phone: null, email: 'hello@salon.example', accent: '#ABCDEF' },
    });
    expect(after).toEqual({
      ...before,
      organization: { ...before.organization, name: 'Salon Two' },
      location: { ...before.location, phone: null, email: 'hello@salon.example', accent: '#abcdef' },
    });
    expect(await organizations.page(salon.slug)).toMatchObject({
      business: { name: 'Salon Two', accent: '#abcdef' },
      location: { phone: null, email: 'hello@salon.example', name: 'Mitte' },
    });
    expect(published).toEqual([{ kind: 'rules', organizationId: salon.organizationId }]);
    expect(followed).toEqual([]);
  });

  it('can lose its accent', async () => {
    const { location } = (await organizations.updateBusiness(request(), {
      location: { accent: null },
    })) as BusinessView;
    expect(location.accent).toBeNull();
  });

  it.each([
    ['its name', { name: 'Other' }],
    ['its zone', { location: { timeZone: 'Europe/Lisbon' } }],
    ['its address', { location: { address: 'Elsewhere 1' } }],
  ])('raises the rules with %s, for they are kept in memory', async (_what, changes) => {
    const version = async () =>
      Number((await superuser.query('select rules_version from organization_stamps where organization_id = $1', [salon.organizationId])).rows[0].rules_version); // prettier-ignore
    const before = await version();
    await organizations.updateBusiness(request(), changes);
    expect(await version()).toBeGreaterThan(before);
  });

  it('takes its staff along when it moves to another zone', async () => {
    await organizations.updateBusiness(request(), { location: { timeZone: 'Europe/Lisbon' } });
    expect(followed).toEqual([[salon.organizationId, salon.locationId, 'Europe/Berlin', 'Europe/Lisbon']]);
  });
});
