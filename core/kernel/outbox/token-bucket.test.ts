import { expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

it('gives a burst at first and then its rate', () => {
  let now = 0;
  const bucket = createTokenBucket(20, 16, () => now);
  bucket.take(16);
  expect(bucket.available()).toBe(0);
  expect(bucket.nextIn()).toBe(50);
  now = 50;
  expect(bucket.available()).toBe(1);
  now = 500;
  expect(bucket.available()).toBe(10);
});

it('saves up no more than its capacity', () => {
  let now = 0;
  const bucket = createTokenBucket(20, 16, () => now);
  now = 3_600_000;
  expect(bucket.available()).toBe(16);
});

it('lets out at most rate × time + capacity', () => {
  let now = 0;
  let out = 0;
  const bucket = createTokenBucket(20, 16, () => now);
  for (; now < 10_000; now += 7) {
    const count = bucket.available();
    bucket.take(count);
    out += count;
  }
  expect(out).toBe(16 + 199); // 9.996 s at 20 a second, and the burst
});
