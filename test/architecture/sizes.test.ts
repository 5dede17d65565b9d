import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../run/steps.ts';
import { writtenFiles } from './sources.ts';

const CODE = /\.(ts|js|mjs|vue)$/;

/** Lines a file may have. When one grows beyond, it is split by use case. */
function limitOf(file: string): number {
  if (/(\.routes|\/workflow)\.ts$/.test(file)) return 150;
  return file.endsWith('.vue') ? 200 : 300;
}

const tooLong = (file: string, text: string): string | undefined => {
  const lines = text.trimEnd().split('\n').length;
  return lines > limitOf(file) ? `${file}: ${lines} lines, ${limitOf(file)} allowed` : undefined;
};

it('keeps every file short enough to be read at once', () => {
  const code = writtenFiles().filter((file) => CODE.test(file));
  const found = code.map((file) => tooLong(file, readFileSync(path.join(ROOT, file), 'utf8'))).filter(Boolean);
  expect(found).toEqual([]);
  expect(code.length).toBeGreaterThan(50);
});

it.each([
  ['core/modules/bookings/bookings.routes.ts', 150],
  ['workflows/booking-lifecycle/workflow.ts', 150],
  ['booking-ui/src/pages/PickSlotPage.vue', 200],
  ['core/modules/bookings/bookings.service.ts', 300],
])('would report %s at %i lines and one more', (file, limit) => {
  expect(tooLong(file, 'x\n'.repeat(limit))).toBeUndefined();
  expect(tooLong(file, 'x\n'.repeat(limit + 1))).toContain(file);
});
