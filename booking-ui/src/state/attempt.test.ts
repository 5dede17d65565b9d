import { ApiProblem } from '@bookme/core/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { createAttemptKey, randomKey } from './attempt-key.ts';
import { createAttempt } from './attempt.ts';
import { createStore } from './storage.ts';
import { storageOf } from '../../test/context.ts';

const failing = (status: number, retryAfter?: number) =>
  new ApiProblem({ status, code: 'server.busy', title: 'busy', ...(retryAfter === undefined ? {} : { retryAfter }) });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('comes back by itself after the seconds that the server asked for, not earlier', async () => {
  const attempt = createAttempt();
  const work = vi.fn().mockRejectedValueOnce(failing(503, 4)).mockResolvedValueOnce(undefined);
  await attempt.run(work);
  expect(attempt.wait.value).toBe(4);
  await vi.advanceTimersByTimeAsync(3_900);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(work).toHaveBeenCalledTimes(2);
  expect(attempt.problem.value).toBeUndefined();
});

it('leaves a long wait, and every other problem, to the visitor', async () => {
  const attempt = createAttempt();
  const work = vi.fn().mockRejectedValueOnce(failing(429, 600)).mockRejectedValueOnce(failing(500));
  await attempt.run(work);
  expect([attempt.problem.value?.status, attempt.wait.value]).toEqual([429, 0]);
  await attempt.again();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([attempt.problem.value?.status, attempt.wait.value]).toEqual([500, 0]);
  expect(work).toHaveBeenCalledTimes(2);
});

it('stops trying by itself after five times', async () => {
  const attempt = createAttempt();
  const work = vi.fn().mockRejectedValue(failing(503, 1));
  await attempt.run(work);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(work).toHaveBeenCalledTimes(5);
});

it('sends nothing more once its screen is left', async () => {
  const scope = effectScope();
  const attempt = scope.run(createAttempt)!;
  const work = vi.fn().mockRejectedValue(failing(503, 2));
  await attempt.run(work);
  scope.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(work).toHaveBeenCalledTimes(1);
});

it('lets a bug be loud', async () => {
  await expect(createAttempt().run(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
});

it('keeps the key for the same request over tries and reloads, and takes a new one for another request', () => {
  const kept = new Map<string, string>();
  const open = () =>
    createAttemptKey(
      createStore(() => storageOf(kept)),
      'attempt:demo',
    );
  const first = open().for({ startsAt: 'a' });
  expect(open().wasTried({ startsAt: 'a' })).toBe(true);
  expect(open().for({ startsAt: 'a' })).toBe(first);
  expect(open().wasTried({ startsAt: 'b' })).toBe(false);
  expect(open().for({ startsAt: 'b' })).not.toBe(first);
  open().done();
  expect(open().wasTried({ startsAt: 'b' })).toBe(false);
});

it('makes keys of 128 bits that differ', () => {
  expect(randomKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(Array.from({ length: 100 }, randomKey))).toHaveLength(100);
});
