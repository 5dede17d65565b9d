import { busyTimesOf, type Candidate, type Facts } from './facts.domain.ts';
import { append, intersect, startsThatFit, subtract, type Intervals } from './intervals.domain.ts';
import { DAY, MINUTE } from './plain-time.domain.ts';
import { workingIntervals } from './schedule.domain.ts';
import { eachLocalDay, instantsShowing, wallTimeAt } from './zone-table.domain.ts';

/** Of the starts it is given (never none), a rule keeps those that it allows. Rules do not know of one another. */
type Rule = (starts: Intervals, facts: Facts, candidate: Candidate) => Intervals;

/** Not before now. */
const notPast: Rule = (starts, { now }) => intersect(starts, [Math.ceil(now / MINUTE), Infinity]);

/** Not before now + the notice; exactly then is soon enough. */
const withNotice: Rule = (starts, { now, service }) =>
  intersect(starts, [Math.ceil(now / MINUTE) + service.minNoticeMinutes, Infinity]);

/** On a local date not after today + the window. */
const withinWindow: Rule = (starts, { now, service }, { schedule: { zone } }) => {
  const today = Math.floor(wallTimeAt(zone, Math.floor(now / MINUTE)) / DAY);
  // From yesterday: clocks that go back just after midnight make it that date once more.
  return intersect(starts, instantsShowing(zone, (today - 1) * DAY, (today + service.windowDays + 1) * DAY));
};

/** Working hours from start to end, without a pause. Buffers may lie outside them. */
const withinHours: Rule = (starts, { service: { durationMinutes } }, { schedule }) => {
  const working = workingIntervals(schedule, starts[0]!, starts.at(-1)! + durationMinutes);
  return intersect(starts, startsThatFit(working, durationMinutes));
};

/** No time off from start to end. Buffers may reach into it. */
const notTimeOff: Rule = (starts, { service: { durationMinutes } }, { schedule }) =>
  subtract(starts, schedule.timeOff, durationMinutes - 1);

/** Room in every resource, at every minute from the buffer before to the buffer after. */
const resourcesFree: Rule = (starts, facts, { resourceIds }) => {
  const { bufferBeforeMinutes, durationMinutes, bufferAfterMinutes } = facts.service;
  return resourceIds.reduce(
    (free, id) =>
      subtract(free, busyTimesOf(facts, id).full, durationMinutes + bufferAfterMinutes - 1, bufferBeforeMinutes),
    starts,
  );
};

/** The wall clock shows midnight + the offset + whole intervals. */
const onGrid: Rule = (starts, { service }, { schedule: { zone } }) => {
  const { slotIntervalMinutes: interval, slotOffsetMinutes: offset } = service;
  if (!(interval >= 1)) throw new RangeError(`a slot interval of ${interval} minutes would never end`);
  const grid: number[] = [];
  eachLocalDay(zone, starts, (from, to, midnight) => {
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
  outside_hours: withinHours,
  time_off: notTimeOff,
  busy: resourcesFree,
  off_grid: onGrid,
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

/** How many rules a start went through before this one; a greater number is nearer to being bookable. */
export const progressOf = (broken: BrokenRule): number => IN_ORDER.findIndex(([name]) => name === broken);
