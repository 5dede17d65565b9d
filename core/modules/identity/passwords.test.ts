import { expect, it } from 'vitest';
import { hashPassword, unusableHash, verifyPassword } from './passwords.ts';

it('knows a password again and no other', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(hash, 'correct horse battery')).toBe(true);
  expect(await verifyPassword(hash, 'correct horse batterY')).toBe(false);
});

it('never makes the same hash twice', async () => {
  expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
});

it('takes both spellings of an accented letter for one', async () => {
  const composed = 'caf\u00e9 au lait';
  const decomposed = 'cafe\u0301 au lait';
  expect(composed).not.toBe(decomposed);
  expect(await verifyPassword(await hashPassword(composed), decomposed)).toBe(true);
});

it('verifies an unusable hash like any other, and never with success', async () => {
  expect(await verifyPassword(unusableHash(), '')).toBe(false);
  expect(await verifyPassword(unusableHash(), 'correct horse battery')).toBe(false);
});
