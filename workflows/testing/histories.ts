import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TimeSkipping } from './time-skipping.ts';

const WORKFLOWS = path.resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(path.join(WORKFLOWS, 'package.json'), 'utf8')) as { version: string };

/** Set by `npm run record-histories -w workflows`. */
const RECORD = process.env['BOOKME_RECORD_HISTORIES'] === '1';

/** Keeps every run of one test as `<workflow>/histories/<release>/<test>.json`, when recording was asked for. */
export async function recordHistories(server: TimeSkipping, workflow: string, id: string, test: string): Promise<void> {
  if (!RECORD) return;
  const folder = path.join(WORKFLOWS, workflow, 'histories', version);
  mkdirSync(folder, { recursive: true });
  const name = test.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  for (const [index, runId] of server.runs(id).entries()) {
    const history = historyToJSON(await server.handle(id, runId).fetchHistory());
    const file = `${name}${index === 0 ? '' : `.${index + 1}`}.json`;
    writeFileSync(path.join(folder, file), `${history}\n`);
  }
}

/** Every recorded run of every release, named by its file. */
export const recordedHistories = (): { workflowId: string; history: unknown }[] =>
  globSync('*/histories/*/*.json', { cwd: WORKFLOWS })
    .sort()
    .map((file) => ({
      workflowId: file,
      history: JSON.parse(readFileSync(path.join(WORKFLOWS, file), 'utf8')) as unknown,
    }));
