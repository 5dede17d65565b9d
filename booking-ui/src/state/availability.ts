import type { Client, SlotDay } from '@bookme/core/client';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import { addDays, earlier, later, type Day } from '../calendar/days.ts';
import { createAttempt } from './attempt.ts';

export const PARTS = ['morning', 'afternoon', 'evening'] as const;
export type Part = (typeof PARTS)[number];
export interface SlotTime {
  at: string;
  /** Taken elsewhere a moment ago: still drawn, struck, and no longer to be chosen. */
  gone: boolean;
}
export interface DayTimes {
  free: number;
  /** Of starts that the clock shows twice that night: `+02:00` and `+01:00`. */
  offsets?: Record<string, string> | undefined;
  /** Absent until the day's times are loaded. */
  parts?: Record<Part, SlotTime[]>;
}
export interface Wanted {
  serviceId: string;
  staffId: string | undefined;
  timeZone: string;
  /** Not the service's own length. */
  durationMinutes?: number | undefined;
  /** With commas. */
  addonIds?: string | undefined;
  link?: string | undefined;
}

/** The API answers at most 42 days at once. */
const LONGEST_RANGE = 41;
const FADE_MS = 450;

export const slotsOf = (times: DayTimes | undefined): SlotTime[] =>
  times?.parts ? PARTS.flatMap((part) => times.parts![part]) : [];

/** The fresh times of a part, with those that vanished since kept as gone. */
export const mergeSlots = (known: readonly SlotTime[], fresh: readonly string[]): SlotTime[] =>
  [
    ...fresh.map((at) => ({ at, gone: false })),
    ...known.filter(({ at }) => !fresh.includes(at)).map(({ at }) => ({ at, gone: true })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1));

/** Free days and times of one service, kept while the visitor steps to and fro, renewed by `refresh`. */
export function createAvailability(api: Client) {
  const days = shallowReactive(new Map<Day, DayTimes>());
  const wanted = shallowRef<Wanted>();
  const counts = createAttempt();
  const times = createAttempt();
  const timesReady = ref(0);
  /** What is shown, and whether its counts are here. */
  const shown = shallowRef<{ from: Day; to: Day; ready: boolean }>();
  // The number of the latest request answered, a day: an older answer that comes late changes nothing.
  const counted = new Map<Day, number>();
  const listed = new Map<Day, number>();
  let epoch = 0;
  let requests = 0;

  const query = (from: Day, to: Day) => ({ ...wanted.value!, from, to });

  function dropGone(date: Day): void {
    const known = days.get(date);
    if (!known?.parts) return;
    const rest = (part: Part): SlotTime[] => known.parts![part].filter(({ gone }) => !gone);
    days.set(date, {
      ...known,
      parts: { morning: rest('morning'), afternoon: rest('afternoon'), evening: rest('evening') },
    });
  }

  function keep(day: SlotDay, request: number): void {
    if ((listed.get(day.date) ?? 0) > request) return;
    listed.set(day.date, request);
    const known = days.get(day.date)?.parts;
    const merged = (part: Part): SlotTime[] => mergeSlots(known?.[part] ?? [], day[part]);
    const parts = { morning: merged('morning'), afternoon: merged('afternoon'), evening: merged('evening') };
    days.set(day.date, { free: day.free, parts, offsets: day.offsets });
    if (PARTS.some((part) => parts[part].some(({ gone }) => gone))) setTimeout(() => dropGone(day.date), FADE_MS);
  }

  const loadCounts = (from: Day, to: Day): Promise<void> =>
    counts.run(async () => {
      const [begun, request] = [epoch, ++requests];
      const answer = await api('GET /availability/days', { query: query(from, to) });
      if (begun !== epoch) return;
      for (const { date, free } of answer.days) {
        if ((counted.get(date) ?? 0) > request) continue;
        counted.set(date, request);
        days.set(date, { ...days.get(date), free });
      }
      const range = shown.value;
      if (range && from <= range.from && to >= range.to) shown.value = { ...range, ready: true };
    });

  const loadTimes = (from: Day, to: Day): Promise<void> =>
    times.run(async () => {
      const [begun, request] = [epoch, ++requests];
      const answer = await api('GET /availability', { query: query(from, to) });
      if (begun !== epoch) return;
      for (const day of answer.days) keep(day, request);
      timesReady.value += 1;
    });

  return {
    days,
    wanted,
    shown,
    counts,
    times,
    /** Rises with each answer that brought times: what a live region waits for. */
    timesReady,
    /** The days of which something is known, in whatever zone: one more on each side. */
    looked: computed((): readonly [Day, Day] | null => {
      const known = [...days.keys(), ...(shown.value ? [shown.value.from, shown.value.to] : [])].toSorted();
      return known.length > 0 ? [addDays(known[0]!, -1), addDays(known.at(-1)!, 1)] : null;
    }),
    fullest: computed(() => Math.max(1, ...[...days.values()].map(({ free }) => free))),
    /** Another service, choice, member of staff or zone: nothing known holds any more. */
    want(next: Wanted): void {
      if (JSON.stringify(wanted.value) === JSON.stringify(next)) return;
      epoch += 1;
      days.clear();
      counted.clear();
      listed.clear();
      wanted.value = next;
      shown.value = undefined;
    },
    show(from: Day, to: Day): Promise<void> {
      shown.value = { from, to, ready: false };
      return loadCounts(from, to);
    },
    async open(from: Day, to: Day, day: Day): Promise<void> {
      if (!days.get(day)?.parts) await loadTimes(from, to);
    },
    /** The first free day after one, looking 126 days ahead; nothing when there is none. */
    async nextFreeDay(after: Day): Promise<Day | undefined> {
      let from = addDays(after, 1);
      for (let tries = 0; tries < 3; tries += 1) {
        const answer = await api('GET /availability/days', { query: query(from, addDays(from, LONGEST_RANGE)) });
        const found = answer.days.find(({ free }) => free > 0);
        if (found) return found.date;
        from = addDays(from, LONGEST_RANGE + 1);
      }
      return undefined;
    },
    /** @param changed days in the location's zone, which may be the visitor's day before or after; null: all */
    async refresh(changed: readonly Day[] | null): Promise<void> {
      if (!wanted.value) return;
      const touched = changed?.toSorted();
      const from = touched?.[0] ? addDays(touched[0], -1) : '0000';
      const to = touched?.length ? addDays(touched.at(-1)!, 1) : '9999';
      const open = [...days].filter(([date, { parts }]) => parts && date >= from && date <= to).map(([date]) => date);
      const [first, last] = [open.toSorted()[0], open.toSorted().at(-1)];
      const range = shown.value && { from: later(shown.value.from, from), to: earlier(shown.value.to, to) };
      await Promise.all([
        range && range.from <= range.to ? loadCounts(range.from, range.to) : undefined,
        first && last ? loadTimes(first, earlier(last, addDays(first, LONGEST_RANGE))) : undefined,
      ]);
    },
  };
}

export type Availability = ReturnType<typeof createAvailability>;
