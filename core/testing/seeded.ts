/** Mulberry32: 32 bits each time, the same ones for the same seed. */
function bitsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Numbers from 0 to below 1. */
export function seeded(seed: number): () => number {
  const next = bitsOf(seed);
  return () => next() / 2 ** 32;
}

/** Whole numbers from 0 to below what is asked for. */
export function seededBelow(seed: number): (below: number) => number {
  const next = bitsOf(seed);
  return (below) => next() % below;
}
