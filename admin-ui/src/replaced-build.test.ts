import { expect, it, vi } from 'vitest';
import { reloadWhenReplaced } from './replaced-build.ts';

const memory = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

it.each([
  [
    'loads anew when the server serves another build',
    () => new Response('<script src="/admin/assets/index-new.js">'),
    1,
  ],
  ['stays when it is the same build', () => new Response('<script src="/admin/assets/index-old.js">'), 0],
  ['stays when the server is in trouble', () => new Response('', { status: 502 }), 0],
  ['stays when the server cannot be reached', () => Promise.reject(new TypeError('offline')), 0],
])('%s', async (_, answer, times) => {
  const reload = vi.fn();
  const fetch = vi.fn(async () => answer());
  reloadWhenReplaced({ entry: 'https://x.example/admin/assets/index-old.js', storage: memory(), reload, fetch });
  dispatchEvent(new Event('vite:preloadError'));
  await vi.waitFor(() => expect(fetch).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve));
  expect(reload).toHaveBeenCalledTimes(times);
});

it('does so once a minute at most', async () => {
  const reload = vi.fn();
  const fetch = vi.fn(async () => new Response('another'));
  let now = 1_000_000;
  reloadWhenReplaced({ entry: 'index-old.js', storage: memory(), reload, fetch, now: () => now });
  for (const time of [1_000_000, 1_030_000, 1_090_000]) {
    now = time;
    dispatchEvent(new Event('vite:preloadError'));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(reload).toHaveBeenCalledTimes(2);
});
