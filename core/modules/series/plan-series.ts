import type { AvailabilityService, Resolved, ResolveRequest } from '../availability/availability.service.ts';
import { DAY, MINUTE, parseWallTime } from '../availability/time/plain-time.domain.ts';
import { instantsShowing, type ZoneTable } from '../availability/time/zone-table.domain.ts';
import { refused } from '../bookings/bookings.module.ts';
import type { PlannedTime } from './series.contract.ts';
import { collides, inOrderOfPresence, type Place, type Wanted } from './series.domain.ts';
import { seriesConflicts } from './series.errors.ts';

export type OnConflict = 'refuse' | 'skip' | 'alternative';

export interface WantedTime extends Wanted {
  /** Left out: as of the whole plan. */
  readonly staffId?: string | undefined;
}

export interface PlanRequest {
  /** What is the same for all of them. */
  readonly question: Omit<ResolveRequest, 'startsAt'>;
  readonly wanted: readonly WantedTime[];
  readonly zone: ZoneTable;
  /** Why an occurrence cannot be touched at all, whatever the time; null: it can. */
  readonly barred?: (occurrence: number) => string | null;
}

export interface Planned {
  readonly time: PlannedTime;
  /** Null: it cannot be. */
  readonly place: { readonly startsAt: number; readonly staffId: string } | null;
}

const iso = (at: number): string => new Date(at).toISOString();

/** The reason as the API tells it: `slot_taken` of `booking.slot_taken`. @throws `staff.not_found` */
function reasonOf(resolved: Resolved): string {
  if (resolved.resolution.ok) throw new Error('what can be has no reason');
  const error = refused(resolved.resolution.reason, []);
  if (error.code === 'staff.not_found') throw error;
  return error.code.slice(error.code.indexOf('.') + 1);
}

/** The first instant from a wall time on, that the clock may skip. */
function fromThen(zone: ZoneTable, wall: string): number {
  const wallTime = parseWallTime(wall);
  return (instantsShowing(zone, wallTime, wallTime + 2 * DAY)[0] ?? 0) * MINUTE;
}

/** Asks the engine of each time of a series, and chooses who serves so that no two of them meet. Writes nothing. */
export function createPlanSeries({ availability }: { availability: AvailabilityService }) {
  async function planOnce({ question, wanted, zone, barred }: PlanRequest): Promise<Planned[]> {
    const judged: (Resolved | string)[] = [];
    for (const { occurrence, startsAt, staffId } of wanted) {
      const bar = barred?.(occurrence) ?? (startsAt === null ? 'skipped_by_clock' : null);
      judged.push(
        bar ?? (await availability.resolve({ ...question, startsAt: startsAt!, staffId: staffId ?? question.staffId })),
      );
    }
    const freeAt = judged.map((one) => (typeof one !== 'string' && one.resolution.ok ? one.resolution.staffIds : []));
    const order = inOrderOfPresence(freeAt);
    const places: Place[] = [];
    const planned: Planned[] = [];
    for (const [index, one] of judged.entries()) {
      const { occurrence, wall, startsAt, staffId: own } = wanted[index]!;
      const about = { occurrence, wall, startsAt: startsAt === null ? null : iso(startsAt) };
      if (typeof one !== 'string' && one.resolution.ok) {
        const { busyFrom, busyTo } = one.resolution;
        const place = order
          .filter((id) => freeAt[index]!.includes(id))
          .map((staffId) => ({ staffId, busyFrom, busyTo }))
          .find((candidate) => !collides(candidate, places));
        if (place) {
          places.push(place);
          const staff = { id: place.staffId, name: one.rules.staffNames.get(place.staffId) ?? '' };
          const time = { ...about, free: true, staff, reason: null, alternatives: [] };
          planned.push({ time, place: { startsAt: startsAt!, staffId: place.staffId } });
          continue;
        }
      }
      const reason = typeof one === 'string' ? one : one.resolution.ok ? 'slot_taken' : reasonOf(one);
      const isBarred = (barred?.(occurrence) ?? null) !== null;
      const near = { ...question, staffId: own ?? question.staffId, startsAt: startsAt ?? fromThen(zone, wall) };
      const alternatives = isBarred ? [] : (await availability.alternatives(near)).map(iso);
      planned.push({ time: { ...about, free: false, staff: null, reason, alternatives }, place: null });
    }
    return planned;
  }

  return {
    plan: planOnce,

    /**
     * A plan to carry out. Those that cannot be are left out, or take the nearest other time, if that is wanted.
     * @throws `series.conflicts` with every time that cannot be
     */
    async settle(request: PlanRequest, onConflict: OnConflict): Promise<Planned[]> {
      let planned = await planOnce(request);
      const first = planned;
      for (let nth = 0; onConflict === 'alternative' && nth < 3 && planned.some(({ place }) => place === null); nth++) {
        const wanted = request.wanted.map((one, index) => {
          const other = planned[index]!.place === null ? first[index]!.time.alternatives[nth] : undefined;
          const startsAt = other === undefined ? planned[index]!.time.startsAt : other;
          return { ...one, startsAt: startsAt === null ? null : Date.parse(startsAt) };
        });
        planned = await planOnce({ ...request, wanted });
      }
      const possible = planned.filter(({ place }) => place !== null);
      if (possible.length === 0 || (onConflict !== 'skip' && possible.length < planned.length))
        throw seriesConflicts(first.map(({ time }) => time));
      return possible;
    },
  };
}

export type PlanSeries = ReturnType<typeof createPlanSeries>;
