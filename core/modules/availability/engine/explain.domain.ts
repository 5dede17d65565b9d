import { invalidInstant } from '../availability.errors.ts';
import { withChange, type Change } from './changes.domain.ts';
import type { Candidate, Facts } from './facts.domain.ts';
import { minutesOf } from '../time/intervals.domain.ts';
import { ableAt, alternativesOf } from './needs.domain.ts';
import { formatPlainDate, MINUTE } from '../time/plain-time.domain.ts';
import type { DayRange } from '../time/range.domain.ts';
import { capsReached, daysToOther, REMEDIES, spanOf } from './remedies.domain.ts';
import { brokenRules, isWithinTables, judge, type BrokenRule } from './rules.domain.ts';
import { hoursOf } from './schedule.domain.ts';
import { lastDayOf } from './window.domain.ts';
import { dayAt } from '../time/zone-table.domain.ts';

/** One rule that a start breaks. What is told beside its name depends on it; instants are epoch milliseconds. */
export interface Broken {
  readonly rule: BrokenRule;
  /** Of whom: the member who is not at work, away or busy. */
  readonly resourceIds?: readonly string[];
  /** `notice`: the earliest start; `window`, `not_offered_then`: dates; `time_off`, `busy`: instants of what is in the way. */
  readonly from?: number | string | null;
  readonly to?: number | string | null;
  /** `outside_hours`: those of the lead on the local date of the start, minutes of the day. */
  readonly hours?: readonly { readonly from: number; readonly to: number }[];
  /** `cap`: those that are reached. */
  readonly caps?: ReturnType<typeof capsReached>;
  /** `repeat`: days asked for, and days to the customer's nearest booking. */
  readonly days?: number;
  readonly daysBetween?: number;
  /** `no_room`: each need, how many it wants and how many could. */
  readonly needs?: readonly {
    readonly name: string;
    readonly count: number;
    readonly units: number;
    readonly able: number;
  }[];
}

export interface CandidateExplanation {
  readonly staffId: string;
  /** Every rule that is broken, in the order of the rules; none: it can be booked with them. */
  readonly broken: readonly Broken[];
  /** What together would open the start, fewest first; null: nothing would (it is past, not on a whole minute, or centuries away). */
  readonly changes: readonly Change[] | null;
  /** Epoch milliseconds of their free start nearest to it, where nearby days were given. */
  readonly nearest: number | null;
}

export interface Explanation {
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly candidates: readonly CandidateExplanation[];
  /** Who could be had with the fewest changes. */
  readonly smallest: { readonly staffId: string; readonly changes: readonly Change[] } | null;
}

/**
 * Why a start is not offered, and the smallest change that would open it; by the rules that judge it.
 * @param startsAt epoch milliseconds
 * @param staffId whom the customer asked for; left out: everyone
 * @param nearby days around it, within the busy times of the facts, in which the nearest free start is looked for
 * @throws `instant.invalid` for what is not a whole number of milliseconds
 */
export function explain(facts: Facts, startsAt: number, staffId?: string, nearby?: DayRange): Explanation {
  if (!Number.isSafeInteger(startsAt)) throw invalidInstant('startsAt');
  const start = Math.floor(startsAt / MINUTE);
  const isWhole = start * MINUTE === startsAt;
  const candidates = facts.candidates
    .filter((candidate) => staffId === undefined || candidate.staffId === staffId)
    .map((candidate): CandidateExplanation => {
      const names = brokenRules(start, facts, candidate);
      if (!isWhole && !names.includes('off_grid')) names.push('off_grid');
      return {
        staffId: candidate.staffId,
        broken: names.map((rule) => detailOf(rule, start, facts, candidate)),
        changes: isWhole && isWithinTables(start, facts) ? changesFor(start, facts, candidate) : null,
        nearest: nearby ? nearestFree(startsAt, facts, candidate, nearby) : null,
      };
    });
  const openable = candidates.flatMap(({ staffId: id, changes }) => (changes ? [{ staffId: id, changes }] : []));
  const smallest = openable.toSorted((a, b) => a.changes.length - b.changes.length)[0] ?? null;
  return { startsAt, candidates, smallest };
}

/** Each change may bring another rule into play (longer hours, a gap), so the start is judged anew after each. */
const MOST_STEPS = 50;

function changesFor(start: number, facts: Facts, candidate: Candidate): Change[] | null {
  const changes: Change[] = [];
  let world = { facts, candidate };
  for (let step = 0; step < MOST_STEPS; step++) {
    const { broken } = judge([start, start + 1], world.facts, world.candidate);
    if (broken === null) return changes;
    const next = REMEDIES[broken](start, world.facts, world.candidate);
    if (next.length === 0) return null;
    for (const change of next) world = withChange(world.facts, world.candidate, change);
    changes.push(...next);
  }
  throw new Error(`no end to the changes for ${start} with ${candidate.staffId}`);
}

function nearestFree(startsAt: number, facts: Facts, candidate: Candidate, nearby: DayRange): number | null {
  let nearest: number | null = null;
  for (const start of minutesOf(judge(nearby.instants, facts, candidate).starts)) {
    const instant = start * MINUTE;
    if (nearest === null || Math.abs(instant - startsAt) < Math.abs(nearest - startsAt)) nearest = instant;
  }
  return nearest;
}

function detailOf(rule: BrokenRule, start: number, facts: Facts, candidate: Candidate): Broken {
  const { service, now } = facts;
  const { members, needs } = candidate;
  const [lead] = members;
  const changes =
    rule === 'outside_hours' || rule === 'time_off' || rule === 'busy' ? REMEDIES[rule](start, facts, candidate) : [];
  const resourceIds = [...new Set(changes.flatMap((change) => ('resourceId' in change ? [change.resourceId] : [])))];
  switch (rule) {
    case 'notice':
      return { rule, from: now + service.minNoticeMinutes * MINUTE };
    case 'window':
      return {
        rule,
        from: service.window.kind === 'range' ? service.window.from : null,
        to: formatPlainDate(lastDayOf(facts)),
      };
    case 'not_offered_then':
      return { rule, from: service.activeFrom, to: service.activeUntil };
    case 'outside_hours': {
      const hours = hoursOf(lead.schedule, dayAt(lead.schedule.zone, start));
      const pairs = Array.from({ length: hours.length / 2 }, (_, i) => ({
        from: hours[2 * i]!,
        to: hours[2 * i + 1]!,
      }));
      return { rule, resourceIds, hours: pairs };
    }
    case 'time_off': {
      const end = start + service.durationMinutes;
      const away = members.flatMap(({ schedule }) =>
        schedule.absences.filter(({ from, to }) => from < end && start < to),
      );
      return { rule, resourceIds, ...around(away) };
    }
    case 'cap':
      return { rule, caps: capsReached(start, facts, members.map(({ resourceId }) => resourceId)) }; // prettier-ignore
    case 'repeat':
      return { rule, days: service.repeatAfterDays, daysBetween: daysToOther(start, facts) };
    case 'busy': {
      const [from, to] = spanOf(facts, start);
      return { rule, resourceIds, from: from * MINUTE, to: to * MINUTE };
    }
    case 'no_room': {
      const able = ableAt(start, facts, candidate);
      const told = needs.map(({ name, count, units }, index) => ({ name, count, units, able: able[index]!.length }));
      const short = needs.filter((need, index) => able[index]!.length < need.count);
      return { rule, needs: told, resourceIds: short.flatMap((need) => alternativesOf(candidate, need).map((one) => one.resourceId)) }; // prettier-ignore
    }
    default:
      return { rule };
  }
}

const around = (spans: readonly { readonly from: number; readonly to: number }[]) =>
  spans.length === 0
    ? {}
    : {
        from: Math.min(...spans.map(({ from }) => from)) * MINUTE,
        to: Math.max(...spans.map(({ to }) => to)) * MINUTE,
      };
