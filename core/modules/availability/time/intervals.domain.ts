/**
 * Sets of minutes as flat arrays `[from, to, from, to, …]`: half-open, sorted, apart from each other by at least one
 * minute. Flat, because the engine makes thousands of them a second. Every function is one sweep over its arguments.
 */
export type Intervals = readonly number[];

/** Adds [from, to) at the end; what touches the last interval grows it, what is empty adds nothing. `from` must not lie before the last one's. */
export function append(into: number[], from: number, to: number): void {
  if (from >= to) return;
  const last = into.length - 1;
  if (last > 0 && from <= into[last]!) into[last] = Math.max(into[last]!, to);
  else into.push(from, to);
}

/** Orders and joins ranges that may overlap, also flat pairs. */
export function union(ranges: readonly number[]): Intervals {
  const order = Array.from({ length: ranges.length / 2 }, (_, index) => 2 * index).sort(
    (a, b) => ranges[a]! - ranges[b]!,
  );
  const joined: number[] = [];
  for (const index of order) append(joined, ranges[index]!, ranges[index + 1]!);
  return joined;
}

/** Minutes in both. */
export function intersect(a: Intervals, b: Intervals): Intervals {
  const both: number[] = [];
  let i = 0;
  let j = b.length > 2 && a.length > 0 ? firstEndingAfter(b, a[0]!) : 0;
  while (i < a.length && j < b.length) {
    append(both, Math.max(a[i]!, b[j]!), Math.min(a[i + 1]!, b[j + 1]!));
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return both;
}

/** Minutes of `a` outside `holes`, each hole first made longer by `before` at its head and `after` at its tail. */
export function subtract(a: Intervals, holes: Intervals, before = 0, after = 0): Intervals {
  if (a.length === 0 || holes.length === 0) return a;
  const rest: number[] = [];
  let j = firstEndingAfter(holes, a[0]! - after);
  for (let i = 0; i < a.length; i += 2) {
    let from = a[i]!;
    const to = a[i + 1]!;
    for (; j < holes.length && holes[j]! - before < to; j += 2) {
      append(rest, from, Math.min(to, holes[j]! - before));
      from = Math.max(from, holes[j + 1]! + after);
      if (from >= to) break; // the hole may reach into the next interval too
    }
    append(rest, from, to);
  }
  return rest;
}

/** Index of the first interval that ends after `minute`. */
function firstEndingAfter(intervals: Intervals, minute: number): number {
  let low = 0;
  let high = intervals.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (intervals[2 * middle + 1]! > minute) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}

/** Minutes at which something `length` long may begin and still end inside its interval. */
export function startsThatFit(intervals: Intervals, length: number): Intervals {
  const starts: number[] = [];
  for (let i = 0; i < intervals.length; i += 2) append(starts, intervals[i]!, intervals[i + 1]! - length + 1);
  return starts;
}

/** Minutes that at least `count` of the ranges cover. The ranges, flat pairs, are sorted by their beginnings and may overlap. */
export function coveredBy(ranges: readonly number[], count: number): Intervals {
  const covered: number[] = [];
  if (count === 1) {
    for (let i = 0; i < ranges.length; i += 2) append(covered, ranges[i]!, ranges[i + 1]!);
    return covered;
  }
  const ends = Float64Array.from({ length: ranges.length / 2 }, (_, index) => ranges[2 * index + 1]!).sort();
  let open = 0;
  let since = 0;
  let e = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    for (; ends[e]! <= ranges[i]!; e++) if (open-- === count) append(covered, since, ends[e]!);
    if (++open === count) since = ranges[i]!;
  }
  for (; e < ends.length; e++) if (open-- === count) append(covered, since, ends[e]!);
  return covered;
}

/** Minutes of [from, to) that the ranges cover, those covered twice counted twice. */
export function minutesWithin(ranges: readonly number[], from: number, to: number): number {
  let minutes = 0;
  for (let i = 0; i < ranges.length; i += 2)
    minutes += Math.max(0, Math.min(to, ranges[i + 1]!) - Math.max(from, ranges[i]!));
  return minutes;
}

/** One by one. */
export function minutesOf(intervals: Intervals): number[] {
  const minutes: number[] = [];
  for (let i = 0; i < intervals.length; i += 2)
    for (let minute = intervals[i]!; minute < intervals[i + 1]!; minute++) minutes.push(minute);
  return minutes;
}
