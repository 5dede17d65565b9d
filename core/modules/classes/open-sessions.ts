import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import { unsettled } from '../availability/availability.module.ts';
import type { RulesStore } from '../availability/rules/rules-store.ts';
import { expandSeries, parseRecurrence } from '../availability/time/recurrence.domain.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import { keyArgs } from '../bookings/bookings.module.ts';
import type { CreateSessions } from './classes.contract.ts';
import { minuteAt, MOST_SESSIONS } from './classes.domain.ts';
import { inThePast, notAClass, sessionConflicts, tooManySessions } from './classes.errors.ts';
import { actOnSessions, orEarlier } from './guarded-session.ts';
import type { Judgement, TimesRequest, WantedTime } from './judge-times.ts';

export interface OpenSessionsDeps {
  db: Db;
  rules: RulesStore;
  zones: ZoneTables;
  clock: Clock;
  metrics: Metrics;
  judge: (request: TimesRequest) => Promise<Judgement>;
}

const CLASS: Statement = {
  name: 'class_of_sessions',
  text: `select kind, seats from services where organization_id = $1 and id = $2`,
};
const OPEN_SESSIONS: Statement = {
  name: 'open_sessions',
  text: 'select outcome, answer from open_sessions($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
};
const TWO_YEARS = 731 * 24 * 3_600_000;
const TRIES = 5;

/** One session or a series: times from the rule, judged by the engine, opened by one guarded call, all or nothing. */
export function createOpenSessions({ db, rules: store, zones, clock, metrics, judge }: OpenSessionsDeps) {
  async function classOf(organizationId: string, serviceId: string) {
    const [row] = await db.tenant(organizationId, (sql) =>
      sql.query<{ kind: string; seats: number }>(CLASS, [organizationId, serviceId]),
    );
    const service = (await store.get(organizationId, await store.version(organizationId))).services.get(serviceId);
    if (!row || !service) throw notFound('service');
    if (row.kind !== 'class') throw notAClass();
    return { seats: row.seats, location: service.location };
  }

  function timesOf({ startsAt, staffId, repeat }: CreateSessions, timeZone: string): [WantedTime, ...WantedTime[]] {
    const first = Date.parse(startsAt);
    if (first <= clock.now()) throw inThePast();
    const start = minuteAt(first, timeZone);
    const starts =
      repeat === undefined
        ? [first]
        : expandSeries(parseRecurrence(repeat, 'repeat', { bounded: true, start }), 'repeat', {
            start,
            zone: zones.get(timeZone),
          }).occurrences.map((occurrence) => occurrence.startsAt);
    if (starts.length > MOST_SESSIONS || starts.at(-1)! - first > TWO_YEARS) throw tooManySessions(MOST_SESSIONS);
    return starts.map((at) => ({ id: randomUUIDv7(), version: 1, staffId, startsAt: at })) as [
      WantedTime,
      ...WantedTime[],
    ];
  }

  async function judged(organizationId: string, body: CreateSessions) {
    const { seats, location } = await classOf(organizationId, body.serviceId);
    const wanted = timesOf(body, location.timeZone);
    return { seats, location, judgement: await judge({ organizationId, serviceId: body.serviceId, wanted }) };
  }

  return {
    preview: async (organizationId: string, body: CreateSessions): Promise<Judgement> =>
      (await judged(organizationId, body)).judgement,

    open: (organizationId: string, body: CreateSessions, idempotency: Idempotency | null) =>
      orEarlier(db, organizationId, idempotency, async () => {
        for (let attempt = 0; attempt < TRIES; attempt++) {
          const { seats, location, judgement } = await judged(organizationId, body);
          const { places, conflicts, rulesVersion } = judgement;
          if (places.length === 0 || (conflicts.length > 0 && !body.skipConflicts)) throw sessionConflicts(conflicts);
          const acted = await actOnSessions(db, metrics, OPEN_SESSIONS, [
            ...[organizationId, ...keyArgs(idempotency), rulesVersion, body.serviceId, location.id],
            ...[body.capacity ?? seats, body.repeat === undefined ? null : randomUUIDv7()],
            ...[JSON.stringify(places), JSON.stringify({ conflicts })],
          ]);
          if (typeof acted === 'object') return acted;
        }
        throw unsettled();
      }),
  };
}
