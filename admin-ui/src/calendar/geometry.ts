import { clamp, roundTo } from '../time/minutes.ts';

/** Sizes of the day grid in CSS pixels. */
export const GRID = {
  perMinute: 1.6,
  axis: 60,
  head: 52,
  leastColumn: 168,
  overscan: 2,
  /** Drags and clicks land on multiples of this many minutes. */
  step: 15,
} as const;

export const DAY_MINUTES = 1440;

/** Few columns share the width that there is; many keep their least width and scroll. */
export const columnWidth = (viewport: number, count: number): number =>
  Math.max(GRID.leastColumn, Math.floor((viewport - GRID.axis) / Math.max(count, 1)));

export interface Range {
  first: number;
  /** Exclusive. */
  last: number;
}

/** Columns in sight and a few to each side. `scroll` may be negative, as it is in right-to-left pages. */
export function columnsInSight(scroll: number, viewport: number, width: number, count: number): Range {
  const from = Math.floor(Math.abs(scroll) / width) - GRID.overscan;
  const to = Math.ceil((Math.abs(scroll) + viewport - GRID.axis) / width) + GRID.overscan;
  return { first: clamp(from, 0, count), last: clamp(to, 0, count) };
}

/** Where the line of this moment lies, or undefined on any other day. */
export const nowLine = (now: { day: string; minute: number }, day: string): number | undefined =>
  now.day === day ? now.minute * GRID.perMinute : undefined;

/** A place in the grid's content, measured from the beginning of the line and from below the heads. */
export interface Place {
  column: number;
  minute: number;
}

/** The place under a point; the minute is rounded down to the step, as a click means the row it hits. */
export function placeAt(inline: number, block: number, width: number, count: number): Place | undefined {
  const column = Math.floor((inline - GRID.axis) / width);
  const minute = Math.floor(block / GRID.perMinute / GRID.step) * GRID.step;
  if (column < 0 || column >= count || minute < 0 || minute >= DAY_MINUTES) return undefined;
  return { column, minute };
}

/** Where a dragged booking would land: it keeps its length inside the day and stays where it was grabbed. */
export function dropPlace(
  inline: number,
  block: number,
  { width, count, grabbed, length }: { width: number; count: number; grabbed: number; length: number },
): Place {
  return {
    column: clamp(Math.floor((inline - GRID.axis) / width), 0, Math.max(count - 1, 0)),
    minute: clamp(roundTo((block - grabbed) / GRID.perMinute, GRID.step), 0, Math.max(DAY_MINUTES - length, 0)),
  };
}

/**
 * The minute at the top of the grid when a day opens: an hour before now while there is something left of the day, else
 * a little before its first thing.
 */
export function firstInSight(now: number | undefined, spans: readonly { start: number; end: number }[]): number {
  const begin = Math.min(...spans.map(({ start }) => start), spans.length === 0 ? 540 : DAY_MINUTES);
  const end = Math.max(0, ...spans.map((span) => span.end));
  const isOn = now !== undefined && now >= begin && now <= end;
  return clamp(isOn ? now - 60 : begin - 30, 0, DAY_MINUTES);
}
