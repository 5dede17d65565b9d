import { expect, it } from 'vitest';
import { nextPath } from './router.ts';

it('leads back to where a person was, and nowhere else', () => {
  expect(nextPath('/bookings?status=pending')).toBe('/bookings?status=pending');
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:x',
    '',
    undefined,
    ['/a'],
  ])
    expect(nextPath(next)).toBe('/calendar');
  expect(nextPath('/sign-in?next=/sign-in')).toBe('/calendar');
});
