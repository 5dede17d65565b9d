import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

// The real bootstrap in a repository of two files, with a stand-in for npm that notes what it is asked.
let root: string;
const at = (file: string): string => path.join(root, file);
const put = (file: string, text: string): void => {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), text);
};
const lockfile = (version: string): string =>
  JSON.stringify({
    packages: { '': {}, 'node_modules/zod': { version }, 'node_modules/fsevents': { version: '1', optional: true } },
  });
const NPM = `#!/bin/sh
echo "$1 $2" >> npm-calls
if [ -f "refuse-$1" ]; then echo "npm error code EUSAGE"; exit 1; fi
if [ "$1" = rebuild ] && [ -f no-node ]; then exit 0; fi
mkdir -p node_modules/node/bin
cp package-lock.json node_modules/.package-lock.json
if [ "$1" = rebuild ] || [ ! -f scripts-blocked ]; then ln -sf ${process.execPath} node_modules/node/bin/node; fi
`;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bookme-bootstrap-'));
  mkdirSync(at('core/cli'), { recursive: true });
  copyFileSync(path.join(import.meta.dirname, 'bootstrap.mjs'), at('core/cli/bootstrap.mjs'));
  put('package.json', '{}');
  put('package-lock.json', lockfile('4.0.0'));
  put('bin/npm', NPM);
  chmodSync(at('bin/npm'), 0o755);
  put('hello.ts', 'const word: string = process.argv[2] ?? ""; console.log(`hello ${word}`); process.exitCode = 7;');
});
afterEach(() => rmSync(root, { recursive: true }));

function run(...args: string[]) {
  return watch([at('core/cli/bootstrap.mjs'), ...args]);
}

function watch(args: string[]) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: `${at('bin')}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number, said })) };
}
const npmCalls = (): string[] =>
  existsSync(at('npm-calls')) ? readFileSync(at('npm-calls'), 'utf8').trim().split('\n') : [];

it('installs what is missing, once, and ends as the file ends', async () => {
  expect(await run('run', 'hello.ts', 'Ada').ended).toEqual({
    code: 7,
    said: expect.stringMatching(/Installing packages[^]*hello Ada/),
  });
  expect(await run('run', 'hello.ts', 'Ada').ended).toEqual({ code: 7, said: 'hello Ada\n' });
  expect(npmCalls()).toEqual(['ci --loglevel=http']);
});

it('installs again when the lockfile asks for another version', async () => {
  await run('run', 'hello.ts').ended;
  put('package-lock.json', lockfile('4.0.1'));
  expect((await run('run', 'hello.ts').ended).said).toContain('The lockfile changed');
  expect(npmCalls()).toEqual(['ci --loglevel=http', 'install --no-save']);
});

it('installs once from a tree from which a plugin was removed', async () => {
  const packages = { '': {}, 'plugins/gone': {}, 'plugins/gone/node_modules/nodemailer': { version: '7.0.0' } };
  put('package-lock.json', JSON.stringify({ packages }));
  put('bin/npm', NPM.replace('cp package-lock.json', 'echo "{}" >'));
  await run('run', 'hello.ts').ended;
  expect((await run('run', 'hello.ts').ended).said).toBe('hello \n');
  expect(npmCalls()).toHaveLength(1);
});

it('installs from a tree that npm ci refuses', async () => {
  put('refuse-ci', '');
  expect((await run('run', 'hello.ts').ended).code).toBe(7);
  expect(npmCalls()).toEqual(['ci --loglevel=http', 'install --no-save']);
});

it('says why when nothing can be installed', async () => {
  put('refuse-ci', '');
  put('refuse-install', '');
  const { code, said } = await run('run', 'hello.ts').ended;
  expect(code).toBe(1);
  expect(said).toMatch(/EUSAGE[^]*The packages could not be installed/);
});

it('fetches Node 26 itself when install scripts were not allowed to', async () => {
  put('scripts-blocked', '');
  expect((await run('run', 'hello.ts').ended).code).toBe(7);
  expect(npmCalls()).toEqual(['ci --loglevel=http', 'rebuild node']);
});

it('passes a signal on and reports how it ended', async () => {
  put('wait.ts', `process.on('SIGTERM', () => process.exit(3)); console.log('waiting'); setInterval(() => {}, 1000);`);
  const { child, ended } = run('run', 'wait.ts');
  child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('waiting') && child.kill('SIGTERM'));
  expect((await ended).code).toBe(3);
});

it.each(['SIGTERM', 'SIGKILL'] as const)('ends the file when npm, its parent, ends by %s', async (signal) => {
  put('wait.ts', `process.on('SIGTERM', () => process.exit(3)); console.log('waiting'); setInterval(() => {}, 1000);`);
  put(
    'npm.cjs',
    `
    process.on('SIGTERM', () => { shell.kill('SIGTERM'); process.exit(); });
    const shell = require('node:child_process').spawn('sh', ['-c', 'node core/cli/bootstrap.mjs run wait.ts; true'], {
      stdio: 'inherit',
      env: { ...process.env, npm_lifecycle_event: 'start' },
    });`,
  );
  const { child, ended } = watch([at('npm.cjs')]);
  child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('waiting') && child.kill(signal));
  await ended; // closes with the last process that holds its output
});

it('tells the launcher when it is killed, so that everything stops', async () => {
  put(
    'core/cli/start.ts',
    `
    import { writeFileSync } from 'node:fs';
    process.on('disconnect', () => { writeFileSync('noticed', ''); process.exit(); });
    console.log('running'); setInterval(() => {}, 1000);`,
  );
  const { child, ended } = run('start');
  child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('running') && child.kill('SIGKILL'));
  await ended; // closes with the last process that holds its output
  expect(existsSync(at('noticed'))).toBe(true);
});
