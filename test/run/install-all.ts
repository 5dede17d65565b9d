import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findTemporal } from '../../core/cli/temporal-binary.ts';
import { findChromium } from '../support/chromium.ts';
import { type Tell } from '../support/install.ts';
import { findTimeSkippingServer } from '../support/time-skipping-server.ts';
import type { StepResult } from './run-step.ts';
import { ROOT } from './steps.ts';

type Needed = readonly [name: string, find: (tell: Tell) => Promise<string>];

/** What the tests need beside npm packages; each is found, or fetched once per machine. */
const needed: readonly Needed[] = [
  ['Temporal', async (note) => (await findTemporal({ note })).file],
  ['Chromium', findChromium],
  ["Temporal's time-skipping server", findTimeSkippingServer],
];

/** A plugin's tests may need a server of their own kind: `plugins/<id>/testing/install.ts` knows how to get it. */
async function neededByPlugins(): Promise<Needed[]> {
  const folder = path.join(ROOT, 'plugins');
  const scripts = readdirSync(folder).map((plugin) => path.join(folder, plugin, 'testing/install.ts'));
  return Promise.all(
    scripts.filter(existsSync).map(async (script): Promise<Needed> => {
      const { name, install } = (await import(pathToFileURL(script).href)) as PluginInstaller;
      return [name, (tell) => install(tell, process.env)];
    }),
  );
}

type PluginInstaller = { name: string; install: (tell: Tell, env: NodeJS.ProcessEnv) => Promise<string> };

/** Looks for everything at once. What cannot be had is a failed step, told with the reason. */
export const installAll = async (tell: Tell): Promise<StepResult[]> =>
  Promise.all(
    [...needed, ...(await neededByPlugins())].map(async ([name, find]) => {
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
