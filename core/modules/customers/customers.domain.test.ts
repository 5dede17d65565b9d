import fc from 'fast-check';
import { expect, it } from 'vitest';
import { containing, cursorAfter, idOfCursor } from './customers.domain.ts';

it('makes a cursor that is opaque, short, and read back', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const cursor = cursorAfter(id);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]{22}$/);
      expect(idOfCursor(cursor)).toBe(id);
    }),
  );
});

it('refuses every text that it did not make', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{0,40}$/), (text) => {
      try {
        expect(cursorAfter(idOfCursor(text))).toBe(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'request.invalid', status: 400 });
      }
    }),
  );
  expect(() => idOfCursor('')).toThrow(expect.objectContaining({ status: 400 }));
  expect(() => idOfCursor('AAAAAAAAAAAAAAAAAAAAAB')).toThrow(expect.objectContaining({ status: 400 })); // stray bits
});

it('looks for what is typed as it stands', () => {
  expect(containing('50%_a\\b')).toBe('%50\\%\\_a\\\\b%');
});
