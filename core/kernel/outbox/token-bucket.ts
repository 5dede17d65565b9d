export interface TokenBucket {
  /** Whole tokens there are now, at most the capacity. */
  available(): number;
  take(count: number): void;
  /** Milliseconds until there is one. */
  nextIn(): number;
}

/** @param now milliseconds of a clock that never goes back */
export function createTokenBucket(perSecond: number, capacity: number, now: () => number): TokenBucket {
  let tokens = capacity;
  let since = now();
  const refill = (): void => {
    const at = now();
    tokens = Math.min(capacity, tokens + ((at - since) * perSecond) / 1000);
    since = at;
  };
  return {
    available() {
      refill();
      return Math.floor(tokens);
    },
    take(count) {
      refill();
      tokens -= count;
    },
    nextIn() {
      refill();
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / perSecond);
    },
  };
}
