import { afterAll, beforeAll, describe, it } from 'vitest';

/** One promise that every provider of an extension point keeps. Its name is the promise. */
export interface Check<Harness> {
  readonly promise: string;
  /** @throws AssertionError when the promise is broken */
  readonly hold: (harness: Harness) => Promise<void>;
}

export interface Conforming<Harness> {
  /** Runs before the checks; what it returns is given to each of them. */
  readonly start: () => Promise<Harness>;
  readonly stop?: (harness: Harness) => Promise<void>;
}

/** Registers a suite of checks as tests of the calling file. */
export function describeConformance<Harness>(
  provider: string,
  point: string,
  checks: readonly Check<Harness>[],
  { start, stop }: Conforming<Harness>,
): void {
  describe(`${provider} as ${point}`, () => {
    let harness: Harness;
    beforeAll(async () => void (harness = await start()));
    afterAll(async () => stop?.(harness));
    it.each(checks)('$promise', ({ hold }) => hold(harness));
  });
}
