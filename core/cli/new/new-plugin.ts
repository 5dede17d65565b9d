import { namesOf } from './names.ts';
import type { SkeletonMaker } from './skeleton.ts';

export const newPlugin: SkeletonMaker = (name) => {
  const { kebab, pascal, constant, title } = namesOf(name);
  const folder = `plugins/${kebab}`;
  const manifest = {
    name: `@bookme/plugin-${kebab}`,
    version: '0.1.0',
    private: true,
    type: 'module',
    license: 'Apache-2.0',
    dependencies: { '@bookme/core': '0.1.0' },
  };
  return {
    files: {
      [`${folder}/package.json`]: `${JSON.stringify(manifest, null, 2)}\n`,
      [`${folder}/plugin.ts`]: `import { definePlugin, secret, z } from '@bookme/core/plugin-api';
import { create${pascal}Channel } from './channel.ts';

/** Hands messages to a service that takes them as JSON over HTTPS. */
export default definePlugin({
  id: '${kebab}',
  name: '${title}',
  api: '^1',
  permissions: ['messages', 'http:api.example.com'],
  options: z.object({ token: secret() }),
  env: { token: '${constant}_TOKEN' },
  setup({ options, http, provide }) {
    const url = 'https://api.example.com/messages';
    provide('messages.channel', create${pascal}Channel({ url, token: options.token, http }), { priority: 10 });
  },
});
`,
      [`${folder}/channel.ts`]: `import { PermanentDeliveryError, type MessageChannel, type PluginContext } from '@bookme/core/plugin-api';

export interface ${pascal}ChannelOptions {
  readonly url: string;
  readonly token: string;
  readonly http: PluginContext<object, unknown>['http'];
}

/** One request a message. A 4xx is a refusal for good, save for those that ask us to come back. */
export const create${pascal}Channel = ({ url, token, http }: ${pascal}ChannelOptions): MessageChannel => ({
  async send(message) {
    const response = await http(url, {
      method: 'POST',
      headers: {
        authorization: \`Bearer \${token}\`,
        'content-type': 'application/json',
        'idempotency-key': message.messageId, // the same message tried again has the same one
      },
      body: JSON.stringify({ id: message.messageId, to: message.to, subject: message.subject, text: message.text }),
    });
    await response.body?.cancel();
    if (response.ok) return { note: \`answered \${response.status}\` };
    const comeBack = response.status === 408 || response.status === 425 || response.status === 429;
    if (response.status >= 500 || comeBack) throw new Error(\`The service answered \${response.status}.\`);
    throw new PermanentDeliveryError(\`The service refused the message with \${response.status}.\`);
  },
});
`,
      [`${folder}/plugin.test.ts`]: `import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { hostPlugin, messagesChannelConformance, type ReceivedMessage } from '@bookme/core/testing';
import { expect, it } from 'vitest';
import { create${pascal}Channel } from './channel.ts';

type Posted = { id: string; to: { address: string }; subject: string; text: string };

const messages = new Map<string, Posted>();
let answer = 202;
let server: Server;

/** The other side: keeps a message once, however often it comes, and refuses when told to. */
async function startService(): Promise<string> {
  server = createServer((request, response) => {
    void json(request).then((body) => {
      const posted = body as Posted;
      if (answer < 300) messages.set(posted.id, posted);
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return \`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`;
}

const received = async (messageId: string): Promise<ReceivedMessage[]> =>
  [...messages.values()]
    .filter(({ id }) => id === messageId)
    .map(({ id, to, subject, text }) => ({
      ...{ messageId: id, to: to.address, subject, text },
      ...{ html: null, calendarMethod: null, headers: null },
    }));

messagesChannelConformance('${kebab}', {
  start: async () => ({
    channel: create${pascal}Channel({ url: await startService(), token: 'a token', http: fetch }),
    received,
    refuse: async (how) => {
      answer = how === 'permanently' ? 422 : 503;
      return async () => void (answer = 202);
    },
  }),
  stop: async () => void server.close(),
});

it('is inactive until its token is set', async () => {
  const unset = await hostPlugin(import.meta.dirname);
  expect(unset.state.status).toBe('inactive');
  const set = await hostPlugin(import.meta.dirname, { env: { ${constant}_TOKEN: 'a token' } });
  expect(set.state).toMatchObject({ id: '${kebab}', status: 'active' });
  await set.close();
});
`,
    },
    next: [
      `Run \`npm install\`, so that the lockfile knows ${folder}.`,
      `Replace api.example.com in ${folder}/plugin.ts (permission and address) and speak that service's language in channel.ts.`,
      `Name ${constant}_TOKEN in the README of your installation. Deleting ${folder} removes the plugin.`,
    ],
  };
};
