import { ApplicationFailure, Context } from '@temporalio/activity';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function may be an activity
type Activities = Record<string, (...args: any[]) => Promise<unknown>>;

const HEARTBEAT_MS = 4_000;

const isDeclared = (error: unknown): error is Error & { kind: string; code: string; retryAfter?: number } =>
  error instanceof Error && 'kind' in error && 'code' in error;

/** `user`: trying again would not help. `operational`: again, after the time it names. Anything else is a bug: again, and loudly. */
function translate(error: unknown): unknown {
  if (!isDeclared(error)) return error;
  const { kind, code, message, retryAfter, cause } = error;
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: kind === 'user',
    ...(kind === 'operational' && retryAfter ? { nextRetryDelay: retryAfter * 1000 } : {}),
    ...(cause instanceof Error ? { cause } : {}),
  });
}

/**
 * The one place where errors become failures of activities. While an activity runs it sends heartbeats, so that a
 * worker that was killed is noticed within seconds and its activity runs elsewhere.
 */
export function asActivities<T extends Activities>(activities: T): T {
  const wrapped = Object.entries(activities).map(([name, activity]) => {
    const run = async (...args: unknown[]): Promise<unknown> => {
      const context = Context.current();
      const beating = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
      try {
        return await activity(...args);
      } catch (error) {
        throw translate(error);
      } finally {
        clearInterval(beating);
      }
    };
    return [name, run];
  });
  return Object.fromEntries(wrapped) as T;
}
