import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import { UserError } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import {
  act,
  assertDone,
  bookingChanged,
  keyArgs,
  orEarlier,
  type BookingRow,
  type MoveTogether,
} from '../bookings/bookings.module.ts';
import type { Planned, PlanRequest, PlanSeries } from './plan-series.ts';
import type { CancelSeries, MoveSeries, SeriesPreview } from './series.contract.ts';
import { movedAlike, numberOf, reachedBy } from './series.domain.ts';
import { sameTime, seriesConflicts, unknownOccurrence } from './series.errors.ts';
import type { KnownSeries } from './series-rows.ts';

export interface ChangeSeriesDeps {
  db: Db;
  zones: ZoneTables;
  clock: Clock;
  metrics: Metrics;
  moveTogether: MoveTogether;
  planner: PlanSeries;
}

/** Who changes a series, and what they may do. */
export interface Changer {
  readonly organizationId: string;
  readonly from: 'online' | 'desk';
  readonly actor: string;
  readonly notify: boolean;
  /** Why this booking cannot be changed by them, such as `too_late_to_change`; null: it can. */
  readonly bar: (row: BookingRow, change: 'move' | 'cancel') => string | null;
}

export interface Change {
  readonly before: BookingRow;
  readonly after: BookingRow;
}

const CANCEL_TOGETHER: Statement = {
  name: 'cancel_together',
  text: 'select outcome, answer, failed from cancel_together($1, $2, $3, $4, $5, $6, $7, $8, $9)',
};
const TRIES = 3;
const NONE: readonly Change[] = [];

export function createChangeSeries({ db, zones, clock, metrics, moveTogether, planner }: ChangeSeriesDeps) {
  function moveOf({ series, bookings }: KnownSeries, body: MoveSeries, changer: Changer) {
    const zone = zones.get(series.time_zone);
    const reached = reachedBy(bookings, body, clock.now());
    const byNumber = new Map(reached.map((row) => [numberOf(row), row]));
    const others = new Map(body.chosen.map((one, index) => [one.occurrence, { ...one, index }]));
    for (const { occurrence, index } of others.values())
      if (!byNumber.has(occurrence)) throw unknownOccurrence(`chosen.${index}.occurrence`);
    const wanted = movedAlike(reached, body.startsAt, zone).map((one) => {
      const other = others.get(one.occurrence);
      const { staff_id } = byNumber.get(one.occurrence)!;
      return {
        ...one,
        ...(other ? { startsAt: Date.parse(other.startsAt) } : {}),
        staffId: other?.staffId ?? body.staffId ?? staff_id,
      };
    });
    const first = reached[0]!;
    if (wanted.every((one) => isThere(byNumber.get(one.occurrence)!, one))) throw sameTime();
    const plan: PlanRequest = {
      question: {
        organizationId: changer.organizationId,
        serviceId: first.service_id,
        from: changer.from,
        email: first.customer_email,
        // They make room for one another.
        except: reached.map(({ id }) => id),
        durationMinutes: Math.round((first.ends_at.getTime() - first.starts_at.getTime()) / 60_000),
      },
      zone,
      wanted,
      barred: (occurrence) => changer.bar(byNumber.get(occurrence)!, 'move'),
    };
    return { plan, byNumber };
  }

  const isThere = (row: BookingRow, { startsAt, staffId }: { startsAt: number | null; staffId: string }): boolean =>
    row.starts_at.getTime() === startsAt && row.staff_id === staffId;

  const previewOf = (timeZone: string, planned: readonly Planned[]): SeriesPreview => {
    const times = planned.map(({ time }) => time);
    return { dryRun: true, timeZone, conflicts: times.filter(({ free }) => !free).length, times, skipped: [] };
  };

  function cancelOf({ series, bookings }: KnownSeries, body: CancelSeries, changer: Changer) {
    const zone = zones.get(series.time_zone);
    const reached = reachedBy(bookings, body, clock.now());
    const walls = movedAlike(reached, wallAt(reached[0]!, zone.timeZone), zone);
    return reached.map((row, index) => {
      const reason = changer.bar(row, 'cancel');
      const staff = { id: row.staff_id, name: row.staff_name };
      const { occurrence, wall } = walls[index]!;
      const startsAt = row.starts_at.toISOString();
      return { row, time: { occurrence, wall, startsAt, free: reason === null, staff, reason, alternatives: [] } };
    });
  }

  return {
    previewMove: async (known: KnownSeries, body: MoveSeries, changer: Changer): Promise<SeriesPreview> =>
      previewOf(known.series.time_zone, await planner.plan(moveOf(known, body, changer).plan)),

    /** @throws `series.conflicts`, `series.nothing_left`, `series.unknown_occurrence`, `booking.same_time` */
    async move(read: () => Promise<KnownSeries>, body: MoveSeries, changer: Changer, idempotency: Idempotency | null) {
      const { organizationId, from, actor, notify } = changer;
      const changes = await orEarlier(db, organizationId, idempotency, async () => {
        for (let attempt = 1; ; attempt++) {
          const { plan, byNumber } = moveOf(await read(), body, changer);
          const planned = await planner.settle(plan, body.onConflict);
          const items = planned.map(({ time, place }) => ({ before: byNumber.get(time.occurrence)!, ...place! }));
          try {
            const { rows, isNew } = await moveTogether({ organizationId, items, from, actor, notify, idempotency });
            return isNew ? rows.map((after, index) => ({ before: items[index]!.before, after })) : NONE;
          } catch (error) {
            const isRace =
              error instanceof UserError && (error.code === 'booking.slot_taken' || error.code === 'booking.changed');
            if (!isRace || attempt === TRIES) throw error;
          }
        }
      });
      return 'earlier' in changes ? NONE : changes;
    },

    previewCancel: (known: KnownSeries, body: CancelSeries, changer: Changer): SeriesPreview =>
      previewOf(
        known.series.time_zone,
        cancelOf(known, body, changer).map(({ time }) => ({ time, place: null })),
      ),

    /** @throws `series.conflicts`, `series.nothing_left`, `series.unknown_occurrence` */
    async cancel(
      read: () => Promise<KnownSeries>,
      body: CancelSeries,
      changer: Changer,
      idempotency: Idempotency | null,
    ) {
      const { organizationId, actor, notify } = changer;
      const changes = await orEarlier(db, organizationId, idempotency, async () => {
        for (let attempt = 1; attempt <= TRIES; attempt++) {
          const reached = cancelOf(await read(), body, changer);
          const open = reached.filter(({ time }) => time.free).map(({ row }) => row);
          if (open.length === 0 || (body.onConflict === 'refuse' && open.length < reached.length))
            throw seriesConflicts(reached.map(({ time }) => time));
          const rows = open.map((before): BookingRow => cancelled(before, actor, body.reason, clock.now()));
          const result = await act(db, metrics, CANCEL_TOGETHER, [
            ...[organizationId, ...keyArgs(idempotency), JSON.stringify(rows)],
            ...[JSON.stringify(open.map(({ id, version }) => ({ booking: id, version }))), actor, body.reason, notify],
          ]);
          if (result.outcome === 'done') return rows.map((after, index) => ({ before: open[index]!, after }));
          if (result.outcome === 'changed' || result.outcome === 'closed') continue;
          assertDone(result);
          return NONE;
        }
        throw bookingChanged();
      });
      return 'earlier' in changes ? NONE : changes;
    },
  };
}

const wallAt = ({ starts_at }: BookingRow, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(starts_at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

const cancelled = (before: BookingRow, actor: string, reason: string, now: number): BookingRow => ({
  ...before,
  status: 'cancelled',
  version: before.version + 1,
  sequence: before.sequence + 1,
  cancelled_by: actor,
  cancel_reason: reason,
  updated_at: new Date(now),
});
