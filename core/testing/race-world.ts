import pg from 'pg';
import type { Clock } from '../kernel/clock/clock.ts';
import { createSecrets } from '../kernel/crypto/tokens.ts';
import { UserError } from '../kernel/errors/errors.ts';
import type { Changes } from '../kernel/live/changes.ts';
import type { Db } from '../kernel/db/db.ts';
import { createMetrics } from '../kernel/log/metrics.ts';
import { createDirectory } from '../kernel/tenancy/directory.ts';
import type { BusinessPlan, CreatedBusiness } from '../seed/business-plan.ts';
import { createBusiness } from '../seed/create-business.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createAvailabilityService, type AvailabilityService } from '../modules/availability/availability.service.ts';
import { createRulesStore } from '../modules/availability/rules/rules-store.ts';
import { createZoneTables, type ZoneTables } from '../modules/availability/time/zone-table.domain.ts';
import type { BookSlot } from '../modules/bookings/bookings.contract.ts';
import { createClassesService, type ClassesService } from '../modules/classes/classes.service.ts';
import { createBookingsService, type BookingsService } from '../modules/bookings/bookings.service.ts';

/** The clock of these worlds stands still: Monday morning in Berlin. */
export const NOW = Date.parse('2026-11-23T08:00:00Z');

export const everyDay = Array.from({ length: 7 }, (_, index) => ({
  weekday: index + 1,
  hours: [{ from: 0, to: 1440 }],
}));

// Over the raw table, by comparison and not by the constraint that is under test.
const OVERLAPS = `
  select count(*)::int as overlaps from claims a join claims b
    on a.organization_id = b.organization_id and a.resource_id = b.resource_id and a.lane = b.lane
   and (a.booking_id, a.piece) < (b.booking_id, b.piece) and a.busy_from < b.busy_to and b.busy_from < a.busy_to`;

const DEADLOCKS = `select deadlocks::int as n from pg_stat_database where datname = current_database()`;

export interface RaceWorld {
  readonly bookings: BookingsService;
  readonly classes: ClassesService;
  readonly db: Db;
  /** Past every wall, for arranging and looking. */
  sql<Row>(text: string): Promise<Row[]>;
  readonly business: CreatedBusiness;
  /** A good request of a new customer. */
  ask(service: string, startsAt: string, more?: Partial<BookSlot>): BookSlot;
  /** Pairs of claims on one place at one time; must be 0. */
  overlaps(): Promise<number>;
  /** That PostgreSQL had to break up, whether or not a retry hid them; must be 0. */
  deadlocks(): Promise<number>;
  drop(): Promise<void>;
}

export interface WorldOptions {
  /** Stands still at `NOW` unless told. */
  readonly clock?: Clock;
  readonly zones?: ZoneTables;
}

/** The services as one process has them; on one database there may be several of them. */
export function servicesOn(
  db: Db,
  { clock = { now: () => NOW }, zones = createZoneTables() }: WorldOptions = {},
): { bookings: BookingsService; classes: ClassesService; availability: AvailabilityService } {
  const directory = createDirectory(db);
  const rules = createRulesStore({ db, zones, clock });
  const changes: Changes = { publish: () => undefined, subscribe: () => () => undefined, close: async () => undefined };
  const deps = {
    ...{ db, directory, rules, zones, clock, changes },
    availability: createAvailabilityService({ db, directory, rules, zones, clock }),
    secrets: createSecrets('a secret of thirty-two characters!'),
    metrics: createMetrics(),
  };
  const classes = createClassesService(deps);
  const bookings = createBookingsService({
    ...deps,
    seats: classes.seats,
    failpoint: () => undefined,
    baseUrl: 'https://book.example',
  });
  return { bookings, classes, availability: deps.availability };
}

async function asSuperuser<T>({ superuserUrl }: TestDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @param sabotage SQL that breaks a guard on purpose, run before anything is booked */
export async function createRaceWorld(
  plan: BusinessPlan,
  sabotage?: string,
  connections = 8,
  options: WorldOptions = {},
): Promise<RaceWorld> {
  const database = await createTestDatabase({ max: connections });
  if (sabotage) await asSuperuser(database, (client) => client.query(sabotage));
  const business = await createBusiness(database.db, plan);
  return {
    ...servicesOn(database.db, options),
    db: database.db,
    sql: (text) => asSuperuser(database, async (client) => (await client.query(text)).rows),
    business,
    ask: (service, startsAt, more = {}) => ({
      serviceId: business.services[service]!,
      startsAt,
      customer: { name: 'Ada Lovelace', email: `${Math.random().toString(36).slice(2)}@example.com` },
      timeZone: 'Europe/Berlin',
      locale: 'en',
      note: '',
      ...more,
    }),
    overlaps: () =>
      asSuperuser(database, async (client) => (await client.query<{ overlaps: number }>(OVERLAPS)).rows[0]!.overlaps),
    deadlocks: () =>
      asSuperuser(database, async (client) => {
        await client.query('select pg_stat_force_next_flush()');
        return (await client.query<{ n: number }>(DEADLOCKS)).rows[0]!.n;
      }),
    drop: () => database.drop(),
  };
}

/** How often each outcome came: `done`, or the code of the refusal. */
export async function outcomes(attempts: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const settled = await Promise.allSettled(attempts);
  const names = settled.map((result) => {
    if (result.status === 'fulfilled') return 'done';
    return result.reason instanceof UserError ? result.reason.code : String(result.reason);
  });
  return Object.fromEntries(
    Map.groupBy(names, (name) => name)
      .entries()
      .map(([name, all]) => [name, all.length]),
  );
}
