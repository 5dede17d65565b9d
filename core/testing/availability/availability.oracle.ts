import type { ScheduleRules } from '../../modules/availability/engine/schedule.domain.ts';
import type { Cap, ServiceRules } from '../../modules/availability/engine/service-rules.domain.ts';
import { createClocks, dayOf, type Clocks } from './clocks.oracle.ts';
import { createAbsences, createWorks, dateOf, surroundings } from './person.oracle.ts';

// A second availability engine, for the tests: slow, literal, minute by minute. It reads every clock through Temporal
// and shares nothing with the first but the types of the rules, so that a mistake would have to be made twice.

export interface OraclePerson {
  readonly resourceId: string;
  readonly schedule: ScheduleRules | null;
}

export interface OracleNeed {
  readonly name: string;
  readonly anyOf: readonly OraclePerson[];
  readonly count: number;
  readonly units: number;
}

export interface OracleStaff {
  readonly staffId: string;
  readonly position: number;
  readonly weight: number;
  /** The lead first. */
  readonly members: readonly { readonly resourceId: string; readonly schedule: ScheduleRules }[];
  readonly needs: readonly OracleNeed[];
}

export interface OracleCase {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly service: ServiceRules;
  /** Of the service's location. */
  readonly zone: string;
  readonly holidays: readonly string[];
  readonly staff: readonly OracleStaff[];
  /** Ranges in minutes since 1970, half-open. */
  readonly resources: Readonly<Record<string, { readonly capacity: number; readonly busy: readonly Range[] }>>;
  /** Starts in minutes since 1970. */
  readonly booked: {
    readonly service: readonly number[];
    readonly staff: Readonly<Record<string, readonly number[]>>;
    readonly customer: readonly number[] | null;
  };
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}
export type Range = readonly [from: number, to: number];

export interface Oracle {
  readonly clocks: Clocks;
  /** Starts in minutes since 1970, with everyone who is free. */
  list(problem: OracleCase): [start: number, staffIds: string[]][];
  /** Every rule that the start breaks with this candidate, in the order of the documentation. */
  broken(problem: OracleCase, staffId: string, start: number): string[];
  /** Who of these is chosen when the customer takes anyone and the least booked serves. */
  choose(problem: OracleCase, staffIds: readonly string[], start: number): string;
}

const DAY = 1440;
const overlap = (a: Range, b: Range): boolean => a[0] < b[1] && b[0] < a[1];
const isHeld = (list: readonly Range[], minute: number, places: number): boolean =>
  list.filter(([from, to]) => from <= minute && minute < to).length > places;

export function createOracle(): Oracle {
  const clocks = createClocks();
  const absencesOf = createAbsences(clocks);
  const { weekday } = clocks;

  const works = createWorks(clocks);

  const worksThrough = (rules: ScheduleRules, [from, to]: Range): boolean => {
    for (let minute = from; minute < to; minute++) if (!works(rules, minute)) return false;
    return true;
  };

  /** That the padded appointment always finds so many places. */
  function hasPlaces({ resources, service }: OracleCase, id: string, units: number, start: number): boolean {
    const { busy, capacity } = resources[id]!;
    const end = start + service.durationMinutes + service.bufferAfterMinutes;
    const padded: Range = [start - service.bufferBeforeMinutes, end];
    const near = busy.filter((range) => overlap(range, padded));
    if (units > capacity) return false;
    if (near.length <= capacity - units) return true;
    for (let minute = padded[0]; minute < end; minute++) if (isHeld(near, minute, capacity - units)) return false;
    return true;
  }

  function reached(problem: OracleCase, cap: Cap, starts: readonly number[], start: number): boolean {
    const show = (minute: number) => dateOf(clocks.show(problem.zone, minute));
    const same = (a: number, b: number) => (cap.per === 'day' ? a === b : a - weekday(a) === b - weekday(b));
    return starts.filter((other) => same(show(other), show(start))).length >= cap.most;
  }

  const staffCapped = (problem: OracleCase, id: string, start: number): boolean =>
    problem.service.caps.some(
      (cap) => cap.of === 'staff' && reached(problem, cap, problem.booked.staff[id] ?? [], start),
    );

  const able = (problem: OracleCase, { resourceId, schedule }: OraclePerson, units: number, start: number): boolean => {
    const through: Range = [start, start + problem.service.durationMinutes];
    if (!hasPlaces(problem, resourceId, units, start)) return false;
    if (schedule === null) return true;
    return (
      worksThrough(schedule, through) &&
      !absencesOf(problem, schedule).some((absence) => overlap(absence, through)) &&
      !staffCapped(problem, resourceId, start)
    );
  };

  /** Tries every way to fill the places, one after the other. */
  function canFill(places: readonly (readonly string[])[], used: readonly string[]): boolean {
    const [first, ...rest] = places;
    if (first === undefined) return true;
    return first.some((id) => !used.includes(id) && canFill(rest, [...used, id]));
  }

  function needsMet(problem: OracleCase, { members, needs }: OracleStaff, start: number): boolean {
    const places = needs.flatMap((need) => {
      const ids = need.anyOf.filter((one) => able(problem, one, need.units, start)).map((one) => one.resourceId);
      return Array.from({ length: need.count }, () => ids);
    });
    return canFill(
      places,
      members.map(({ resourceId }) => resourceId),
    );
  }

  /** Walks out of the start in both directions as far as the member is free, and measures what would be left. */
  function leavesGap(
    problem: OracleCase,
    { resourceId, schedule }: OracleStaff['members'][number],
    start: number,
  ): boolean {
    const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes, offer } = problem.service;
    const least = offer.fillGapsMinutes;
    if (least === null) return false;
    const { busy, capacity } = problem.resources[resourceId]!;
    const isFree = (minute: number) =>
      works(schedule, minute) &&
      !absencesOf(problem, schedule).some(([from, to]) => from <= minute && minute < to) &&
      !isHeld(busy, minute, capacity - 1);
    if (!isFree(start)) return false;
    const far = 2 * (least + bufferBeforeMinutes + bufferAfterMinutes) + durationMinutes;
    let from = start;
    while (from > start - far && isFree(from - 1)) from--;
    let to = start + 1;
    while (to < start + far + durationMinutes && isFree(to)) to++;
    const before = start - bufferBeforeMinutes - from;
    const after = to - start - durationMinutes - bufferAfterMinutes;
    if (before + after < least) return false;
    return (before > 0 && before < least) || (after > 0 && after < least);
  }

  function datesBroken(problem: OracleCase, start: number): string[] {
    const { service, now, zone, holidays, booked } = problem;
    const { window, activeFrom, activeUntil } = service;
    const date = dateOf(clocks.show(zone, start));
    const today = dateOf(clocks.show(zone, Math.floor(now / 60_000)));
    const broken: string[] = [];
    if (start * 60_000 < now) broken.push('past');
    if (Math.ceil(now / 60_000) > start - service.minNoticeMinutes) broken.push('notice');
    if (window.kind === 'range') {
      if (date < dayOf(window.from) || date > dayOf(window.to)) broken.push('window');
    } else {
      let last = today;
      for (let left = window.days; left > 0;) {
        last++;
        const isWorking = weekday(last) < 6 && !holidays.some((day) => dayOf(day) === last);
        if (window.kind === 'days' || isWorking) left--;
      }
      if (date > last || date < today - 1) broken.push('window');
    }
    if ((activeFrom !== null && date < dayOf(activeFrom)) || (activeUntil !== null && date > dayOf(activeUntil)))
      broken.push('not_offered_then');
    const others = service.repeatAfterDays > 0 ? (booked.customer ?? []) : [];
    if (others.some((other) => Math.abs(dateOf(clocks.show(zone, other)) - date) < service.repeatAfterDays))
      broken.push('repeat');
    return broken;
  }

  function broken(problem: OracleCase, staffId: string, start: number): string[] {
    const { service, booked } = problem;
    const candidate = problem.staff.find((one) => one.staffId === staffId)!;
    const { members } = candidate;
    const through: Range = [start, start + service.durationMinutes];
    const found = new Set(datesBroken(problem, start));
    if (!members.every(({ schedule }) => worksThrough(schedule, through))) found.add('outside_hours');
    if (members.some(({ schedule }) => absencesOf(problem, schedule).some((absence) => overlap(absence, through))))
      found.add('time_off');
    const capped = service.caps.some(
      (cap) =>
        cap.of !== 'staff' &&
        reached(problem, cap, (cap.of === 'service' ? booked.service : booked.customer) ?? [], start),
    );
    if (capped || members.some(({ resourceId }) => staffCapped(problem, resourceId, start))) found.add('cap');
    if (members.some(({ resourceId }) => !hasPlaces(problem, resourceId, 1, start))) found.add('busy');
    if (!needsMet(problem, candidate, start)) found.add('no_room');
    if (!isOnGrid(problem, candidate, start)) found.add('off_grid');
    if (members.some((member) => leavesGap(problem, member, start))) found.add('gap');
    if (isHidden(service, start)) found.add('hidden');
    return ORDER.filter((rule) => found.has(rule));
  }

  function isOnGrid({ service }: OracleCase, { members }: OracleStaff, start: number): boolean {
    const shown = clocks.of(members[0]!.schedule)(start);
    return (shown - dateOf(shown) * DAY - service.slotOffsetMinutes) % service.slotIntervalMinutes === 0;
  }

  /** Cheap questions first. */
  const isFree = (problem: OracleCase, candidate: OracleStaff, start: number): boolean =>
    isOnGrid(problem, candidate, start) &&
    !isHidden(problem.service, start) &&
    datesBroken(problem, start).length === 0 &&
    works(candidate.members[0]!.schedule, start) &&
    broken(problem, candidate.staffId, start).length === 0;

  return {
    clocks,
    broken,
    list(problem) {
      if (!problem.service.active) return [];
      const offered: [number, string[]][] = [];
      const [begin, end] = surroundings(problem);
      const [first, last] = [dayOf(problem.from), dayOf(problem.to)];
      for (let start = begin; start < end; start++) {
        const date = dateOf(clocks.show(problem.timeZone, start));
        if (date < first || date > last) continue;
        const free = problem.staff.filter((candidate) => isFree(problem, candidate, start));
        if (free.length > 0) offered.push([start, free.map(({ staffId }) => staffId)]);
      }
      return offered;
    },
    choose(problem, staffIds, start) {
      const ranked = staffIds.map((staffId) => {
        const { members, position } = problem.staff.find((one) => one.staffId === staffId)!;
        const show = clocks.of(members[0]!.schedule);
        const date = dateOf(show(start));
        let minutes = 0;
        for (let minute = start - 2.1 * DAY; minute < start + 2.1 * DAY; minute++)
          if (dateOf(show(minute)) === date)
            for (const range of problem.resources[members[0]!.resourceId]!.busy)
              minutes += overlap(range, [minute, minute + 1]) ? 1 : 0;
        return { staffId, position, minutes };
      });
      return ranked.sort((a, b) => a.minutes - b.minutes || a.position - b.position)[0]!.staffId;
    },
  };
}

// prettier-ignore
const ORDER = ['past', 'notice', 'window', 'not_offered_then', 'outside_hours', 'time_off', 'cap', 'repeat', 'busy',
  'no_room', 'off_grid', 'gap', 'hidden'];

const WORD = 1n << 32n;

/** The last step of MurmurHash3 by its definition, in whole numbers without end. */
function isHidden({ offer }: ServiceRules, start: number): boolean {
  if (offer.busyShare === 0) return false;
  let hash = BigInt(start);
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) % WORD;
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) % WORD;
  return Number(hash ^ (hash >> 16n)) / Number(WORD) < offer.busyShare;
}
