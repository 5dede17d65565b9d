import { expect, it } from 'vitest';
import { createI18n } from '../i18n/i18n.ts';
import { aboutEntry } from './timeline.ts';

const { t, maybe } = await createI18n({
  storage: { getItem: () => null, setItem: () => undefined },
  languages: ['en-GB'],
});
const about = (kind: string, actor: string, detail: string, when: 'past' | 'ahead' = 'past') =>
  aboutEntry(
    { at: '2026-11-23T09:00:00Z', kind, when, actor, detail },
    { t, maybe, when: (at) => `<${at.slice(0, 16)}>` },
  );

it('says who did what, in words', () => {
  expect(about('booked', 'customer', '')).toBe('by the customer');
  expect(about('moved', 'Olivia', '2026-11-23T13:00:00+00:00')).toBe('by Olivia · from <2026-11-23T13:00>');
  expect(about('cancelled', 'customer', 'Ill · sorry')).toBe('by the customer · Ill · sorry');
  expect(about('completed', 'system', '')).toBe('by BookMe');
});

it('names the message and its reader, not its sender', () => {
  expect(about('message-sent', 'system', 'booking-confirmed · anna@mail.example')).toBe(
    'Confirmation · anna@mail.example',
  );
  expect(about('start', 'system', '', 'ahead')).toBe('');
});
