import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { createServer } from 'vite';
import { ROOT } from './steps.ts';

// Checks the types of a user interface: `node test/run/interface-types.ts admin-ui`.
// Vite's plugins write types of their own when they start (the admin's kit does); without them vue-tsc would accept anything.
const name = process.argv[2] ?? 'booking-ui';
const folder = path.join(ROOT, name);
const server = await createServer({
  root: folder,
  configFile: path.join(folder, 'vite.config.ts'),
  server: { middlewareMode: true, ws: false },
  optimizeDeps: { noDiscovery: true },
  logLevel: 'warn',
});
await server.close();

const vueTsc = path.join(ROOT, 'node_modules/vue-tsc/bin/vue-tsc.js');
const cache = path.join(ROOT, `node_modules/.cache/tsc/${name}.tsbuildinfo`);
const args = ['--noEmit', '--incremental', '--tsBuildInfoFile', cache, '-p', folder];
const { status } = spawnSync(process.execPath, [vueTsc, ...args], { cwd: ROOT, stdio: 'inherit' });
process.exit(status ?? 1);
