import type { Facts } from '../engine/facts.domain.ts';
import { coveredBy } from '../time/intervals.domain.ts';
import type { Why } from './rule-changes.contract.ts';
import { judge, type BrokenRule } from '../engine/rules.domain.ts';
import type { Schedule } from '../engine/schedule.domain.ts';
import { WITHOUT_LIMITS, type ServiceRules } from '../engine/service-rules.domain.ts';
import { type ZoneTable } from '../time/zone-table.domain.ts';

// Whether a booking that was made would still be allowed by other rules, on its own terms: its length and buffers, and
// whom and what it took, are as it was sold. Notice, window, grid and limits were kept when it was made.

/** Minutes since 1970. */
export interface Standing {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly staffIds: readonly string[];
  /** Rooms and equipment. */
  readonly roomIds: readonly string[];
}

/** What the rules say on the day of a booking. */
export interface Stage {
  readonly rules: ServiceRules;
  readonly zone: ZoneTable;
  readonly everyone: ReadonlyMap<string, Schedule | null>;
  readonly active: ReadonlySet<string>;
  readonly capacities: ReadonlyMap<string, number>;
  /** All that occupies a room, flat pairs of minutes; one that is missing cannot be too full. */
  readonly occupied: ReadonlyMap<string, readonly number[]>;
}

const WHY: Partial<Record<BrokenRule, Why>> = {
  not_offered_then: 'not_offered_then',
  outside_hours: 'outside_hours',
  time_off: 'time_off',
};

/** Why the booking would not be allowed; null when it would. */
export function whyAffected(booking: Standing, stage: Stage): Why | null {
  const { startsAt, endsAt, staffIds, roomIds } = booking;
  const { rules, zone, everyone, active, capacities, occupied } = stage;
  if (!rules.active) return 'service_inactive';
  if (staffIds.some((id) => !active.has(id))) return 'staff_inactive';
  if (roomIds.some((id) => !active.has(id))) return 'resource_inactive';
  const [lead, ...others] = staffIds.map((resourceId) => ({ resourceId, schedule: everyone.get(resourceId) }));
  if (!lead?.schedule || others.some(({ schedule }) => !schedule)) return 'not_their_service';

  const members = [lead, ...others].map(({ resourceId, schedule }) => ({ resourceId, schedule: schedule! }));
  const candidate = { staffId: lead.resourceId, position: 0, weight: 1, needs: [] };
  const facts: Facts = {
    now: 0,
    zone,
    service: {
      ...rules,
      ...WITHOUT_LIMITS,
      activeFrom: rules.activeFrom,
      activeUntil: rules.activeUntil,
      durationMinutes: endsAt - startsAt,
      minNoticeMinutes: 0,
      slotIntervalMinutes: 1,
      slotOffsetMinutes: 0,
      window: { kind: 'range', from: '2000-01-01', to: '2099-12-31' },
    },
    candidates: [],
    busy: new Map(members.map(({ resourceId }) => [resourceId, { ranges: [], capacity: 1, full: [] }])),
  };
  for (const member of members) {
    const { broken } = judge([startsAt, startsAt + 1], facts, { ...candidate, members: [member] });
    if (broken !== null) return WHY[broken] ?? 'outside_hours';
  }
  return roomIds.some((id) => isShut(everyone.get(id)) || isTooFull(id)) ? 'no_room' : null;

  function isShut(schedule: Schedule | null | undefined): boolean {
    if (!schedule) return false;
    const room = { resourceId: lead!.resourceId, schedule };
    return judge([startsAt, startsAt + 1], facts, { ...candidate, members: [room] }).broken !== null;
  }

  function isTooFull(id: string): boolean {
    const tooMany = coveredBy(occupied.get(id) ?? [], (capacities.get(id) ?? 1) + 1);
    for (let i = 0; i < tooMany.length; i += 2) if (tooMany[i]! < endsAt && startsAt < tooMany[i + 1]!) return true;
    return false;
  }
}
