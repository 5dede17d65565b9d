import { findTemporal } from '../../core/cli/temporal-binary.ts';
import { findChromium } from '../support/chromium.ts';
import { type Tell } from '../support/install.ts';
import { findTimeSkippingServer } from '../support/time-skipping-server.ts';
import type { StepResult } from './run-step.ts';

/** What the tests need beside npm packages; each is found, or fetched once per machine. */
const needed: readonly [name: string, find: (tell: Tell) => Promise<string>][] = [
  ['Temporal', async (note) => (await findTemporal({ note })).file],
  ['Chromium', findChromium],
  ["Temporal's time-skipping server", findTimeSkippingServer],
];

/** Looks for everything at once. What cannot be had is a failed step, told with the reason. */
export const installAll = (tell: Tell): Promise<StepResult[]> =>
  Promise.all(
    needed.map(async ([name, find]) => {
      const began = performance.now();
      const result = (passed: boolean, output: string): StepResult => ({
        name,
        passed,
        seconds: (performance.now() - began) / 1000,
        output,
      });
      try {
        const place = await find((line) => tell(`${name}: ${line}`));
        tell(`${name}: ${place}`);
        return result(true, place);
      } catch (error) {
        return result(false, (error as Error).message);
      }
    }),
  );
