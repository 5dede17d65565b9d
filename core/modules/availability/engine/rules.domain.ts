import { bookedOf, takenOf, type Candidate, type Facts } from './facts.domain.ts';
import { append, intersect, subtract, type Intervals } from '../time/intervals.domain.ts';
import { withRoom } from './needs.domain.ts';
import { fillingGaps, lookingBusy } from './offer.domain.ts';
import { DAY, MINUTE, parsePlainDate } from '../time/plain-time.domain.ts';
import { atWork, datesOf, notAway, periodOf, underCaps, underStaffCaps } from './presence.domain.ts';
import { bookableDates } from './window.domain.ts';
import { eachLocalDay, instantsShowing } from '../time/zone-table.domain.ts';

/** Of the starts it is given (never none), a rule keeps those that it allows. Rules do not know of one another. */
type Rule = (starts: Intervals, facts: Facts, candidate: Candidate) => Intervals;

/** Not before now. */
const notPast: Rule = (starts, { now }) => intersect(starts, [Math.ceil(now / MINUTE), Infinity]);

/** Not before now + the notice; exactly then is soon enough. */
const withNotice: Rule = (starts, { now, service }) =>
  intersect(starts, [Math.ceil(now / MINUTE) + service.minNoticeMinutes, Infinity]);

/** On a date that can be booked now. */
const withinWindow: Rule = (starts, facts) => intersect(starts, bookableDates(facts));

/** On a date on which the service is offered. */
const offeredThen: Rule = (starts, { zone, service: { activeFrom, activeUntil } }) => {
  if (activeFrom === null && activeUntil === null) return starts;
  const from = activeFrom === null ? zone.eras[0]!.from - DAY : parsePlainDate(activeFrom) * DAY;
  const to = activeUntil === null ? zone.eras.at(-1)!.to + DAY : (parsePlainDate(activeUntil) + 1) * DAY;
  return intersect(starts, instantsShowing(zone, from, to));
};

const withinHours: Rule = (starts, { service: { durationMinutes } }, { members }) =>
  members.reduce((kept, { schedule }) => atWork(kept, schedule, durationMinutes), starts);

const notTimeOff: Rule = (starts, { service: { durationMinutes } }, { members }) =>
  members.reduce((kept, { schedule }) => notAway(kept, schedule, durationMinutes), starts);

/** On a date, and in a week, that has fewer bookings of the service, of each member and of the customer than it may. */
const withinCaps: Rule = (starts, facts, { members }) => {
  const { caps } = facts.service;
  if (caps.length === 0) return starts;
  const { service, customer } = bookedOf(facts);
  const of = (who: 'service' | 'customer') => caps.filter((cap) => cap.of === who);
  const kept = underCaps(underCaps(starts, facts, service, of('service')), facts, customer ?? [], of('customer'));
  return members.reduce((left, { resourceId }) => underStaffCaps(left, facts, resourceId), kept);
};

/** So many days from the dates of the customer's other bookings of the service, before and after. */
const notTooSoonAgain: Rule = (starts, facts) => {
  const days = facts.service.repeatAfterDays;
  const others = days === 0 ? null : bookedOf(facts).customer;
  if (others === null) return starts;
  const near = others.map((instant) => periodOf('day', facts.zone, instant).from);
  const blocked = near.map((day) => ({ from: day - days + 1, to: day + days }));
  return subtract(starts, datesOf(blocked, facts.zone));
};

/** No member has anything else to do at any minute from the buffer before to the buffer after. */
const membersFree: Rule = (starts, facts, { members }) => {
  const { bufferBeforeMinutes, durationMinutes, bufferAfterMinutes } = facts.service;
  const before = durationMinutes + bufferAfterMinutes - 1;
  return members.reduce(
    (free, { resourceId }) => subtract(free, takenOf(facts, resourceId, 1), before, bufferBeforeMinutes),
    starts,
  );
};

/** Every need finds its resources, from the buffer before to the buffer after. */
const needsMet: Rule = (starts, facts, candidate) =>
  candidate.needs.length === 0 ? starts : withRoom(starts, facts, candidate);

/** The lead's wall clock shows midnight + the offset + whole intervals. */
const onGrid: Rule = (starts, { service }, { members: [lead] }) => {
  const { slotIntervalMinutes: interval, slotOffsetMinutes: offset } = service;
  if (!(interval >= 1)) throw new RangeError(`a slot interval of ${interval} minutes would never end`);
  const grid: number[] = [];
  eachLocalDay(lead.schedule.zone, starts, (from, to, midnight) => {
    const first = midnight + offset;
    const skipped = Math.ceil((from - first) / interval); // 0 before the first, since the offset is less than an interval
    for (let at = first + skipped * interval; at < to; at += interval) append(grid, at, at + 1);
  });
  return grid;
};

/** Under the name of the reason that a start is refused for. The order decides which of several reasons is told. */
export const RULES = {
  past: notPast,
  notice: withNotice,
  window: withinWindow,
  not_offered_then: offeredThen,
  outside_hours: withinHours,
  time_off: notTimeOff,
  cap: withinCaps,
  repeat: notTooSoonAgain,
  busy: membersFree,
  no_room: needsMet,
  off_grid: onGrid,
  gap: fillingGaps,
  hidden: lookingBusy,
} as const satisfies Record<string, Rule>;

export type BrokenRule = keyof typeof RULES;

const IN_ORDER = Object.entries(RULES) as [BrokenRule, Rule][];

/**
 * The engine: what all rules keep of the starts, and the first rule that kept nothing. Listing asks it about a month,
 * booking about one minute; so nothing can be offered that cannot be booked, nor refused without a reason.
 */
export function judge(
  starts: Intervals,
  facts: Facts,
  candidate: Candidate,
): { starts: Intervals; broken: BrokenRule | null } {
  let kept = starts;
  let broken: BrokenRule | null = null;
  for (const [name, rule] of IN_ORDER) {
    if (kept.length === 0) break;
    kept = rule(kept, facts, candidate);
    if (kept.length === 0) broken = name;
  }
  return { starts: kept, broken };
}

/** Whether clocks are known around it: the years 2000 to 2099. What lies outside is past or beyond every window. */
export const isWithinTables = (start: number, { zone: { eras } }: Facts): boolean =>
  start >= eras[0]!.from + 3 * DAY && start < eras.at(-1)!.to - 3 * DAY;

/** Every rule that a start breaks, in order; the first is the one that `judge` names, and outside the tables the only one. */
export function brokenRules(start: number, facts: Facts, candidate: Candidate): BrokenRule[] {
  if (!isWithinTables(start, facts)) {
    const { broken } = judge([start, start + 1], facts, candidate);
    return broken === null ? [] : [broken];
  }
  return IN_ORDER.filter(([, rule]) => rule([start, start + 1], facts, candidate).length === 0).map(([name]) => name);
}

/** How many rules a start went through before this one; a greater number is nearer to being bookable. */
export const progressOf = (broken: BrokenRule): number => IN_ORDER.findIndex(([name]) => name === broken);
