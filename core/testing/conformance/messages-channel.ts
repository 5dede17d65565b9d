import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { isPermanentDeliveryError, type MessageChannel, type OutgoingMessage } from '../../plugin-api/index.ts';
import { describeConformance, type Check, type Conforming } from './conformance.ts';

/** A message as the other side got it. Fields that a channel cannot carry (a text message has no HTML) are null. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly calendarMethod: string | null;
  /** Every header of a mail by lower-case name; null where there is no such thing. */
  readonly headers: ReadonlyMap<string, string> | null;
}

export interface ChannelHarness {
  readonly channel: MessageChannel;
  /** What the other side holds for this Message-ID, each physical copy once. */
  readonly received: (messageId: string) => Promise<readonly ReceivedMessage[]>;
  /** Makes the other side refuse what comes next, for good or for now; returns the way back. Absent: it cannot refuse. */
  readonly refuse?: (how: 'permanently' | 'temporarily') => Promise<() => Promise<void>>;
}

const EVENT = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//BookMe//EN', 'METHOD:REQUEST', 'END:VCALENDAR', ''].join(
  '\r\n',
);

/** A message with everything in it that tends to break: UTF-8 beyond the first plane, quotes, a calendar object. */
export const sampleMessage = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  messageId: `${randomUUID()}.booking-confirmed.1.customer@example.com`,
  createdAt: Date.parse('2026-11-24T09:30:00Z'),
  senderName: 'Salon "Zur Schere", Köln',
  to: { name: 'Zoë 🌻 O’Brien, PhD', address: 'zoe@example.com' },
  replyTo: { name: 'Salon', address: 'salon@example.com' },
  subject: 'Bestätigt: Färben & Schneiden ✂️, Di., 24. Nov., 10:30 MEZ, und noch so viel mehr, dass die Zeile umbricht',
  text: `Guten Tag Zoë,\n\nbis Dienstag! ${'Lange Zeile. '.repeat(90)}\n.\nEnde`,
  html: '<!doctype html><html lang="de"><body><p>Guten Tag Zoë &amp; 🌻</p></body></html>',
  calendar: { method: 'REQUEST', content: EVENT },
  ...over,
});

const only = (received: readonly ReceivedMessage[]): ReceivedMessage => {
  assert.equal(received.length, 1, 'the message has arrived exactly once');
  return received[0] as ReceivedMessage;
};

export const messagesChannelChecks: readonly Check<ChannelHarness>[] = [
  {
    promise: 'delivers the message as it is, under its Message-ID',
    async hold({ channel, received }) {
      const message = sampleMessage();
      const { note } = await channel.send(message);
      assert.equal(typeof note, 'string');
      const got = only(await received(message.messageId));
      assert.equal(got.messageId, message.messageId);
      assert.equal(got.to, 'zoe@example.com');
      assert.match(got.text.replaceAll('\r\n', '\n'), /^Guten Tag Zoë,\n\nbis Dienstag!/);
      assert.match(got.text, /\n\.\r?\nEnde/, 'a line with only a dot survives');
      if (got.subject !== null) assert.equal(got.subject, message.subject);
      if (got.html !== null) assert.equal(got.html.trim(), message.html);
      if (got.calendarMethod !== null) assert.equal(got.calendarMethod, 'REQUEST');
    },
  },
  {
    promise: 'delivers a message without a calendar object and without a reply address',
    async hold({ channel, received }) {
      const message = sampleMessage({ calendar: null, replyTo: null });
      await channel.send(message);
      assert.equal(only(await received(message.messageId)).calendarMethod, null);
    },
  },
  {
    promise: 'shows no other Message-ID when the same message is sent again',
    async hold({ channel, received }) {
      const message = sampleMessage();
      await channel.send(message);
      await channel.send(message);
      const copies = await received(message.messageId);
      assert.ok(copies.length >= 1 && copies.length <= 2);
      for (const { messageId } of copies) assert.equal(messageId, message.messageId);
    },
  },
  {
    promise: 'keeps messages apart that are sent at once',
    async hold({ channel, received }) {
      const messages = Array.from({ length: 12 }, (_, n) => sampleMessage({ text: `Number ${n}.` }));
      await Promise.all(messages.map((message) => channel.send(message)));
      for (const { messageId, text } of messages) assert.equal(only(await received(messageId)).text.trim(), text);
    },
  },
  {
    promise: 'lets no value begin a header of its own',
    async hold({ channel, received }) {
      const breaks = '\r\nBcc: thief@example.com\r\nX-Planted: yes\u2028X-Other: yes';
      const names = { senderName: `Salon${breaks}`, to: { name: `Zoë${breaks}`, address: 'zoe@example.com' } };
      const message = sampleMessage({ ...names, subject: `Hello${breaks}` });
      await channel.send(message);
      const { headers, to } = only(await received(message.messageId));
      assert.equal(to, 'zoe@example.com');
      for (const name of ['bcc', 'x-planted', 'x-other']) assert.equal(headers?.has(name) ?? false, false, name);
    },
  },
  {
    promise: 'says when trying again is useless, and delivers the next message',
    async hold(harness) {
      await refused(harness, 'permanently', true);
    },
  },
  {
    promise: 'throws anything else when trying again may help, and then it does',
    async hold(harness) {
      await refused(harness, 'temporarily', false);
    },
  },
];

async function refused(harness: ChannelHarness, how: 'permanently' | 'temporarily', permanent: boolean): Promise<void> {
  if (!harness.refuse) return;
  const message = sampleMessage();
  const relent = await harness.refuse(how);
  try {
    await assert.rejects(harness.channel.send(message), (error) => isPermanentDeliveryError(error) === permanent);
  } finally {
    await relent();
  }
  assert.equal((await harness.received(message.messageId)).length, 0);
  await harness.channel.send(message);
  only(await harness.received(message.messageId));
}

/** Tests of a `messages.channel` provider against the other side, real or as near to it as can be. */
export const messagesChannelConformance = (plugin: string, harness: Conforming<ChannelHarness>): void =>
  describeConformance(plugin, 'messages.channel', messagesChannelChecks, harness);
