import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { NameRefused } from './names.ts';
import { newMigration } from './new-migration.ts';
import { newModule } from './new-module.ts';
import { newPage } from './new-page.ts';
import { newPlugin } from './new-plugin.ts';
import { newWorkflow } from './new-workflow.ts';
import type { SkeletonMaker } from './skeleton.ts';
import { writeSkeleton } from './write-skeleton.ts';

// npm run new module|plugin|workflow|migration|page NAME
const makers: Readonly<Record<string, SkeletonMaker>> = {
  module: newModule,
  migration: newMigration,
  page: newPage,
  plugin: newPlugin,
  workflow: newWorkflow,
};
const USAGE = `usage: npm run new ${Object.keys(makers).join('|')} NAME`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { root: { type: 'string' } } });
const [kind = '', name = '', ...more] = positionals;
const root = path.resolve(values.root ?? path.join(import.meta.dirname, '../../..'));

/** Long names break lines elsewhere; the formatter has the last word. */
function layOut(files: readonly string[]): void {
  const prettier = path.join(root, 'node_modules/prettier/bin/prettier.cjs');
  spawnSync(process.execPath, [prettier, '--write', '--log-level=error', ...files], { cwd: root, stdio: 'inherit' });
}

try {
  const make = Object.hasOwn(makers, kind) ? makers[kind] : undefined;
  if (!make || more.length > 0) throw new NameRefused(USAGE);
  const skeleton = make(name, { root, now: Temporal.Now.instant() });
  writeSkeleton(root, skeleton);
  const changed = Object.keys(skeleton.edits ?? {});
  layOut([...Object.keys(skeleton.files), ...changed]);
  console.log(
    `Written:\n${Object.keys(skeleton.files)
      .map((file) => `  ${file}`)
      .join('\n')}`,
  );
  if (changed.length > 0) console.log(`Changed:\n${changed.map((file) => `  ${file}`).join('\n')}`);
  console.log(`\nNext:\n${skeleton.next.map((step, at) => `  ${at + 1}. ${step}`).join('\n')}`);
} catch (error) {
  if (!(error instanceof NameRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
