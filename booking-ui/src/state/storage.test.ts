import { expect, it } from 'vitest';
import { BOOKING } from '../../test/fixtures.ts';
import { storageOf } from '../../test/context.ts';
import { createRemembered } from './remembered.ts';
import { createStore } from './storage.ts';

it('keeps values over a reload, and forgets them', () => {
  const kept = new Map<string, string>();
  createStore(() => storageOf(kept)).set('draft', { name: 'Lena' });
  expect(createStore(() => storageOf(kept)).get('draft')).toEqual({ name: 'Lena' });
  createStore(() => storageOf(kept)).remove('draft');
  expect(createStore(() => storageOf(kept)).get('draft')).toBeUndefined();
});

it('works on in memory where the browser refuses storage', () => {
  const store = createStore(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  store.set('draft', 1);
  expect(store.get('draft')).toBe(1);
});

it('takes what is no JSON for nothing', () => {
  expect(createStore(() => storageOf(new Map([['bm:draft', '{half']]))).get('draft')).toBeUndefined();
});

it('remembers an appointment once, in its newest state, and removes it with the contact', () => {
  const remembered = createRemembered(createStore(() => storageOf()));
  remembered.keepContact({ name: 'Lena', email: 'lena@example.com', phone: '' });
  remembered.add(BOOKING, 'token', 'Thu 26 Nov, 10:30');
  remembered.update({ ...BOOKING, status: 'cancelled' }, 'token', 'Thu 26 Nov, 10:30');
  expect(remembered.all.value.map(({ status }) => status)).toEqual(['cancelled']);
  expect(JSON.stringify(remembered.all.value)).not.toContain('lena@example.com');
  remembered.forget(BOOKING.id);
  expect(remembered.all.value).toEqual([]);
  expect(remembered.contact()).toBeUndefined();
});

it('leaves no trace of an appointment that was only looked at', () => {
  const remembered = createRemembered(createStore(() => storageOf()));
  remembered.update(BOOKING, 'token', 'Thu 26 Nov, 10:30');
  expect(remembered.all.value).toEqual([]);
});
