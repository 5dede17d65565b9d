import type { TestProject } from 'vitest/node';
import { startRunningSystem } from '../support/running-system.ts';

declare module 'vitest' {
  interface ProvidedContext {
    system: { baseUrl: string; dataDir: string; email: string; password: string };
  }
}

/** One fully started BookMe for all browser tests: what a newcomer gets from `npm start`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const system = await startRunningSystem();
  project.provide('system', { baseUrl: system.baseUrl, dataDir: system.dataDir, ...system.admin });
  return async () => {
    await system.stop();
    system.remove();
  };
}
