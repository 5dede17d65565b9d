import type { Change } from './changes.domain.ts';
import {
  bookedOf,
  busyTimesOf,
  takenOf,
  type Alternative,
  type Candidate,
  type Facts,
  type Need,
} from './facts.domain.ts';
import { coveredBy, intersect, subtract } from '../time/intervals.domain.ts';
import { ableAt, alternativesOf, placesFilled } from './needs.domain.ts';
import { fillingGaps, shareOf } from './offer.domain.ts';
import { DAY, formatPlainDate, MINUTE } from '../time/plain-time.domain.ts';
import { countIn, periodOf } from './presence.domain.ts';
import type { BrokenRule } from './rules.domain.ts';
import { workingIntervals, type Schedule } from './schedule.domain.ts';
import { lastDayOf } from './window.domain.ts';
import { dayAt, eachLocalDay, wallTimeAt } from '../time/zone-table.domain.ts';

// For each rule the smallest changes that let one start (minutes since 1970) through it. None: nothing would.

type Remedy = (start: number, facts: Facts, candidate: Candidate) => Change[];

const dayOf = ({ zone }: Facts, start: number): number => dayAt(zone, start);

/** From buffer to buffer. */
export const spanOf = ({ service }: Facts, start: number): [from: number, to: number] => [
  start - service.bufferBeforeMinutes,
  start + service.durationMinutes + service.bufferAfterMinutes,
];

const window: Remedy = (start, facts) => {
  const { window: rule } = facts.service;
  const day = dayOf(facts, start);
  const date = formatPlainDate(day);
  if (rule.kind === 'range') return [{ kind: date < rule.from ? 'window_from' : 'window_to', date }];
  if (rule.kind === 'days') return [{ kind: 'window_days', days: rule.days + day - lastDayOf(facts) }];
  let days = rule.days;
  const reaches = () => lastDayOf({ ...facts, service: { ...facts.service, window: { ...rule, days } } });
  while (reaches() < day) days++;
  return [{ kind: 'window_days', days }];
};

/** Hours that the person lacks, date by date. */
export function missingHours(start: number, facts: Facts, resourceId: string, schedule: Schedule): Change[] {
  const end = start + facts.service.durationMinutes;
  const missing = subtract([start, end], workingIntervals(schedule, start, end));
  const changes: Change[] = [];
  if (missing.length > 0)
    eachLocalDay(schedule.zone, missing, (from, to, midnight, day) =>
      changes.push({ kind: 'hours', resourceId, date: formatPlainDate(day), from: from - midnight, to: to - midnight }),
    );
  return changes;
}

/** Minutes since 1970 of the appointment in which the person is away. */
export function awayWithin(start: number, { service }: Facts, resourceId: string, { timeOff }: Schedule): Change[] {
  const away = intersect([start, start + service.durationMinutes], timeOff);
  return away.length === 0 ? [] : [{ kind: 'time_off', resourceId, from: away[0]!, to: away.at(-1)! }];
}

/** Every cap that is reached, of whom it is, and how many there are in its period. */
export function capsReached(start: number, facts: Facts, staffIds: readonly string[]) {
  const { caps } = facts.service;
  if (caps.length === 0) return [];
  const booked = bookedOf(facts);
  return caps.flatMap((cap) => {
    const lists =
      cap.of === 'staff'
        ? staffIds.map((id) => ({ id, starts: booked.staff.get(id) ?? [] }))
        : [{ id: null, starts: (cap.of === 'service' ? booked.service : booked.customer) ?? [] }];
    return lists
      .map(({ id, starts }) => ({ ...cap, staffId: id, count: countIn(starts, cap.per, facts.zone, start) }))
      .filter(({ count }) => count >= cap.most);
  });
}

const raised = (reached: ReturnType<typeof capsReached>): Change[] =>
  reached.map(({ of, per, count }) => {
    const same = reached.filter((cap) => cap.of === of && cap.per === per);
    return { kind: 'cap', of, per, most: Math.max(count, ...same.map((cap) => cap.count)) + 1 };
  });

/** Days between this start's date and the nearest date on which the customer comes anyway. */
export function daysToOther(start: number, facts: Facts): number {
  const day = dayOf(facts, start);
  const others = bookedOf(facts).customer ?? [];
  return Math.min(...others.map((other) => Math.abs(periodOf('day', facts.zone, other).from - day)));
}

const isBusy = (start: number, facts: Facts, resourceId: string, units: number): boolean =>
  intersect(spanOf(facts, start), takenOf(facts, resourceId, units)).length > 0;

const free = (start: number, facts: Facts, resourceId: string): Change => {
  const [from, to] = spanOf(facts, start);
  return { kind: 'free', resourceId, from, to };
};

/** How many places are taken at the fullest minute from buffer to buffer. */
function mostTaken(start: number, facts: Facts, resourceId: string): number {
  const { ranges } = busyTimesOf(facts, resourceId);
  let level = 0;
  while (intersect(spanOf(facts, start), coveredBy(ranges, level + 1)).length > 0) level++;
  return level;
}

/** What keeps an alternative from answering a need. */
function hindrances(start: number, facts: Facts, { resourceId, schedule }: Alternative, { units }: Need): Change[] {
  const capacity = (): Change => ({
    kind: 'capacity',
    resourceId,
    capacity: mostTaken(start, facts, resourceId) + units,
  });
  const room: Change[] = !isBusy(start, facts, resourceId, units)
    ? []
    : [schedule !== null && units === 1 ? free(start, facts, resourceId) : capacity()];
  if (schedule === null) return room;
  const caps = capsReached(start, facts, [resourceId]).filter(({ of }) => of === 'staff');
  return [
    ...missingHours(start, facts, resourceId, schedule),
    ...awayWithin(start, facts, resourceId, schedule),
    ...raised(caps),
    ...room,
  ];
}

/** The alternative with the fewest hindrances that would fill one more place. */
const room: Remedy = (start, facts, candidate) => {
  const { needs } = candidate;
  const able = ableAt(start, facts, candidate);
  const filled = placesFilled(needs, able);
  const helpful = needs.flatMap((need, index) =>
    alternativesOf(candidate, need)
      .filter(({ resourceId }) => !able[index]!.includes(resourceId))
      .filter(({ resourceId }) => {
        const more = able.map((ids, at) => (at === index ? [...ids, resourceId] : ids));
        return placesFilled(needs, more) > filled;
      })
      .map((alternative) => hindrances(start, facts, alternative, need)),
  );
  return helpful.sort((a, b) => a.length - b.length)[0] ?? [];
};

/** The longest gap that is still asked for and that this start respects. */
function leastGap(start: number, facts: Facts, candidate: Candidate): number | null {
  const { offer } = facts.service;
  for (let minutes = (offer.fillGapsMinutes ?? 1) - 1; minutes > 0; minutes--) {
    const service = { ...facts.service, offer: { ...offer, fillGapsMinutes: minutes } };
    if (fillingGaps([start, start + 1], { ...facts, service }, candidate).length > 0) return minutes;
  }
  return null;
}

export const REMEDIES: Readonly<Record<BrokenRule, Remedy>> = {
  past: () => [],
  notice: (start, { now }) => [{ kind: 'notice', minutes: start - Math.ceil(now / MINUTE) }],
  window,
  not_offered_then: (start, facts) => {
    const date = formatPlainDate(dayOf(facts, start));
    const { activeFrom } = facts.service;
    return [{ kind: activeFrom !== null && date < activeFrom ? 'active_from' : 'active_until', date }];
  },
  outside_hours: (start, facts, { members }) =>
    members.flatMap(({ resourceId, schedule }) => missingHours(start, facts, resourceId, schedule)),
  time_off: (start, facts, { members }) =>
    members.flatMap(({ resourceId, schedule }) => awayWithin(start, facts, resourceId, schedule)),
  cap: (start, facts, { members }) =>
    raised(
      capsReached(
        start,
        facts,
        members.map(({ resourceId }) => resourceId),
      ),
    ),
  repeat: (start, facts) => [{ kind: 'repeat', days: daysToOther(start, facts) }],
  busy: (start, facts, { members }) =>
    members
      .filter(({ resourceId }) => isBusy(start, facts, resourceId, 1))
      .map(({ resourceId }) => free(start, facts, resourceId)),
  no_room: room,
  off_grid: (start, { service }, { members: [{ schedule }] }) => {
    const wallTime = wallTimeAt(schedule.zone, start);
    return [
      { kind: 'grid', offsetMinutes: (wallTime - Math.floor(wallTime / DAY) * DAY) % service.slotIntervalMinutes },
    ];
  },
  gap: (start, facts, candidate) => [{ kind: 'fill_gaps', minutes: leastGap(start, facts, candidate) }],
  hidden: (start) => [{ kind: 'busy_share', share: Math.floor(shareOf(start) * 100) / 100 }],
};
