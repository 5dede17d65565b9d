import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT, type Step } from './steps.ts';

export type StepResult = {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** Both streams, in the order they came. */
  readonly output: string;
};

/** Runs a step's program on this very Node. Never rejects: a program that cannot be run is a failed step. */
export async function runStep({ name, run: [script, ...args] }: Step): Promise<StepResult> {
  const began = performance.now();
  const child = spawn(process.execPath, [path.join(ROOT, script), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const passed = await new Promise<boolean>((resolve) => {
    child.once('close', (code) => resolve(code === 0));
    child.once('error', (error) => {
      output += `${error.message}\n`;
      resolve(false);
    });
  });
  return { name, passed, seconds: (performance.now() - began) / 1000, output };
}

/** Runs steps a few at a time and tells each result as it comes; a failed step does not stop the others. */
export async function runSteps(
  steps: readonly Step[],
  atOnce: number,
  tell: (result: StepResult) => void,
): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const takeTurns = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const result = await runStep(step);
      results.push(result);
      tell(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return results;
}

export const line = ({ name, passed, seconds }: Omit<StepResult, 'output'>): string =>
  `  ${passed ? 'pass' : 'FAIL'}  ${seconds.toFixed(1).padStart(6)} s  ${name}`;
