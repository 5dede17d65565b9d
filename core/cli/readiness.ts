import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../kernel/config/config.ts';
import { StartupError } from './startup-error.ts';

const WITHIN_MS = 60_000;

/**
 * Waits until processes have said that they are ready.
 * @throws StartupError naming those that have not within a minute
 */
export async function untilSaid(
  saidReady: ReadonlySet<string>,
  names: readonly string[],
  stop: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  const silent = (): string[] => names.filter((name) => !saidReady.has(name));
  while (silent().length > 0) {
    stop.throwIfAborted();
    if (performance.now() > deadline) throw new StartupError(`Not ready within a minute: ${silent().join(', ')}.`);
    await sleep(50);
  }
}

/**
 * Waits until the API says that it is ready.
 * @throws StartupError with its last answer when it is not within a minute
 */
export async function untilAnswers({ host, port }: Config, stop: AbortSignal): Promise<void> {
  const reachable =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const url = `http://${reachable}:${port}/readyz`;
  const deadline = performance.now() + WITHIN_MS;
  let last = 'no answer';
  while (performance.now() < deadline) {
    stop.throwIfAborted();
    const answer = await ask(url);
    if (answer === undefined) return;
    last = answer;
    await sleep(150);
  }
  throw new StartupError(`BookMe did not become ready within a minute. ${url} said last: ${last}`);
}

/** undefined: ready. Else what it said. */
async function ask(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return response.ok ? undefined : `${response.status} ${(await response.text()).slice(0, 500)}`;
  } catch (error) {
    return (error as Error).cause instanceof Error
      ? ((error as Error).cause as Error).message
      : (error as Error).message;
  }
}
