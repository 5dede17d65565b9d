import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

// The launcher for real, with a real PostgreSQL; API, worker and seed are stand-ins, Temporal is somebody else's.
const CLI = import.meta.dirname;
const PATIENCE = { timeout: 30_000, interval: 50 };
const PROGRAMS = {
  prepare: `process.send({ applied: [], adminEmail: 'admin@example.com', adminPassword: 'made-up-once', pageSlug: 'demo' }); process.disconnect();`,
  api: `
    import { createServer } from 'node:http';
    import { exitWithParent } from '${CLI}/parent-watch.ts';
    exitWithParent();
    const server = createServer((request, response) => response.end('ready')).listen(process.env.PORT, process.env.HOST, () => process.send({ type: 'ready' }));
    process.on('SIGTERM', () => { server.close(); server.closeAllConnections(); process.disconnect?.(); });`,
  worker: `
    import { exitWithParent } from '${CLI}/parent-watch.ts';
    exitWithParent();
    const timer = setInterval(() => {}, 1000);
    process.send({ type: 'ready' });
    process.on('SIGTERM', () => { clearInterval(timer); process.disconnect?.(); });`,
};

let root: string;
const starts: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bookme-launcher-'));
  chmodSync(root, 0o755);
  for (const [name, code] of Object.entries(PROGRAMS)) writeFileSync(path.join(root, `${name}.mjs`), code);
  const programs = Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, path.join(root, `${name}.mjs`)]));
  writeFileSync(
    path.join(root, 'start.mjs'),
    `import { launch } from '${CLI}/launcher.ts';
    const stop = new AbortController();
    process.on('SIGTERM', () => stop.abort());
    const programs = ${JSON.stringify(programs)};
    try {
      process.exitCode = await launch({ root: ${JSON.stringify(root)}, env: process.env, print: console.log, stop: stop.signal, programs });
    } catch (error) {
      console.log(error.message);
      process.exitCode = 1;
    }`,
  );
});
afterEach(async () => {
  for (const child of starts.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(root, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(root, 'start.mjs')], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      HOST: '127.0.0.1',
      PORT: '0',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  starts.push(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const says = (text: string | RegExp) => vi.waitFor(() => expect(said).toMatch(text), PATIENCE);
  return { child, ended, says, said: () => said };
}

const children = (): Record<string, ProcessIdentity> =>
  JSON.parse(readFileSync(path.join(root, '.bookme', 'run.json'), 'utf8'));
const ready = 'BookMe is ready';

it('prints where everything is, and on SIGTERM leaves no process behind', async () => {
  const bookme = start();
  await bookme.says(ready);
  expect(bookme.said()).toMatch(/Booking page +http:\/\/localhost:\d+\/b\/demo/);
  expect(bookme.said()).toMatch(/Admin +http:\/\/localhost:\d+\/admin/);
  expect(bookme.said()).toMatch(/Password +made-up-once/);
  const running = Object.values(children());
  expect(running.map(isRunning)).toEqual([true, true, true]);
  bookme.child.kill('SIGTERM');
  expect(await bookme.ended).toBe(0);
  expect(running.map(isRunning)).toEqual([false, false, false]);
});

it('refuses a second start on the same data and lets the first one be', async () => {
  const first = start();
  await first.says(ready);
  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.said()).toMatch(/already runs on .*\.bookme at http:\/\/localhost:\d+ \(process \d+\)/);
  expect(Object.values(children()).every(isRunning)).toBe(true);
});

it('starts again after it was killed, and ends what was left of it', async () => {
  const killed = start();
  await killed.says(ready);
  const left = children();
  killed.child.kill('SIGKILL');
  await killed.ended;
  const again = start();
  await again.says(ready);
  expect(Object.values(left).some(isRunning)).toBe(false);
  expect(again.said()).toContain('stopping the PostgreSQL');
});

it('its children notice by themselves that it was killed', async () => {
  const killed = start();
  await killed.says(ready);
  const { API, worker } = children() as { API: ProcessIdentity; worker: ProcessIdentity };
  killed.child.kill('SIGKILL');
  await vi.waitFor(() => expect([API, worker].some(isRunning)).toBe(false), PATIENCE);
  await start().says(ready); // whose end stops the PostgreSQL as well
});

it.each(['API', 'worker', 'PostgreSQL'])('brings back the %s when it is killed', async (name) => {
  const bookme = start();
  await bookme.says(ready);
  const before = children()[name] as ProcessIdentity;
  process.kill(before.pid, 'SIGKILL');
  await bookme.says(`${name} runs again`);
  const after = children()[name] as ProcessIdentity;
  expect(after.pid).not.toBe(before.pid);
  expect(isRunning(after)).toBe(true);
});

it('lists wrong settings before it starts anything', async () => {
  const bookme = start({ PORT: 'x', BOOKME_SEED: 'full' });
  expect(await bookme.ended).toBe(1);
  expect(bookme.said()).toMatch(/2 settings are wrong[^]*PORT[^]*BOOKME_SEED/);
});
