import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { StartupError } from './startup-error.ts';

/** What a user interface is built from, besides its own folder. */
const SHARED = ['core/client', 'booking-ui/src/kit', 'package-lock.json'];
/** Made by the build, or of no consequence to it. */
const IGNORED = new Set(['dist', 'node_modules', '.nuxt-ui', 'coverage', 'test']);

/**
 * Builds a user interface when its sources have changed since its last build. Answers whether it was built.
 *
 * @param name folder in the root, such as `booking-ui`; without a vite.config it has nothing to build
 * @throws StartupError with the end of Vite's output
 */
export async function buildUi(root: string, name: string, signal?: AbortSignal): Promise<boolean> {
  const folder = path.join(root, name);
  if (globSync('vite.config.*', { cwd: folder }).length === 0) return false;
  const built = path.join(folder, 'dist', 'index.html');
  const stamp = path.join(root, 'node_modules', '.cache', 'bookme', `${name}.built`);
  const key = sourcesKey(root, name);
  if (existsSync(built) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return false;
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) {
    if (existsSync(built)) return false; // an image ships it ready and leaves out the tools
    throw new StartupError(`${name} is not built and Vite, which builds it, is not installed. Run npm ci.`);
  }
  await runVite(vite, folder, name, signal);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  return true;
}

/** A hash of names and contents: file times change with every checkout and mean nothing. */
export function sourcesKey(root: string, name: string): string {
  const files = [name, ...SHARED].flatMap((place) => filesIn(root, place));
  const hash = createHash('sha256');
  for (const file of [...new Set(files)].toSorted()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(root: string, place: string): string[] {
  const found = statSync(path.join(root, place), { throwIfNoEntry: false });
  if (!found || IGNORED.has(path.basename(place)) || place.endsWith('.d.ts')) return [];
  if (found.isFile()) return [place];
  return readdirSync(path.join(root, place)).flatMap((entry) => filesIn(root, path.join(place, entry)));
}

async function runVite(vite: string, folder: string, name: string, signal?: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => tail.push(line));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new StartupError(`${name} could not be built:\n${tail.slice(-25).join('\n')}`);
}
