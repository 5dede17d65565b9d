import { expect, it } from 'vitest';
import { parseMailbox, toMail } from './mail.ts';
import { PermanentDeliveryError, type OutgoingMessage } from './messages-channel.ts';

const FROM = { name: 'BookMe', address: 'no-reply@example.com' };
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  messageId: '0197.booking-confirmed.1.customer@example.com',
  createdAt: Date.parse('2026-11-24T09:30:00Z'),
  senderName: 'Salon Demo',
  to: { name: 'Zoë', address: 'zoe@example.com' },
  replyTo: null,
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
  calendar: null,
  ...over,
});

it('sends from the channel’s address under the name of the business', () => {
  expect(toMail(message(), FROM).from).toEqual({ name: 'Salon Demo', address: 'no-reply@example.com' });
  expect(toMail(message({ senderName: '' }), FROM).from.name).toBe('BookMe');
});

it('leaves no line break in anything that becomes a header', () => {
  const broken = 'x\r\nBcc: thief@example.com\u0085\u2028y\0';
  const person = { name: broken, address: 'zoe@example.com' };
  const mail = toMail(
    message({ senderName: broken, to: person, replyTo: person, subject: broken, messageId: broken }),
    FROM,
  );
  const headers = [mail.from, mail.to, mail.replyTo, mail.subject, mail.messageId, mail.baseBoundary];
  expect(JSON.stringify(headers)).not.toMatch(/\\r|\\n|\\u0000|\u0085|\u2028/);
  expect(mail.subject).toBe('x Bcc: thief@example.com y');
});

it.each([
  'zoe@example.com\r\nBcc: thief@example.com',
  'zoe@example.com, thief@example.com',
  '"thief@example.com" <zoe@example.com>',
  'zoe@example.com>\r\nRCPT TO:<thief@example.com',
  'zoe',
  '',
])('refuses for good what is not one address: %j', (address) => {
  const person = { name: 'Zoë', address };
  expect(() => toMail(message({ to: person }), FROM)).toThrow(PermanentDeliveryError);
  expect(toMail(message({ replyTo: person }), FROM)).not.toHaveProperty('replyTo');
});

it('lets contents be data only, never files or addresses to fetch', () => {
  expect(toMail(message(), FROM)).toMatchObject({ disableFileAccess: true, disableUrlAccess: true });
});

it.each([
  ['Salon <salon@example.com>', 'Salon', 'salon@example.com'],
  ['"Salon, Köln" <salon@example.com>', 'Salon, Köln', 'salon@example.com'],
  ['salon@example.com', '', 'salon@example.com'],
  ['<salon@example.com>', '', 'salon@example.com'],
])('reads %s', (text, name, address) => {
  expect(parseMailbox(text)).toEqual({ name, address });
});
