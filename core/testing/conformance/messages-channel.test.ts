import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { PermanentDeliveryError, type MessageChannel } from '../../plugin-api/index.ts';
import {
  messagesChannelChecks,
  messagesChannelConformance,
  type ChannelHarness,
  type ReceivedMessage,
} from './messages-channel.ts';

type Flaw = 'new ids' | 'drops letters' | 'calls all permanent' | 'mixes up' | 'raw headers';

/** The smallest channel that keeps every promise; `flaw` breaks one of them. */
function inMemory(flaw?: Flaw): ChannelHarness {
  const inbox: { asked: string; got: ReceivedMessage }[] = [];
  let refusal: 'permanently' | 'temporarily' | undefined;
  let last = '';
  const channel: MessageChannel = {
    async send(message) {
      if (refusal === 'permanently' || (refusal && flaw === 'calls all permanent'))
        throw new PermanentDeliveryError('no');
      if (refusal) throw new Error('later');
      const raw = flaw === 'raw headers' ? message.subject : message.subject.replaceAll(/[\r\n\u2028]+/g, ' ');
      const [subject = '', ...more] = raw.split('\r\n');
      const headers = new Map(more.map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line]));
      const text = flaw === 'drops letters' ? message.text.replaceAll(/[^\p{ASCII}]/gu, '?') : message.text;
      last = message.text;
      if (flaw === 'mixes up') await new Promise((resolve) => setImmediate(resolve));
      const got: ReceivedMessage = {
        messageId: flaw === 'new ids' ? randomUUID() : message.messageId,
        to: message.to.address,
        subject,
        text: flaw === 'mixes up' ? last : text,
        html: message.html,
        calendarMethod: message.calendar?.method ?? null,
        headers,
      };
      inbox.push({ asked: message.messageId, got });
      return { note: 'kept' };
    },
  };
  return {
    channel,
    received: async (messageId) => inbox.filter(({ asked }) => asked === messageId).map(({ got }) => got),
    async refuse(how) {
      refusal = how;
      return async () => void (refusal = undefined);
    },
  };
}

messagesChannelConformance('A channel in memory', { start: async () => inMemory() });

it.each([
  ['new ids', 'shows no other Message-ID when the same message is sent again'],
  ['drops letters', 'delivers the message as it is, under its Message-ID'],
  ['calls all permanent', 'throws anything else when trying again may help, and then it does'],
  ['mixes up', 'keeps messages apart that are sent at once'],
  ['raw headers', 'lets no value begin a header of its own'],
] as const)('finds a channel with the flaw "%s"', async (flaw, promise) => {
  const check = messagesChannelChecks.find((candidate) => candidate.promise === promise);
  await expect(check?.hold(inMemory(flaw))).rejects.toMatchObject({ name: 'AssertionError' });
});
