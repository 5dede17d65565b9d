/** The time given to a plugin is over; what it does from then on is ignored. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/**
 * Waits for `work` no longer than `limitMs`. The work itself cannot be stopped, and a loop that never yields cannot
 * even be noticed: for code that is not trusted there are processes of its own.
 *
 * @param what completes the sentence "… took longer than 10 s"
 * @throws TimeLimitError, or whatever `work` throws
 */
export async function withinLimit<T>(limitMs: number, what: string, work: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(`${what} took longer than ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([(async () => work())(), over]);
  } finally {
    clearTimeout(timer);
  }
}
