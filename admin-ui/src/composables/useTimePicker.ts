import { computed, type Ref, shallowRef, watch } from 'vue';
import { addDays, type PlainDay } from '../time/days.ts';
import { hhmm, minuteOf, roundUp } from '../time/minutes.ts';
import { createZone, toIso } from '../time/zone.ts';
import { type Asked, useFreeDays, useSlots } from './useAvailability.ts';
import { useNow } from './useNow.ts';

/** How far "next day with free times" looks. */
const LOOK_AHEAD = 41;

interface Options {
  asked: () => Asked;
  /** Instant or plain day at which the picker opens; today without one. */
  around: string | undefined;
  chosen: Ref<string | undefined>;
}

/** A day and a time of it. What is offered is free; any other minute may be given too, and the server judges it. */
export function useTimePicker({ asked, around, chosen }: Options) {
  const zone = computed(() => createZone(asked().timeZone));
  const now = useNow();
  const wallNow = computed(() => zone.value.wallOf(now.value));
  const today = computed(() => wallNow.value.day);
  const startDay = around && (around.includes('T') ? zone.value.wallOf(around).day : around);
  const day = shallowRef<PlainDay>(startDay && startDay > today.value ? startDay : today.value);

  const slots = useSlots(asked, day);
  const parts = computed(() => {
    const { morning = [], afternoon = [], evening = [] } = slots.data.value ?? {};
    return (
      [
        ['morning', morning],
        ['afternoon', afternoon],
        ['evening', evening],
      ] as const
    ).filter(([, times]) => times.length > 0);
  });
  const times = computed(() => parts.value.flatMap(([, part]) => part));

  const shownMonth = shallowRef<{ from: PlainDay; to: PlainDay }>();
  const free = useFreeDays(asked, shownMonth);
  const hasNone = computed(() => slots.data.value !== undefined && times.value.length === 0);
  const ahead = useFreeDays(asked, () =>
    hasNone.value ? { from: addDays(day.value, 1), to: addDays(day.value, LOOK_AHEAD) } : undefined,
  );
  const nextFreeDay = computed(
    () => [...(ahead.value ?? [])].find(([date, count]) => count > 0 && date > day.value)?.[0],
  );

  /** The minute for somebody who stands at the desk: the next full five. */
  const nowAt = computed(() =>
    day.value === today.value
      ? toIso(zone.value.instantOf({ day: day.value, minute: roundUp(wallNow.value.minute, 5) }))
      : undefined,
  );
  const clock = computed({
    get: () => {
      if (chosen.value === undefined) return '';
      const wall = zone.value.wallOf(chosen.value);
      return wall.day === day.value ? hhmm(wall.minute) : '';
    },
    set: (text) => {
      const minute = minuteOf(text);
      chosen.value = minute === undefined ? undefined : toIso(zone.value.instantOf({ day: day.value, minute }));
    },
  });

  // A time belongs to its day: another day starts afresh.
  watch(day, (next) => {
    if (chosen.value !== undefined && zone.value.wallOf(chosen.value).day !== next) chosen.value = undefined;
  });
  // An alternative may lie on another day.
  watch(chosen, (at) => {
    if (at !== undefined) day.value = zone.value.wallOf(at).day;
  });

  return { day, today, slots, parts, times, hasNone, nextFreeDay, free, shownMonth, nowAt, clock };
}
