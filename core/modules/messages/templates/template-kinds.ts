import type { Recipient } from '../../bookings/lifecycle/facts.domain.ts';
import { LANGUAGE_TAGS } from '../locales/locales.ts';
import { en } from '../locales/en.ts';

/** Which message a template is of: what it tells, to whom, in which language. */
export interface TemplateRef {
  /** A kind of message, or `handed-over`: what a cancellation is to whoever had the booking before. */
  readonly kind: string;
  readonly recipient: Recipient;
  /** Language, such as `de`; one that has built-in texts. */
  readonly locale: string;
}

/** Every message that there are built-in texts for: a new kind with texts is a kind with templates. */
const MESSAGES: readonly Pick<TemplateRef, 'kind' | 'recipient'>[] = Object.keys(en).flatMap((key) => {
  const [, recipient, kind] = /^(customer|staff)\.(.+)\.subject$/.exec(key) ?? [];
  return kind === undefined ? [] : [{ kind, recipient: recipient as Recipient }];
});

/** Of all messages in all languages, in the order in which the built-in texts have them. */
export const TEMPLATE_REFS: readonly TemplateRef[] = MESSAGES.flatMap((message) =>
  LANGUAGE_TAGS.map((locale) => ({ ...message, locale })),
);

export const isTemplate = ({ kind, recipient, locale }: TemplateRef): boolean =>
  TEMPLATE_REFS.some((one) => one.kind === kind && one.recipient === recipient && one.locale === locale);
