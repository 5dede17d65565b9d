import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A process named so that a later one with the same number is not mistaken for it:
 * numbers are used again after a restart of the machine or the container, start times are not.
 */
export type ProcessIdentity = { readonly pid: number; readonly started: string };

/** Who runs under this number now; undefined when nobody does (a zombie counts as nobody). */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** The command line of a process, empty when it is gone or not ours to read. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'args=');
  return (readOrUndefined(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/**
 * Sends each signal in turn until the process has ended, waiting `graceMs` after each.
 * Returns whether it has ended.
 */
export async function endProcess(
  identity: ProcessIdentity,
  steps: readonly { readonly signal: NodeJS.Signals; readonly graceMs: number }[],
): Promise<boolean> {
  for (const { signal, graceMs } of steps) {
    if (!sendSignal(identity, signal)) return true;
    const deadline = performance.now() + graceMs;
    while (performance.now() < deadline) {
      if (!isRunning(identity)) return true;
      await sleep(25);
    }
  }
  return !isRunning(identity);
}

function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false; // ended between the look and the signal
    throw error;
  }
}

function startedOnLinux(pid: number): string | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // the second field is the program's name in brackets and may hold spaces and brackets: count from its end
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${readOrUndefined('/proc/sys/kernel/random/boot_id')?.trim() ?? 'boot'}:${fields[19]}`;
}

function startedElsewhere(pid: number): string | undefined {
  if (ps(pid, 'stat=').startsWith('Z')) return undefined;
  return ps(pid, 'lstart=') || undefined;
}

function ps(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return ''; // ps exits 1 when there is no such process
  }
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
    throw error;
  }
}
