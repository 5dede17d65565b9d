import type { Db, Statement } from '../../kernel/db/db.ts';
import { UserError } from '../../kernel/errors/errors.ts';
import { unsettled } from './availability.errors.ts';
import { readBusyTimes, type BusyTimes } from './engine/busy.domain.ts';
import type { Booked, BusyWindow, Turns } from './engine/facts.domain.ts';
import type { RuleSet, RulesStore } from './rules/rules-store.ts';

interface BusyRow {
  rules_version: string;
  resource_id: string;
  busy: string;
  holds_until: Date | null;
}
interface BookedRow {
  whose: 'service' | 'staff' | 'customer';
  id: string | null;
  starts: string | null;
}
interface TurnsRow {
  staff_id: string;
  taken: number;
  last_at: Date | null;
  usual: boolean;
}

const BUSY_TIMES: Statement = {
  name: 'busy_times',
  text: `select rules_version::text, resource_id, busy, holds_until from busy_times($1, $2, to_timestamp($3 / 1000.0), to_timestamp($4 / 1000.0), $5, $6)`,
};
const BOOKED_STARTS: Statement = {
  name: 'booked_starts',
  text: `select whose, id, starts from booked_starts($1, $2, $3, $4, to_timestamp($5 / 1000.0), to_timestamp($6 / 1000.0), $7)`,
};
const TURNS_TAKEN: Statement = {
  name: 'turns_taken',
  text: `select staff_id, taken, last_at, usual from turns_taken($1, $2, $3, $4, to_timestamp($5 / 1000.0), to_timestamp($6 / 1000.0))`,
};
/** How often the rules may change under one question before we give up. */
const TRIES = 5;

/** Whose bookings count, when the service limits them or staff take turns. */
interface Counted {
  readonly serviceId: string;
  readonly staffIds: readonly string[];
  /** Of the customer who asks; null: nobody knows. */
  readonly email: string | null;
  readonly window: BusyWindow;
}

export interface Question<T> {
  readonly window: BusyWindow;
  readonly resourceIds: readonly string[];
  /** Where the appointment would be, for people who are on the road between locations; null: nobody is. */
  readonly location: string | null;
  readonly booked?: Counted | undefined;
  readonly turns?: Counted | undefined;
  readonly answer: (found: Found) => T;
}

/** What the database knows, of one moment. */
export interface Found {
  readonly busy: ReadonlyMap<string, BusyTimes>;
  /** Epoch milliseconds: when the first hold among the busy times ends; Infinity when there is none. */
  readonly holdsUntil: number;
  readonly booked?: Booked;
  readonly turns?: Turns;
}

/** A refusal as a value: that of remembered rules holds only once they are known to be the present ones. */
function orRefusal<T>(work: () => T): T | UserError {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const startsOf = (text: string | null | undefined): number[] => (text ? text.split(',').map(Number) : []);

function bookedOf(rows: readonly BookedRow[], { email }: Counted): Booked {
  const of = (whose: BookedRow['whose']) => rows.filter((row) => row.whose === whose);
  return {
    service: startsOf(of('service')[0]?.starts),
    staff: new Map(of('staff').map(({ id, starts }) => [id!, startsOf(starts)])),
    customer: email === null ? null : startsOf(of('customer')[0]?.starts),
  };
}

const turnsOf = (rows: readonly TurnsRow[]): Turns => ({
  counts: new Map(rows.map(({ staff_id, taken }) => [staff_id, taken])),
  lastAssignedAt: new Map(rows.flatMap(({ staff_id, last_at }) => (last_at ? [[staff_id, last_at.getTime()]] : []))),
  usualStaffId: rows.find(({ usual }) => usual)?.staff_id ?? null,
});

/**
 * Busy times and rules of one moment: one statement, asked again when the rules have moved on; a second for what is
 * counted and a third for turns. Where the remembered rules leave nothing to ask about (no such service, nobody who does
 * it), their version is asked for by itself.
 * @param except bookings and holds that do not stand in the way
 */
export function createAsk({ db, store }: { db: Db; store: RulesStore }) {
  async function counted({ serviceId, staffIds, email, window }: Counted, organizationId: string, except: string[]) {
    const rows = await db.query<BookedRow>(BOOKED_STARTS, [
      ...[organizationId, serviceId, staffIds, email, window.from, window.to, except],
    ]);
    return rows;
  }

  async function find<T>(
    organizationId: string,
    rules: RuleSet,
    question: Question<T>,
    except: string[],
  ): Promise<{ seen: string; found: Found }> {
    const { window, resourceIds, location, booked, turns } = question;
    const rows = await db.query<BusyRow>(BUSY_TIMES, [
      ...[organizationId, resourceIds, window.from, window.to, except, location],
    ]);
    const busy = new Map(
      rows.map((row): [string, BusyTimes] => [
        row.resource_id,
        readBusyTimes(row.busy, rules.capacities.get(row.resource_id)),
      ]),
    );
    const ends = rows.flatMap(({ holds_until }) => (holds_until ? [holds_until.getTime()] : []));
    return {
      seen: rows[0]?.rules_version ?? rules.version,
      found: {
        busy,
        holdsUntil: Math.min(...ends),
        ...(booked ? { booked: bookedOf(await counted(booked, organizationId, except), booked) } : {}),
        ...(turns
          ? {
              turns: turnsOf(
                await db.query<TurnsRow>(TURNS_TAKEN, [
                  ...[organizationId, turns.serviceId, turns.staffIds, turns.email, turns.window.from, turns.window.to],
                ]),
              ),
            }
          : {}),
      },
    };
  }

  return async function ask<T>(
    organizationId: string,
    prepare: (rules: RuleSet) => Question<T>,
    except: readonly string[] = [],
  ): Promise<T> {
    let rules = await store.get(organizationId);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const prepared = orRefusal(() => prepare(rules));
      if (prepared instanceof UserError || prepared.resourceIds.length === 0) {
        const seen = await store.version(organizationId);
        if (seen !== rules.version) {
          rules = await store.get(organizationId, seen);
          continue;
        }
        if (prepared instanceof UserError) throw prepared;
        const nothing = { service: [], staff: new Map<string, number[]>(), customer: null };
        const noTurns = { counts: new Map(), lastAssignedAt: new Map(), usualStaffId: null };
        return prepared.answer({ busy: new Map(), holdsUntil: Infinity, booked: nothing, turns: noTurns });
      }
      const { seen, found } = await find(organizationId, rules, prepared, [...except]);
      if (seen === rules.version) return prepared.answer(found);
      rules = await store.get(organizationId, seen);
    }
    throw unsettled();
  };
}

export type Ask = ReturnType<typeof createAsk>;
