import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../../../kernel/clock/clock.ts';
import type { Sql, Statement } from '../../../kernel/db/db.ts';
import type { Write, WriteRequest } from '../../../kernel/db/idempotent.ts';
import type { Orm } from '../../../kernel/db/orm.ts';
import type { Changes } from '../../../kernel/live/changes.ts';
import { findAffected } from './affected-bookings.ts';
import { compareSlots } from './compare-slots.ts';
import type { RulesPreview, RulesQuery } from './rule-changes.contract.ts';
import { affectsBookings } from './rule-changes.errors.ts';
import type { RuleSet, RulesStore } from './rules-store.ts';
import { warningsOf } from './warnings.domain.ts';
import type { ZoneTables } from '../time/zone-table.domain.ts';

/** What a change may touch. `nothing`: it is written, and no booking can stand on it. */
export type Touched =
  'everything' | 'nothing' | { readonly resourceIds?: readonly string[]; readonly serviceIds?: readonly string[] };

/** A request to change a rule; every `ApiRequest` of such a route has it. */
export interface RuleWrite extends WriteRequest {
  readonly caller: { readonly organizationId: string; readonly userId?: string };
  readonly query?: RulesQuery | undefined;
}

export type RuleAnswer<T> = T | RulesPreview;

/**
 * Changes rules in one transaction, unless coming bookings would lie outside of them: then it asks first. With
 * `dryRun` it answers what the change would do and writes nothing. Bookings are never moved or lost.
 *
 * @throws `rules.affect_bookings` (409) with the bookings, unless the request says `confirm`
 */
export type RuleChanges = <T extends object>(
  request: RuleWrite,
  touched: Touched,
  work: (em: EntityManager, sql: Sql) => Promise<T>,
) => Promise<RuleAnswer<T>>;

export interface RuleChangesDeps {
  orm: Orm;
  write: Write;
  rules: RulesStore;
  zones: ZoneTables;
  clock: Clock;
  changes: Pick<Changes, 'publish'>;
}

// Bookings wait for the same locks: until this change is written none can be made that it has not seen. Taken before
// any row is locked, like everywhere else.
const LOCK: Statement = {
  name: 'lock_touched_resources',
  text: `
    select lock_resources(array(
      select r.id from resources r where r.organization_id = $1 and ($2 or r.id = any($3::uuid[])
        or exists (select from service_staff t where t.organization_id = $1 and t.resource_id = r.id and t.service_id = any($4::uuid[])))))`,
};

/** Ends the transaction of a dry run without a trace. */
class NotWritten extends Error {
  readonly preview: RulesPreview;
  constructor(preview: RulesPreview) {
    super('a dry run is not written');
    this.preview = preview;
  }
}

/** Of every service that is offered. */
const warningsIn = ({ services, names }: RuleSet): RulesPreview['warnings'] =>
  [...services.values()]
    .filter(({ rules, kind }) => rules.active && kind === 'appointment')
    .flatMap((service) =>
      warningsOf(service.rules, service.candidates).map((warning) => ({
        ...warning,
        serviceId: service.id,
        serviceName: service.name,
        staffName: names.get(warning.staffId) ?? '',
        durationMinutes: service.durationMinutes,
      })),
    );

export function createRuleChanges({ orm, write, rules, zones, clock, changes }: RuleChangesDeps): RuleChanges {
  return async function change<T extends object>(
    request: RuleWrite,
    touched: Touched,
    work: (em: EntityManager, sql: Sql) => Promise<T>,
  ): Promise<RuleAnswer<T>> {
    const { organizationId } = request.caller;
    const { dryRun, confirm } = request.query ?? {};
    const { resourceIds = [], serviceIds = [] } = typeof touched === 'object' ? touched : {};
    const scope = { everything: touched === 'everything', resourceIds, serviceIds };

    const judged = async (em: EntityManager, sql: Sql): Promise<T> => {
      await sql.query(LOCK, [organizationId, scope.everything, resourceIds, serviceIds]);
      const before = await rules.within(sql, organizationId);
      const answer = await work(em, sql);
      await em.flush();
      const after = await rules.within(sql, organizationId);
      const moment = { organizationId, before, after, scope, zones, now: clock.now() };
      const affected = touched === 'nothing' ? { affected: [], affectedCount: 0 } : await findAffected(sql, moment);
      if (dryRun === 'true')
        throw new NotWritten({ ...affected, ...(await compareSlots(sql, moment)), warnings: warningsIn(after) });
      if (affected.affectedCount > 0 && confirm !== 'true') throw affectsBookings(affected);
      return answer;
    };

    if (dryRun === 'true') {
      try {
        await orm.tenant(organizationId, judged);
      } catch (error) {
        if (error instanceof NotWritten) return error.preview;
        throw error;
      }
    }
    const answer = await write(request, judged);
    changes.publish({ kind: 'rules', organizationId });
    return answer;
  };
}
