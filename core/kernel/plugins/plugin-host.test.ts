import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  extensionPoints,
  PLUGIN_API_VERSION,
  type ExtensionPoints,
  type OutgoingMessage,
} from '../../plugin-api/index.ts';
import { createPluginHost, type PluginHost } from './plugin-host.ts';

const API = new URL('../../plugin-api/index.ts', import.meta.url).href;
const log = { info: vi.fn(), warn: vi.fn() };
const message = { messageId: 'm1@example.com' } as OutgoingMessage;
let home: string;

beforeEach(() => void (home = mkdtempSync(path.join(tmpdir(), 'bookme-plugins-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Writes a plugin; `manifest` is the source of what definePlugin gets besides its id. */
function plant(id: string, manifest: string, before = ''): void {
  const folder = path.join(home, 'plugins', id);
  mkdirSync(folder, { recursive: true });
  const source = `import { definePlugin, secret, z, PermanentDeliveryError } from '${API}';\n${before}\n`;
  writeFileSync(path.join(folder, 'plugin.ts'), `${source}export default definePlugin({ id: '${id}', ${manifest} });`);
}

const MANIFEST = `name: 'Planted', api: '^1', permissions: ['messages']`;
const channel = (send: string, more = '') =>
  `${MANIFEST}, options: z.object({}), setup({ provide }) { provide('messages.channel', { send: ${send} }, { ${more} }); }`;
const says = (note: string, more = '') => channel(`async () => ({ note: '${note}' })`, more);

const start = (env = {}, rules = extensionPoints): Promise<PluginHost<ExtensionPoints>> =>
  createPluginHost<ExtensionPoints>({
    folder: path.join(home, 'plugins'),
    dataDir: path.join(home, 'data'),
    env,
    points: rules,
    apiVersion: PLUGIN_API_VERSION,
    clock: { now: () => 0 },
    log,
    patienceMs: 1_000,
  });

const stateOf = async (id: string, env = {}) => (await start(env)).list().find((plugin) => plugin.id === id);

it('runs without a folder of plugins', async () => {
  const host = await start();
  expect(host.list()).toEqual([]);
  expect(host.providers('messages.channel')).toEqual([]);
});

it('orders providers by priority and puts stand-ins last', async () => {
  plant('a-plain', says('plain'));
  plant('b-urgent', says('urgent', 'priority: 10'));
  plant('c-stand-in', says('stand-in', 'priority: 99, standIn: true'));
  const host = await start();
  expect(host.providers('messages.channel').map(({ pluginId }) => pluginId)).toEqual([
    'b-urgent',
    'a-plain',
    'c-stand-in',
  ]);
  expect(host.providers('payments.provider')).toEqual([]);
});

it('reports a plugin that throws at load and runs the rest', async () => {
  plant('broken', says('never'), `throw new Error('no such library');`);
  plant('fine', says('here'));
  const host = await start();
  expect(host.list()).toMatchObject([
    { id: 'broken', status: 'failed', reason: 'no such library' },
    { id: 'fine', status: 'active', reason: '' },
  ]);
  expect(await host.providers('messages.channel')[0]?.provider.send(message)).toEqual({ note: 'here' });
});

it.each([
  ['throws in setup', `${MANIFEST}, options: z.object({}), setup() { throw new Error('bad set-up'); }`, 'bad set-up'],
  [
    'never ends its setup',
    `${MANIFEST}, options: z.object({}), setup: () => new Promise(() => {})`,
    'its setup took longer than 1 s',
  ],
  [
    'is made for another API',
    says('x').replace('^1', '^2'),
    'it was made for version ^2 of the plugin API; this BookMe has 1.0.0',
  ],
  ['names no range', says('x').replace('^1', 'new'), 'api must be a range of versions such as ^1'],
  ['asks for an unknown permission', says('x').replace("'messages'", "'everything'"), 'permissions.0 is unknown'],
  [
    'asks for a key of the house',
    says('x').replace('options:', `env: { all: 'BOOKME_SECRET' }, options:`),
    'env.all is a setting that no plugin gets',
  ],
  ['lacks the permission', says('x').replace("'messages'", ''), 'it lacks the permission messages'],
  ['lacks a method', channel('null'), 'its provider of messages.channel has no method send'],
  [
    'provides an unknown point',
    says('x').replace('messages.channel', 'toString'),
    'there is no extension point toString',
  ],
])('reports a plugin that %s', async (_what, manifest, reason) => {
  plant('planted', manifest);
  expect(await stateOf('planted')).toMatchObject({ status: 'failed', reason });
});

it('reports a folder whose plugin has another id, and one that exports no plugin', async () => {
  plant('one', says('x'));
  writeFileSync(path.join(home, 'plugins/one/plugin.ts'), `import x from '../two/plugin.ts';\nexport default x;`);
  plant('two', says('x'));
  mkdirSync(path.join(home, 'plugins/three'));
  writeFileSync(path.join(home, 'plugins/three/plugin.ts'), `export default { id: 'three', setup() {} };`);
  expect((await start()).list().map(({ reason }) => reason)).toEqual([
    'its id is two, but its folder is one',
    'plugin.ts must export default definePlugin({ … })',
    '',
  ]);
});

const WITH_OPTIONS = `${MANIFEST}, options: z.object({ url: secret(), from: z.string().max(9).default('me') }),
  env: { url: 'PLANTED_URL', from: 'PLANTED_FROM' },
  setup({ options, log, provide }) {
    log.info('starting with ' + options.url, { url: options.url });
    if (options.from === 'throw') throw new Error('cannot reach ' + options.url + ' as pa%ss, that is pa%25ss');
    provide('messages.channel', { send: async () => ({ note: options.from }) });
  }`;
const SECRET_URL = 'smtp://me:pa%25ss@mail.example.com';

it('is inactive until its required options are set, and says which setting to set', async () => {
  plant('planted', WITH_OPTIONS);
  expect(await stateOf('planted')).toMatchObject({ status: 'inactive', reason: 'Set PLANTED_URL to use it.' });
  expect(await stateOf('planted', { PLANTED_URL: '' })).toMatchObject({ status: 'inactive' });
  expect(await stateOf('planted', { PLANTED_URL: SECRET_URL })).toMatchObject({ status: 'active' });
});

it('fails on a wrong option and names the variable', async () => {
  plant('planted', WITH_OPTIONS);
  const state = await stateOf('planted', { PLANTED_URL: SECRET_URL, PLANTED_FROM: 'much too long' });
  expect(state).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^PLANTED_FROM: /) });
});

it('shows no secret, neither in reasons nor in logs', async () => {
  plant('planted', WITH_OPTIONS);
  const state = await stateOf('planted', { PLANTED_URL: SECRET_URL, PLANTED_FROM: 'throw' });
  expect(state?.reason).toBe('cannot reach ••• as •••, that is •••');
  expect(log.info).toHaveBeenCalledWith('starting with •••', { url: '•••', plugin: 'planted' });
  expect(JSON.stringify([...log.info.mock.calls, ...log.warn.mock.calls])).not.toMatch(/pa%/);
});

it('knows which failed plugins would have provided a point', async () => {
  plant('planted', `${MANIFEST}, options: z.object({}), setup() { throw new Error('no'); }`);
  const host = await start();
  expect(host.failed('messages.channel')).toEqual(['planted']);
  expect(host.failed('payments.provider')).toEqual([]);
});

const shortOfTime = {
  ...extensionPoints,
  'messages.channel': { permission: 'messages', methods: { send: 50 } },
} as const;

it('ends the wait for a provider that hangs and names the plugin', async () => {
  plant('planted', channel('() => new Promise(() => {})'));
  const [provided] = (await start({}, shortOfTime)).providers('messages.channel');
  await expect(provided?.provider.send(message)).rejects.toMatchObject({
    kind: 'operational',
    code: 'plugin.timed_out',
    message: 'planted: messages.channel send took longer than 0.05 s',
  });
});

it('turns a crash of a provider into an operational error without secrets', async () => {
  const crash = `async () => { throw Object.assign(new TypeError('x of ' + options.url), { auth: options.url }); }`;
  plant('planted', WITH_OPTIONS.replace('async () => ({ note: options.from })', crash));
  const [provided] = (await start({ PLANTED_URL: SECRET_URL })).providers('messages.channel');
  const error = (await provided?.provider.send(message).then(undefined, (error: Error) => error)) as Error | undefined;
  expect(error).toMatchObject({ kind: 'operational', code: 'plugin.failed', message: 'planted: x of •••' });
  expect(error?.cause).toMatchObject({ name: 'TypeError', message: 'x of •••' });
  expect(inspect(error)).not.toContain('pa%25ss');
});

it('hands on the errors that the extension point declares', async () => {
  plant('planted', channel(`async () => { throw new PermanentDeliveryError('550 no such user'); }`));
  const [provided] = (await start()).providers('messages.channel');
  await expect(provided?.provider.send(message)).rejects.toMatchObject({
    name: 'PermanentDeliveryError',
    message: '550 no such user',
  });
});

it('ignores a provider that comes after setup timed out', async () => {
  const late = `setup: async ({ provide }) => { await new Promise((go) => setTimeout(go, 1_200)); provide('messages.channel', { send: async () => ({ note: '' }) }); }`;
  plant('planted', `${MANIFEST}, options: z.object({}), ${late}`);
  const host = await start();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(host.providers('messages.channel')).toEqual([]);
});

const setup = (permission: string, body: string) =>
  `name: 'Planted', api: '^1', permissions: [${permission}], options: z.object({}), async setup(ctx) { ${body} }`;

it('gives files and hosts by permission only', async () => {
  plant('a-files', setup(`'files:mail'`, `await ctx.files('mail');`));
  plant('b-files', setup(`'files:mail'`, `await ctx.files('../secret');`));
  plant('c-http', setup(`'http:api.example.com'`, `await ctx.http('https://other.example.com/');`));
  plant('d-http', setup(`'http:api.example.com'`, `await ctx.http('http://api.example.com/');`));
  expect((await start()).list().map(({ reason }) => reason)).toEqual([
    '',
    'it lacks the permission files:../secret',
    'it lacks the permission http:other.example.com',
    'it may only call https',
  ]);
  expect(existsSync(path.join(home, 'data/mail'))).toBe(true);
  expect(existsSync(path.join(home, 'secret'))).toBe(false);
});

it('closes in reverse order, past a hook that fails, and also what a failed setup had opened', async () => {
  const note = (text: string) => `ctx.onClose(() => { (globalThis.closed ??= []).push('${text}'); });`;
  const bad = `ctx.onClose(() => { throw new Error('stuck'); });`;
  plant('good', setup('', `${note('first')}${bad}${note('second')}`));
  plant('half', setup('', `${note('opened')} throw new Error('then failed');`));
  const host = await start();
  await host.close();
  expect(Reflect.get(globalThis, 'closed')).toEqual(['opened', 'second', 'first']);
  expect(log.warn).toHaveBeenCalledWith('plugin did not close cleanly', { plugin: 'good', reason: 'Error: stuck' });
});
