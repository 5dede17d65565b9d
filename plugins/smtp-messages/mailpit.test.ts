import { hostPlugin, messagesChannelConformance, sampleMessage, type HostedPlugin } from '@bookme/core/testing';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMailpit } from './testing/install.ts';
import { startMailpit, type Mailpit } from './testing/mailpit.ts';

interface Found {
  readonly messages: readonly { ID: string }[];
}

// The gate installs it before the tests (testing/install.ts); a quick check goes without.
const program = findMailpit(process.env) ?? '';

describe.skipIf(!program)('against mailpit, a real mail server', () => {
  let mailpit: Mailpit;
  let plugin: HostedPlugin;

  beforeAll(async () => {
    mailpit = await startMailpit(program);
    const env = { SMTP_URL: mailpit.url.replace('//', '//user:pass@'), BOOKME_MAIL_FROM: 'Salon <salon@example.com>' };
    plugin = await hostPlugin(import.meta.dirname, { env });
  });
  afterAll(async () => {
    await plugin.close();
    await mailpit.stop();
  });

  const raws = async (messageId: string): Promise<string[]> => {
    const query = encodeURIComponent(`message-id:"${messageId}"`);
    const { messages } = await mailpit.get<Found>(`/api/v1/search?query=${query}`);
    return Promise.all(messages.map(({ ID }) => mailpit.raw(ID)));
  };

  const received = async (messageId: string) =>
    Promise.all(
      (await raws(messageId)).map(async (raw) => {
        const mail = await simpleParser(raw);
        return {
          messageId: mail.messageId?.slice(1, -1) ?? '',
          to: Array.isArray(mail.to) ? '' : (mail.to?.value[0]?.address ?? ''),
          subject: mail.subject ?? null,
          text: mail.text ?? '',
          html: mail.html || null,
          calendarMethod: /^content-type: text\/calendar;.*method=(\w+)/im.exec(raw)?.[1] ?? null,
          headers: new Map(mail.headerLines.map(({ key, line }) => [key, line])),
        };
      }),
    );

  messagesChannelConformance('smtp-messages', {
    start: async () => ({
      channel: plugin.provider('messages.channel'),
      received,
      async refuse(how) {
        await mailpit.chaos('Recipient', how === 'permanently' ? 550 : 451);
        return () => mailpit.chaos('Recipient', null);
      },
    }),
  });

  it('keeps Message-ID, Date, both texts and the calendar object, once to act on and once to open', async () => {
    const message = sampleMessage();
    await plugin.provider('messages.channel').send(message);
    const [raw = ''] = await raws(message.messageId);
    expect(/^Message-ID:\s+<(.*)>/m.exec(raw)?.[1]).toBe(message.messageId);
    expect(raw).toMatch(/^Date: Tue, 24 Nov 2026 09:30:00 \+0000\r?$/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    expect(raw).toMatch(/^Content-Type: text\/plain; charset=utf-8\r?$/m);
    expect(raw).toMatch(/^Content-Type: text\/html; charset=utf-8\r?$/m);
    expect(raw).toMatch(/^Content-Type: text\/calendar; charset=utf-8; method=REQUEST\r?$/m);
    expect(raw).toMatch(/^Content-Type: application\/ics; name=appointment\.ics\r?$/m);
    expect(raw).not.toMatch(/^List-Unsubscribe/m);
  });

  it('offers unsubscription only where the message does', async () => {
    const message = sampleMessage({ unsubscribeUrl: 'https://book.example.com/u/1' });
    await plugin.provider('messages.channel').send(message);
    const [raw = ''] = await raws(message.messageId);
    expect(raw).toMatch(/^List-Unsubscribe: <https:\/\/book\.example\.com\/u\/1>\r?$/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  });

  it('waits for the operator when the server does not take the login', async () => {
    const stranger = await hostPlugin(import.meta.dirname, {
      env: { SMTP_URL: mailpit.url.replace('//', '//me:secret-word@'), BOOKME_MAIL_FROM: 'salon@example.com' },
    });
    await mailpit.chaos('Authentication', 535);
    const error = await stranger
      .provider('messages.channel')
      .send(sampleMessage())
      .then(undefined, (error: Error) => error);
    await mailpit.chaos('Authentication', null);
    await stranger.close();
    expect(error).toMatchObject({ kind: 'operational', code: 'plugin.failed' });
    expect(String(error)).not.toContain('secret-word');
  });
});
