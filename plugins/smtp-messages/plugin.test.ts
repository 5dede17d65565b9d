import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { hostPlugin, sampleMessage, type HostedPlugin } from '@bookme/core/testing';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { createSmtpChannel } from './smtp-channel.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function smtp(options: SMTPServerOptions): Promise<string> {
  const server = new SMTPServer({ authOptional: true, hideSTARTTLS: true, logger: false, ...options });
  server.on('error', () => 'the client hung up');
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  open.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `smtp://127.0.0.1:${portOf(server.server)}`;
}

async function host(url: string, from = 'Salon <salon@example.com>'): Promise<HostedPlugin> {
  const plugin = await hostPlugin(import.meta.dirname, { env: { SMTP_URL: url, BOOKME_MAIL_FROM: from } });
  open.push(plugin.close);
  return plugin;
}

const failure = async (url: string): Promise<unknown> =>
  (await host(url))
    .provider('messages.channel')
    .send(sampleMessage())
    .then(undefined, (error: unknown) => error);

const refusing = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

it('is inactive without SMTP_URL and says so', async () => {
  const { state } = await hostPlugin(import.meta.dirname, { env: { BOOKME_MAIL_FROM: 'salon@example.com' } });
  expect(state).toMatchObject({ status: 'inactive', reason: 'Set SMTP_URL to use it.' });
});

it.each([
  ['https://user:hidden-word@mail.example.com', 'salon@example.com', /^SMTP_URL: must be smtp:/],
  ['smtp://user:hidden-word@mail.example.com', 'Salon', /^BOOKME_MAIL_FROM: must be an address/],
])('fails on a wrong setting without repeating it: %s from %s', async (url, from, reason) => {
  const { state } = await host(url, from);
  expect(state).toMatchObject({ status: 'failed', reason: expect.stringMatching(reason) });
  expect(state.reason).not.toContain('hidden-word');
});

it.each(['salon@example.com', 'Salon <salon@example.com>', 'BookMe <no-reply@localhost>', 'no-reply@192.168.1.5'])(
  'needs no server to start, and sends as %s',
  async (from) => {
    expect((await host('smtp://127.0.0.1:1', from)).state.status).toBe('active');
  },
);

it.each([
  [550, 'no such user'],
  [552, 'mailbox full'],
  [500, 'what?'],
])('calls a %d to the recipient final', async (code, text) => {
  const url = await smtp({ onRcptTo: (_to, _session, done) => done(refusing(code, text)) });
  expect(await failure(url)).toMatchObject({ name: 'PermanentDeliveryError', message: expect.stringContaining(text) });
});

it('calls a 554 to the content final', async () => {
  const onData: SMTPServerOptions['onData'] = (stream, _session, done) => {
    stream.resume().on('end', () => done(refusing(554, 'looks like spam')));
  };
  expect(await failure(await smtp({ onData }))).toMatchObject({ name: 'PermanentDeliveryError' });
});

const later = { kind: 'operational', code: 'plugin.failed' };

it.each([
  ['a 451 to the recipient', { onRcptTo: (_to, _session, done) => done(refusing(451, 'greylisted')) }],
  ['a 452 to the sender', { onMailFrom: (_from, _session, done) => done(refusing(452, 'no space')) }],
  ['a 554 to the connection', { onConnect: (_session, done) => done(refusing(554, 'not today')) }],
  ['a 530 that asks for a login', { authOptional: false }],
] satisfies [string, SMTPServerOptions][])('tries again after %s', async (_what, options) => {
  expect(await failure(await smtp(options))).toMatchObject(later);
});

it('tries again when nobody listens', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  await once(server.close(), 'close');
  expect(await failure(`smtp://127.0.0.1:${port}`)).toMatchObject({
    ...later,
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

it('tries again when the server hangs up in the middle', async () => {
  const server = createServer((socket) => void socket.write('220 mail.example.com\r\n', () => socket.destroy())).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  open.push(() => once(server.close(), 'close'));
  expect(await failure(`smtp://127.0.0.1:${portOf(server)}`)).toMatchObject(later);
});

it.each(['the greeting', 'the content'])(
  'gives up a server that falls silent at %s, and can be closed then',
  async (moment) => {
    const greets = moment === 'the content';
    const url = greets
      ? await smtp({ closeTimeout: 1, onData: (stream) => void stream.resume() })
      : await (async () => {
          const sockets: { destroy(): void }[] = [];
          const server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
          await once(server, 'listening');
          open.push(async () => {
            for (const socket of sockets) socket.destroy();
            await once(server.close(), 'close');
          });
          return `smtp://127.0.0.1:${portOf(server)}`;
        })();
    const channel = createSmtpChannel({ url, from: { name: 'Salon', address: 'salon@example.com' }, limitMs: 300 });
    await expect(channel.send(sampleMessage())).rejects.not.toMatchObject({ name: 'PermanentDeliveryError' });
    channel.close();
  },
);

it('keeps its connections and sends many mails over a few', async () => {
  let connections = 0;
  let mails = 0;
  const url = await smtp({
    onConnect(_session, done) {
      connections++;
      done();
    },
    onData(stream, _session, done) {
      stream.resume().on('end', () => {
        mails++;
        done();
      });
    },
  });
  const { provider } = await host(url);
  await Promise.all(Array.from({ length: 40 }, () => provider('messages.channel').send(sampleMessage())));
  expect(mails).toBe(40);
  expect(connections).toBeLessThanOrEqual(4);
});
