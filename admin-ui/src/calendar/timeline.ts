import type { TimelineEntry } from '@bookme/core/client';
import type { I18n } from '../i18n/i18n.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** Who did it and what about it, in the person's language where we know the word. */
export function aboutEntry(
  { kind, when, actor, detail }: TimelineEntry,
  { t, maybe, when: at }: Pick<I18n, 't' | 'maybe'> & { when: (instant: string) => string },
): string {
  // Messages are sent by BookMe always; and what is ahead, it does by itself.
  const isPerson = actor !== '' && when === 'past' && !kind.startsWith('message-');
  const who = isPerson ? t('bookings.timeline.by', { actor: maybe(`bookings.timeline.${actor}`) ?? actor }) : '';
  const what = detail
    .split(' · ')
    .map((part) =>
      INSTANT.test(part)
        ? t('bookings.timeline.from', { time: at(part) })
        : (maybe(`insight.messages.kind.${part}`) ?? part),
    );
  return [who, ...what].filter(Boolean).join(' · ');
}
