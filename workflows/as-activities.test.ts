import { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it, vi } from 'vitest';
import { asActivities } from './as-activities.ts';

const declared = (fields: { kind: string; code: string; retryAfter?: number }): Error =>
  Object.assign(new Error('what happened'), fields);

/** Runs one activity as a worker would and answers with what it throws. */
async function failureOf(error: Error): Promise<unknown> {
  const { act } = asActivities({ act: () => Promise.reject<never>(error) });
  return new MockActivityEnvironment().run(act).catch((failure: unknown) => failure);
}

it('gives back what the activity gives', async () => {
  const { double } = asActivities({ double: async (value: number) => value * 2 });
  expect(await new MockActivityEnvironment().run(double, 21)).toBe(42);
});

it('tries an operational failure again after the time it names', async () => {
  const failure = await failureOf(declared({ kind: 'operational', code: 'database.unavailable', retryAfter: 2 }));
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'database.unavailable', nonRetryable: false, nextRetryDelay: 2_000 });
});

it('does not try a refusal again', async () => {
  const failure = await failureOf(declared({ kind: 'user', code: 'booking.closed' }));
  expect(failure).toMatchObject({ type: 'booking.closed', nonRetryable: true });
});

it('leaves a bug as it is, so that it is loud', async () => {
  const bug = new TypeError('cannot read properties of undefined');
  expect(await failureOf(bug)).toBe(bug);
});

it('sends heartbeats while it runs and stops when it has ended', async () => {
  vi.useFakeTimers();
  try {
    const env = new MockActivityEnvironment();
    let beats = 0;
    env.on('heartbeat', () => (beats += 1));
    const { promise, resolve } = Promise.withResolvers<void>();
    const { act } = asActivities({ act: () => promise });
    const running = env.run(act);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(beats).toBe(3);
    resolve();
    await running;
    await vi.advanceTimersByTimeAsync(12_000);
    expect(beats).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});
