import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostPlugin, messagesChannelConformance, sampleMessage, type HostedPlugin } from '@bookme/core/testing';
import { simpleParser, type ParsedMail } from 'mailparser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileNameOf } from './file-channel.ts';

let dataDir: string;
let plugin: HostedPlugin;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'bookme-file-messages-'));
  plugin = await hostPlugin(import.meta.dirname, { dataDir, env: { BOOKME_MAIL_FROM: 'Salon <salon@example.com>' } });
});
afterAll(async () => {
  await plugin.close();
  await rm(dataDir, { recursive: true });
});

const mailFolder = () => path.join(dataDir, 'mail');
const parse = async (name: string): Promise<ParsedMail> => simpleParser(await readFile(path.join(mailFolder(), name)));

/** Finds the mail by what stands in it, not by the name of its file. */
async function received(messageId: string) {
  const names = (await readdir(mailFolder())).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(names.map(parse));
  return mails
    .filter((mail) => mail.messageId === `<${messageId}>`)
    .map((mail) => ({
      messageId: mail.messageId?.slice(1, -1) ?? '',
      to: Array.isArray(mail.to) ? '' : (mail.to?.value[0]?.address ?? ''),
      subject: mail.subject ?? null,
      text: mail.text ?? '',
      html: mail.html || null,
      calendarMethod: mail.attachments.length > 0 ? 'REQUEST' : null,
      headers: new Map(mail.headerLines.map(({ key, line }) => [key, line])),
    }));
}

messagesChannelConformance('file-messages', {
  start: async () => ({ channel: plugin.provider('messages.channel'), received }),
});

it('needs no setting', async () => {
  const unset = await hostPlugin(import.meta.dirname, { dataDir });
  expect(unset.state).toMatchObject({ id: 'file-messages', status: 'active' });
});

it('names the file after the Message-ID and keeps it from other users of the machine', async () => {
  const message = sampleMessage({ messageId: '0197.booking-confirmed.1.customer@example.com' });
  const { note } = await plugin.provider('messages.channel').send(message);
  expect(note).toBe('written to 0197.booking-confirmed.1.customer@example.com.eml');
  const { mode } = await stat(path.join(mailFolder(), '0197.booking-confirmed.1.customer@example.com.eml'));
  expect(mode & 0o077).toBe(0);
});

it('writes the same bytes for the same message and leaves nothing unfinished behind', async () => {
  const message = sampleMessage({ messageId: 'twice.1.customer@example.com' });
  const file = path.join(mailFolder(), fileNameOf(message.messageId));
  await plugin.provider('messages.channel').send(message);
  const first = await readFile(file);
  await Promise.all([1, 2, 3].map(() => plugin.provider('messages.channel').send(message)));
  expect((await readFile(file)).equals(first)).toBe(true);
  expect((await readdir(mailFolder())).filter((name) => !name.endsWith('.eml'))).toEqual([]);
});

it('writes a mail that programs recognise as automatic, with the calendar object twice', async () => {
  const message = sampleMessage({ messageId: 'parts.1.customer@example.com' });
  await plugin.provider('messages.channel').send(message);
  const raw = await readFile(path.join(mailFolder(), fileNameOf(message.messageId)), 'utf8');
  expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(raw).toMatch(/^Date: Tue, 24 Nov 2026 09:30:00 \+0000\r$/m);
  expect(raw).toMatch(/^From: .*<salon@example\.com>\r$/m);
  expect(raw).toMatch(/^Content-Type: text\/calendar; charset=utf-8; method=REQUEST\r$/m);
  expect(raw).toMatch(/^Content-Type: application\/ics; name=appointment\.ics\r$/m);
  expect(raw).not.toMatch(/^List-Unsubscribe/m);
});

it.each([
  ['../../etc/passwd', /^_\._\.\._etc_passwd~[0-9a-f]{16}\.eml$/],
  ['a/b@example.com', /^a_b@example\.com~[0-9a-f]{16}\.eml$/],
  ['.hidden@example.com', /^_hidden@example\.com~[0-9a-f]{16}\.eml$/],
  ['A@example.com', /^_@example\.com~[0-9a-f]{16}\.eml$/],
  ['x'.repeat(300), /^x{180}~[0-9a-f]{16}\.eml$/],
])('finds a safe file name for the Message-ID %s', (messageId, expected) => {
  expect(fileNameOf(messageId)).toMatch(expected);
  expect(fileNameOf(messageId)).not.toContain('/');
});
