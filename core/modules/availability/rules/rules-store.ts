import type { Clock } from '../../../kernel/clock/clock.ts';
import type { Db, Sql, Statement } from '../../../kernel/db/db.ts';
import { createHolidays, type Holidays } from './holidays.ts';
import { compileRules, yearsOf } from './rules-compile.ts';
import type { RuleSet } from './rules-facts.ts';
import { readRules, type RulesRow } from './rules-read.ts';
import type { ZoneTables } from '../time/zone-table.domain.ts';

export { factsOn, type LocationFacts, type RuleSet, type ServiceFacts } from './rules-facts.ts';

export interface RulesStore {
  /** @param atLeast the version just seen elsewhere: older rules are read again */
  get(organizationId: string, atLeast?: string): Promise<RuleSet>;
  /** The rules as a transaction sees them, its own changes included; not kept. */
  within(sql: Sql, organizationId: string): Promise<RuleSet>;
  /** The database's version now. */
  version(organizationId: string): Promise<string>;
}

const READ_VERSION: Statement = {
  name: 'read_rules_version',
  text: `select rules_version::text as version from organization_stamps where organization_id = $1`,
};

/** Days on which each location is closed: public holidays that are kept, and days of its own. */
async function closedDaysOf({ locations, today }: RulesRow, holidays: Holidays): Promise<Map<string, Set<string>>> {
  const closed = new Map<string, Set<string>>();
  for (const { id, holidayCountry, holidayRegion, exceptions } of locations) {
    const days = new Set<string>();
    if (holidayCountry)
      for (const year of yearsOf(today))
        for (const { day } of await holidays.ofYear(holidayCountry, holidayRegion, year)) days.add(day);
    for (const { day, kind } of exceptions)
      if (kind === 'open') days.delete(day);
      else days.add(day);
    closed.set(id, days);
  }
  return closed;
}

export interface RulesStoreDeps {
  db: Db;
  zones: ZoneTables;
  clock: Clock;
  holidays?: Holidays;
}

const TENANTS_KEPT = 500;

/** Compiled rules by tenant. Never trusted by age: whoever uses them compares the version with the database's. */
export function createRulesStore({ db, zones, clock, holidays = createHolidays() }: RulesStoreDeps): RulesStore {
  const kept = new Map<string, { rules: Promise<RuleSet>; day: string }>();

  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);

  async function within(sql: Sql, organizationId: string): Promise<RuleSet> {
    const row = await readRules(sql, organizationId, today());
    return compileRules(row, zones, await closedDaysOf(row, holidays));
  }

  return {
    within,
    version: (organizationId) =>
      db.tenant(organizationId, async (sql) => {
        const [row] = await sql.query<{ version: string }>(READ_VERSION, [organizationId]);
        if (!row) throw new Error(`organization ${organizationId} has no rules`);
        return row.version;
      }),
    async get(organizationId, atLeast) {
      const day = today();
      const entry = kept.get(organizationId);
      if (entry?.day === day) {
        const rules = await entry.rules;
        if (atLeast === undefined || BigInt(rules.version) >= BigInt(atLeast)) return rules;
      }
      const rules = db.tenant(organizationId, (sql) => within(sql, organizationId));
      if (kept.size >= TENANTS_KEPT) kept.clear();
      kept.set(organizationId, { rules, day });
      rules.catch(() => kept.delete(organizationId));
      return rules;
    },
  };
}
