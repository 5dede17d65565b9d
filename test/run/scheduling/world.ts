import { readBusyTimes, type BusyTimes } from '../../../core/modules/availability/engine/busy.domain.ts';
import type { Candidate, Facts, Need, Person, Turns } from '../../../core/modules/availability/engine/facts.domain.ts';
import { example, type Example } from '../../../core/testing/availability/offers.ts';

type Busy = NonNullable<Example['busy']>;

export interface Someone extends Omit<Example, 'service' | 'now' | 'holidays' | 'booked'> {
  readonly id: string;
  readonly weight?: number;
}

export interface World extends Pick<Example, 'service' | 'now' | 'holidays' | 'booked' | 'timeZone'> {
  readonly people: readonly Someone[];
  readonly rooms?: readonly { readonly id: string; readonly capacity?: number; readonly busy?: Busy }[];
  readonly needs?: readonly Need[];
  /** All of them serve at once. */
  readonly together?: boolean;
  readonly turns?: Turns;
}

const minute = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds / 60_000;

/** What the engine is told of several people and rooms. */
export function worldOf({ people, rooms = [], needs = [], together = false, turns, ...shared }: World): Facts {
  const facts = people.map((one) => example({ ...shared, ...one }));
  const members = facts.map((one, index): Person => ({
    resourceId: people[index]!.id,
    schedule: one.candidates[0]!.members[0].schedule,
  }));
  const candidateOf = (of: readonly Person[], position: number): Candidate => ({
    staffId: of[0]!.resourceId,
    position,
    weight: people[position]!.weight ?? 1,
    members: [of[0]!, ...of.slice(1)],
    needs,
  });
  const busy = new Map<string, BusyTimes>(
    people.map(({ id }, index) => [id, facts[index]!.busy.get('anna')!] as const),
  );
  for (const { id, capacity = 1, busy: ranges = [] } of rooms)
    busy.set(id, readBusyTimes(ranges.map(([from, to]) => `${minute(from)}-${minute(to)}`).join(','), capacity));
  const [first] = facts;
  return {
    ...first!,
    booked: { ...first!.booked!, staff: new Map(people.map(({ id }) => [id, first!.booked!.service])) },
    candidates: together ? [candidateOf(members, 0)] : members.map((one, index) => candidateOf([one], index)),
    busy,
    ...(turns ? { turns } : {}),
  };
}
