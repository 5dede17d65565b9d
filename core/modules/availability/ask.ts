import type { Db, Statement } from '../../kernel/db/db.ts';
import { OperationalError, UserError } from '../../kernel/errors/errors.ts';
import { readBusyTimes, type BusyTimes } from './busy.domain.ts';
import type { BusyWindow, Candidate, Facts } from './facts.domain.ts';
import type { RuleSet, RulesStore } from './rules-store.ts';

interface BusyRow {
  rules_version: string;
  resource_id: string;
  busy: string;
}

const BUSY_TIMES: Statement = {
  name: 'busy_times',
  text: `select rules_version::text, resource_id, busy from busy_times($1, $2, to_timestamp($3 / 1000.0), to_timestamp($4 / 1000.0), $5)`,
};
/** How often the rules may change under one question before we give up. */
const TRIES = 5;

/** A refusal as a value: that of remembered rules holds only once they are known to be the present ones. */
function orRefusal<T>(work: () => T): T | UserError {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/**
 * Busy times and rules of one moment: one statement, asked again when the rules have moved on. Where the remembered
 * rules leave nothing to ask about (no such service, nobody who does it), their version is asked for by itself.
 */
export function createAsk({ db, store }: { db: Db; store: RulesStore }) {
  return async function ask<T>(
    organizationId: string,
    prepare: (rules: RuleSet) => {
      window: BusyWindow;
      candidates: readonly Candidate[];
      answer: (busy: Facts['busy']) => T;
    },
    except?: string,
  ): Promise<T> {
    let rules = await store.get(organizationId);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const prepared = orRefusal(() => prepare(rules));
      const candidates = prepared instanceof UserError ? [] : prepared.candidates;
      const resourceIds = [...new Set(candidates.flatMap((candidate) => candidate.resourceIds))];
      if (prepared instanceof UserError || resourceIds.length === 0) {
        const seen = await store.version(organizationId);
        if (seen !== rules.version) {
          rules = await store.get(organizationId, seen);
          continue;
        }
        if (prepared instanceof UserError) throw prepared;
        return prepared.answer(new Map());
      }
      const { window, answer } = prepared;
      const rows = await db.query<BusyRow>(BUSY_TIMES, [
        organizationId,
        resourceIds,
        window.from,
        window.to,
        except ?? null,
      ]);
      const seen = rows[0]?.rules_version ?? rules.version;
      if (seen === rules.version) {
        const capacities = rules.capacities;
        return answer(
          new Map(
            rows.map(({ resource_id, busy }): [string, BusyTimes] => [
              resource_id,
              readBusyTimes(busy, capacities.get(resource_id)),
            ]),
          ),
        );
      }
      rules = await store.get(organizationId, seen);
    }
    throw new OperationalError('availability.unsettled', {
      message: 'The rules are being changed at the moment.',
      retryAfter: 1,
    });
  };
}
