import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { StartupError } from './startup-error.ts';

/** What a user interface is built from, besides its own folder. */
const SHARED = ['core/client/**/*.ts', 'booking-ui/src/kit/**/*', 'package-lock.json'];
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
  const exclude = (file: string): boolean => IGNORED.has(path.basename(file)) || file.endsWith('.d.ts');
  const files = [`${name}/**/*`, ...SHARED].flatMap((pattern) => globSync(pattern, { cwd: root, exclude }));
  const hash = createHash('sha256');
  for (const file of [...new Set(files)].toSorted()) {
    const absolute = path.join(root, file);
    if (!statSync(absolute).isFile()) continue;
    hash.update(`${file}\0`).update(readFileSync(absolute)).update('\0');
  }
  return hash.digest('hex');
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
