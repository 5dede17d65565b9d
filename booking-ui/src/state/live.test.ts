import type { StreamOptions } from '@bookme/core/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nextTick, shallowRef } from 'vue';
import { createLive, type Looked } from './live.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const openLive = () => {
  let stream: StreamOptions | undefined;
  const said = vi.fn();
  const live = createLive({
    slug: 'demo',
    window: window as unknown as Window,
    open: (options) => {
      stream = options;
      return { close: () => undefined, watch: said };
    },
  });
  const heard = vi.fn();
  live.on(heard);
  const stop = live.start();
  return { live, heard, stop, said, stream: stream! };
};
const changed = (...days: string[]) => ({ type: 'availability.changed' as const, id: '1', staffIds: [], days });

it('tells of changed days within 150 ms, several pieces of news at once', async () => {
  const { heard, stop, stream } = openLive();
  stream.onEvent(changed('2026-11-24'));
  stream.onEvent(changed('2026-11-25', '2026-11-24'));
  await vi.advanceTimersByTimeAsync(150);
  expect(heard.mock.calls).toEqual([[['2026-11-24', '2026-11-25']]]);
  stop();
});

it('takes everything for changed when it may have missed something', async () => {
  const { heard, stop, stream } = openLive();
  stream.onEvent({ type: 'hello', id: '1', resumed: true });
  await vi.advanceTimersByTimeAsync(150);
  expect(heard).not.toHaveBeenCalled();
  stream.onEvent(changed('2026-11-24'));
  stream.onEvent({ type: 'hello', id: '2', resumed: false });
  await vi.advanceTimersByTimeAsync(150);
  expect(heard.mock.calls).toEqual([[null]]);
  stop();
});

it('says so when it is not live for some seconds, however often it tries, and asks by itself meanwhile', async () => {
  const { heard, live, stop, stream } = openLive();
  stream.onState?.(true);
  for (let second = 0; second < 4; second += 1) {
    stream.onState?.(false);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(live.connected.value).toBe(false);
  window.dispatchEvent(new Event('focus'));
  await vi.advanceTimersByTimeAsync(150);
  expect(heard).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(30_150);
  expect(heard.mock.calls.length).toBeGreaterThan(1);
  stream.onState?.(true);
  expect(live.connected.value).toBe(true);
  stop();
});

it('takes everything for changed when the rules are', async () => {
  const { heard, stop, stream } = openLive();
  stream.onEvent({ type: 'rules.changed', id: '3' });
  await vi.advanceTimersByTimeAsync(150);
  expect(heard.mock.calls).toEqual([[null]]);
  stop();
});

it('asks for news of the days that are looked at, and of all while somebody names none', async () => {
  const { live, heard, said, stop } = openLive();
  expect(said).toHaveBeenLastCalledWith({}); // the first listener names no days
  const looked = shallowRef<Looked>(null);
  live.on(heard, looked); // again, with days
  expect(said).toHaveBeenLastCalledWith({}); // none yet
  looked.value = ['2026-11-30', '2027-01-01'];
  await nextTick();
  expect(said).toHaveBeenLastCalledWith({ days: ['2026-11-30', '2027-01-01'] });
  const leave = live.on(vi.fn());
  expect(said).toHaveBeenLastCalledWith({});
  leave();
  expect(said).toHaveBeenLastCalledWith({ days: ['2026-11-30', '2027-01-01'] });
  stop();
});
