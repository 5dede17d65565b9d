import type { Candidate, Facts } from './facts.domain.ts';
import { coveredBy, subtract, union } from '../time/intervals.domain.ts';
import { parsePlainDate } from '../time/plain-time.domain.ts';
import { hoursOf, type Schedule } from './schedule.domain.ts';
import type { Cap } from './service-rules.domain.ts';

/** The smallest change of one rule that would let a start through. Minutes, dates, instants: as in the rule itself. */
export type Change =
  | { readonly kind: 'notice'; readonly minutes: number }
  | { readonly kind: 'window_days'; readonly days: number }
  | { readonly kind: 'window_from' | 'window_to' | 'active_from' | 'active_until'; readonly date: string }
  /** Working hours on that date, in minutes of the day. */
  | {
      readonly kind: 'hours';
      readonly resourceId: string;
      readonly date: string;
      readonly from: number;
      readonly to: number;
    }
  /** No time off in [from, to), minutes since 1970: the absence is shortened, or given up where nothing of it is left. */
  | { readonly kind: 'time_off'; readonly resourceId: string; readonly from: number; readonly to: number }
  | { readonly kind: 'cap'; readonly of: Cap['of']; readonly per: Cap['per']; readonly most: number }
  | { readonly kind: 'repeat'; readonly days: number }
  /** What occupies the person in [from, to), minutes since 1970, is moved. */
  | { readonly kind: 'free'; readonly resourceId: string; readonly from: number; readonly to: number }
  | { readonly kind: 'capacity'; readonly resourceId: string; readonly capacity: number }
  | { readonly kind: 'grid'; readonly offsetMinutes: number }
  | { readonly kind: 'fill_gaps'; readonly minutes: number | null }
  | { readonly kind: 'busy_share'; readonly share: number };

/** The same facts with one rule changed. Of persons only those of this candidate. */
export function withChange(facts: Facts, candidate: Candidate, change: Change): { facts: Facts; candidate: Candidate } {
  const { service } = facts;
  const rules = (changed: Partial<typeof service>) => ({
    facts: { ...facts, service: { ...service, ...changed } },
    candidate,
  });
  const person = (id: string, changed: (schedule: Schedule) => Partial<Schedule>) => {
    const apply = <T extends { resourceId: string; schedule: Schedule | null }>(one: T): T =>
      one.resourceId === id && one.schedule ? { ...one, schedule: { ...one.schedule, ...changed(one.schedule) } } : one;
    const [lead, ...others] = candidate.members;
    return {
      facts,
      candidate: {
        ...candidate,
        members: [apply(lead), ...others.map(apply)] as const,
        needs: candidate.needs.map((need) => ({ ...need, anyOf: need.anyOf.map(apply) })),
      },
    };
  };
  switch (change.kind) {
    case 'notice':
      return rules({ minNoticeMinutes: change.minutes });
    case 'window_days':
      return service.window.kind === 'range' ? rules({}) : rules({ window: { ...service.window, days: change.days } });
    case 'window_from':
      return service.window.kind === 'range' ? rules({ window: { ...service.window, from: change.date } }) : rules({});
    case 'window_to':
      return service.window.kind === 'range' ? rules({ window: { ...service.window, to: change.date } }) : rules({});
    case 'active_from':
      return rules({ activeFrom: change.date });
    case 'active_until':
      return rules({ activeUntil: change.date });
    case 'cap': {
      const isIt = (cap: Cap) => cap.of === change.of && cap.per === change.per;
      return rules({ caps: service.caps.map((cap) => (isIt(cap) ? { ...cap, most: change.most } : cap)) });
    }
    case 'repeat':
      return rules({ repeatAfterDays: change.days });
    case 'grid':
      return rules({ slotOffsetMinutes: change.offsetMinutes });
    case 'fill_gaps':
      return rules({ offer: { ...service.offer, fillGapsMinutes: change.minutes } });
    case 'busy_share':
      return rules({ offer: { ...service.offer, busyShare: change.share } });
    case 'hours':
      return person(change.resourceId, (schedule) => {
        const day = parsePlainDate(change.date);
        const hours = union([...hoursOf(schedule, day), change.from, change.to]);
        return { overrides: new Map([...schedule.overrides, [day, hours]]) };
      });
    case 'time_off':
      return person(change.resourceId, ({ timeOff }) => ({ timeOff: subtract(timeOff, [change.from, change.to]) }));
    case 'free':
    case 'capacity':
      return {
        facts: { ...facts, busy: new Map([...facts.busy, [change.resourceId, loosened(facts, change)]]) },
        candidate,
      };
  }
}

function loosened({ busy }: Facts, change: Extract<Change, { kind: 'free' | 'capacity' }>) {
  const { ranges, capacity } = busy.get(change.resourceId)!;
  if (change.kind === 'capacity')
    return { ranges, capacity: change.capacity, full: coveredBy(ranges, change.capacity) };
  const rest: number[] = [];
  for (let i = 0; i < ranges.length; i += 2)
    if (ranges[i]! >= change.to || ranges[i + 1]! <= change.from) rest.push(ranges[i]!, ranges[i + 1]!);
  return { ranges: rest, capacity, full: coveredBy(rest, capacity) };
}
