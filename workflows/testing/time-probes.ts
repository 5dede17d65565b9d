import '../deterministic-time.ts';
import { sleep } from '@temporalio/workflow';

const DAY = 86_400_000;

/** What the clocks of a workflow say after a day of its time, ISO 8601. */
export async function readClocks(): Promise<{ now: string; date: string; zone: string }> {
  await sleep(DAY);
  return {
    now: Temporal.Now.instant().toString(),
    date: new Date(Date.now()).toISOString(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** The rest of Temporal is there as ever. */
export const readWallTime = async (): Promise<string> =>
  Temporal.Instant.from('2026-03-29T00:59:59Z').add({ seconds: 1 }).toZonedDateTimeISO('Europe/Berlin').toString();
