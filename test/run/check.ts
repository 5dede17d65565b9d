import { availableParallelism } from 'node:os';
import { line, runSteps } from './run-step.ts';
import { staticSteps, vitest, type Step } from './steps.ts';

// `npm run check`: everything that can be said without a server, in under a minute. Add `--only NAME` to run one step.
const wanted = process.argv.includes('--only') ? process.argv.at(-1) : undefined;
const [longest, ...others] = staticSteps;
const unit: Step = { name: 'unit tests', run: vitest(['unit'], '--reporter=dot') };
const steps = [longest, unit, ...others].filter((step) => step !== undefined);
const chosen = wanted ? steps.filter(({ name }) => name === wanted) : steps;

const began = performance.now();
const results = await runSteps(chosen, Math.max(2, availableParallelism()), (result) => console.log(line(result)));
const failed = results.filter(({ passed }) => !passed);

for (const { name, output } of failed)
  console.log(`\n── ${name} ${'─'.repeat(Math.max(3, 90 - name.length))}\n${output.trimEnd()}`);
console.log(`\ncheck: ${((performance.now() - began) / 1000).toFixed(1)} s`);
console.log(failed.length === 0 ? 'everything passes' : `failed: ${failed.map(({ name }) => name).join(', ')}`);
if (chosen.length === 0) console.log(`no step is called ${wanted}: ${steps.map(({ name }) => name).join(', ')}`);
process.exitCode = failed.length === 0 && chosen.length > 0 ? 0 : 1;
