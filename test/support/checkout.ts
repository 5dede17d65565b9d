import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../run/steps.ts';

const LEFT_OUT = new Set(['node_modules', '.git', 'dist', '.bookme', 'coverage', 'test-artifacts']);
const OWN = new Set(['@bookme', '.cache', '.vite', '.vite-temp', '.package-lock.json']);
const WORKSPACES = ['core', 'workflows', 'temporal-config', 'booking-ui', 'admin-ui'];

/** A copy of the sources that may be changed at will. Packages are shared with the original; workspaces are its own. */
export function copyOfSources(): { root: string; remove: () => void } {
  const root = mkdtempSync(path.join(tmpdir(), 'bookme-checkout-'));
  for (const entry of readdirSync(ROOT)) {
    if (LEFT_OUT.has(entry)) continue;
    const filter = (source: string): boolean => !LEFT_OUT.has(path.basename(source));
    cpSync(path.join(ROOT, entry), path.join(root, entry), { recursive: true, filter });
  }
  mkdirSync(path.join(root, 'node_modules/@bookme'), { recursive: true });
  for (const entry of readdirSync(path.join(ROOT, 'node_modules'))) {
    if (!OWN.has(entry)) symlinkSync(path.join(ROOT, 'node_modules', entry), path.join(root, 'node_modules', entry));
  }
  for (const name of WORKSPACES) symlinkSync(path.join(root, name), path.join(root, 'node_modules/@bookme', name));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
