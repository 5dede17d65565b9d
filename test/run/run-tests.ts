import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { countReport, failuresOf, type Count, type VitestReport } from './count.ts';
import { ROOT, vitest } from './steps.ts';

export type TestPart = {
  readonly projects: readonly string[];
  /** After this it is ended and counts as failed: a hanging test must not hide the results of the others. */
  readonly limitMinutes: number;
};

/** Runs vitest projects with their output in sight, counts from the machine-readable report, and names what failed. */
export async function runTests({ projects, limitMinutes }: TestPart): Promise<{ count: Count; failures: string[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bookme-gate-'));
  const file = path.join(folder, 'report.json');
  const [script, ...args] = vitest(projects, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`);
  const child = spawn(process.execPath, [path.join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const limit = setTimeout(() => {
    console.log(`${projects.join(', ')}: ended after ${limitMinutes} minutes`);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  }, limitMinutes * 60_000);
  const exitedWell = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
  clearTimeout(limit);
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as VitestReport) : undefined;
  rmSync(folder, { recursive: true, force: true });
  const failures = failuresOf(report).map((failure) => failure.replace(`${ROOT}${path.sep}`, ''));
  return { count: countReport(report, exitedWell), failures };
}
