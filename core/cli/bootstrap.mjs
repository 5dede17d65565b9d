// The one file that must run on whatever Node the machine has (20 or newer), before anything is installed:
// plain JavaScript, no dependency. It installs what is missing and hands over to the pinned Node 26.
//
//   node core/cli/bootstrap.mjs start               install if needed, then core/cli/start.ts
//   node core/cli/bootstrap.mjs run FILE.ts [ARGS]  install if needed, then that file
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const MODULES = path.join(ROOT, 'node_modules');
const STAMP = path.join(MODULES, '.cache', 'bookme', 'installed');
const OLDEST_NODE = 20;
const PROGRESS_EVERY_MS = 3000;

const giveUp = (message) => {
  console.error(`\n${message}`);
  process.exit(1);
};
const majorOf = (version) => Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0);
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const withCommas = (count) => count.toLocaleString('en');

/** npm writes down what it has installed; it is compared with what the lockfile asks for. */
function installState() {
  const hidden = path.join(MODULES, '.package-lock.json');
  if (!existsSync(hidden)) return 'missing';
  const installed = readJson(hidden).packages ?? {};
  const wanted = readJson(path.join(ROOT, 'package-lock.json')).packages ?? {};
  const withDev = Object.values(installed).some((one) => one.dev); // installed with --omit=dev: do not ask for them
  const differs = Object.entries(wanted).some(([place, one]) => {
    if (!place.includes('node_modules/') || one.optional || one.devOptional || (one.dev && !withDev)) return false;
    return one.link
      ? !installed[place] && existsSync(path.join(ROOT, one.resolved))
      : installed[place]?.version !== one.version;
  });
  if (!differs) return 'complete';
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === installKey() ? 'complete' : 'outdated';
}

/**
 * What was installed from: the lockfile and the workspaces that are there. When a plugin was removed, npm leaves out
 * packages that the lockfile still lists, and this tells that nothing more is to be had.
 */
function installKey() {
  const lockfile = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');
  const places = Object.keys(JSON.parse(lockfile).packages ?? {});
  const workspaces = places.filter((place) => !place.includes('node_modules/') && existsSync(path.join(ROOT, place)));
  return createHash('sha256').update(lockfile).update(workspaces.join('\n')).digest('hex');
}

const packagesToInstall = () =>
  Object.entries(readJson(path.join(ROOT, 'package-lock.json')).packages ?? {}).filter(
    ([place, one]) => place.includes('node_modules/') && !one.link && !one.optional,
  ).length;

/** npm as it was started, else the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && script.endsWith('npm-cli.js')) return [process.execPath, [script]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/** Runs npm with a line of progress now and then; its own output is shown when it fails. */
function npm(args, { total = 0 } = {}) {
  const [program, first] = npmCommand();
  const child = spawn(program, [...first, ...args, '--loglevel=http', '--no-audit', '--no-fund', '--no-progress'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const said = [];
  let fetched = 0;
  let unfinished = '';
  const read = (chunk) => {
    const lines = (unfinished + chunk).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) {
      if (/^npm http .*\.tgz/.test(line)) fetched += 1;
      else if (line.trim() && !line.startsWith('npm http')) said.push(line);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  let told = 0;
  const timer = setInterval(() => {
    const share = total > 0 ? ` of about ${withCommas(total)}` : '';
    if (fetched > told) console.log(`  ${withCommas(Math.min(fetched, total || fetched))}${share} packages`);
    else console.log(fetched > 0 ? '  unpacking' : '  waiting for the package registry');
    told = fetched;
  }, PROGRESS_EVERY_MS);
  return new Promise((resolve) => {
    const end = (ok, reason) => {
      clearInterval(timer);
      resolve({ ok, output: [...said, unfinished, reason].filter(Boolean).slice(-25).join('\n') });
    };
    child.once('error', (error) => end(false, error.message));
    child.once('close', (code, signal) => end(code === 0, code === 0 ? '' : `npm ended with ${signal ?? code}`));
  });
}

async function ensureInstalled() {
  const state = installState();
  if (state === 'complete') return;
  console.log(
    state === 'missing' ? 'Installing packages (once, about a minute)' : 'The lockfile changed: updating packages',
  );
  const total = packagesToInstall();
  let result = await npm(state === 'missing' ? ['ci'] : ['install', '--no-save'], { total });
  // `npm ci` refuses a tree from which a plugin was removed; `npm install` takes it as it is
  if (!result.ok && state === 'missing') {
    console.log('  npm ci refuses the lockfile: installing with npm install');
    result = await npm(['install', '--no-save'], { total });
  }
  if (!result.ok) {
    giveUp(
      `${result.output}\n\nThe packages could not be installed (see above). ` +
        'Is the npm registry reachable? Run `npm ci` to see all of it, then start again.',
    );
  }
  mkdirSync(path.dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, installKey());
  console.log('Packages installed');
}

const runs26 = (program) => {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 && majorOf(stdout) >= 26;
};

/** The pinned Node. Its package brings it by an install script, which a strict npm may have skipped. */
async function node26() {
  const pinned = path.join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned) && runs26(pinned)) return pinned;
  console.log('Fetching Node 26');
  const rebuilt = await npm(['rebuild', 'node', '--ignore-scripts=false']);
  if (existsSync(pinned) && runs26(pinned)) return pinned;
  if (majorOf(process.version) >= 26) return process.execPath;
  return giveUp(
    `${rebuilt.output}\n\nNode 26 could not be installed: the npm package "node" fetches it in an install script. ` +
      'Either allow that script (npm config get ignore-scripts and allow-scripts tell what forbids it; ' +
      'then `npm rebuild node`), or install Node 26 yourself and start again.',
  );
}

/**
 * npm hands no signal on to us: its shell dies of it and leaves us behind. So we look whether npm and that shell
 * still live. Started without npm we have a parent that may well end before us.
 */
function whenNpmIsGone(act) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const stat = path.join('/proc', String(parent), 'stat');
  // a shell in between: "1234 (sh) S 1200 …"; where there is no /proc, the shell gives way to us
  const shell = existsSync(stat) ? /\((?:\w*sh)\) \S (\d+)/.exec(readFileSync(stat, 'utf8')) : null;
  const npmProcess = shell ? Number(shell[1]) : parent;
  const lives = (pid) => {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      return error.code === 'EPERM';
    }
  };
  const timer = setInterval(() => {
    if (process.ppid === parent && lives(npmProcess)) return;
    clearInterval(timer);
    act();
  }, 500);
}

/** Runs the file, passes signals on to it and ends as it ended. */
function handOver(node, file, args, withChannel) {
  const child = spawn(node, [path.resolve(ROOT, file), ...args], {
    cwd: ROOT,
    // the channel closes when this process is killed, and tells the launcher to stop
    stdio: withChannel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { ...process.env, PATH: path.join(MODULES, '.bin') + path.delimiter + (process.env.PATH ?? '') },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmIsGone(() => child.kill('SIGTERM'));
  child.once('error', (error) => giveUp(`${node} could not be run: ${error.message}`));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [command, ...rest] = process.argv.slice(2);
const [file, ...args] = command === 'start' ? ['core/cli/start.ts', ...rest] : command === 'run' ? rest : [];
if (!file) giveUp('usage: bootstrap.mjs start | bootstrap.mjs run FILE.ts [ARGUMENTS]');
if (majorOf(process.version) < OLDEST_NODE) {
  giveUp(
    `BookMe needs Node ${OLDEST_NODE} or newer to install itself; this is ${process.version}. See https://nodejs.org.`,
  );
}
await ensureInstalled();
handOver(await node26(), file, args, command === 'start');
