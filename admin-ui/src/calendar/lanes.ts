/** What fills a stretch of a column, in minutes of the day, half-open. */
export interface Span {
  start: number;
  end: number;
}

export interface Lane {
  /** Counted from 0 at the beginning of the line. */
  lane: number;
  /** How many share the width. */
  lanes: number;
  /** How many lanes it may fill, as those beside it are free. */
  wide: number;
}

/**
 * Overlapping spans side by side. Those that touch in a chain share one width; each takes the first lane that is free
 * and widens over the free lanes after it. Nothing shorter than `shortest` is drawn, so shorter ones count as that long.
 */
export function placeInLanes(spans: readonly Span[], shortest = 0): Lane[] {
  const drawn = spans.map(({ start, end }, index) => ({ index, start, end: Math.max(end, start + shortest) }));
  const order = drawn.toSorted((a, b) => a.start - b.start || b.end - a.end || a.index - b.index);
  const result = Array.from<Lane>({ length: spans.length });
  let cluster: { index: number; start: number; end: number; lane: number }[] = [];
  let clusterEnd = -Infinity;

  const finish = (): void => {
    const lanes = Math.max(0, ...cluster.map(({ lane }) => lane + 1));
    for (const one of cluster) {
      const beside = cluster.filter(({ lane, start, end }) => lane > one.lane && start < one.end && one.start < end);
      const next = Math.min(lanes, ...beside.map(({ lane }) => lane));
      result[one.index] = { lane: one.lane, lanes, wide: next - one.lane };
    }
    cluster = [];
  };

  for (const span of order) {
    if (span.start >= clusterEnd) {
      finish();
      clusterEnd = -Infinity;
    }
    const busy = new Set(cluster.filter(({ end }) => end > span.start).map(({ lane }) => lane));
    let lane = 0;
    while (busy.has(lane)) lane += 1;
    cluster.push({ ...span, lane });
    clusterEnd = Math.max(clusterEnd, span.end);
  }
  finish();
  return result;
}
