import { availableParallelism } from 'node:os';
import { closingLine, sum, type Count } from './count.ts';
import { installAll } from './install-all.ts';
import { line, runSteps } from './run-step.ts';
import { runTests, type TestPart } from './run-tests.ts';
import { staticSteps } from './steps.ts';

// `npm test`: everything, on real parts. Nothing stops at the first failure; the last line sums up.
// Parts run one after the other: the system under e2e and chaos needs the whole machine.
const parts: readonly TestPart[] = [
  { projects: ['unit', 'property', 'ui', 'architecture'], limitMinutes: 10 },
  { projects: ['api', 'workflow'], limitMinutes: 15 },
  { projects: ['e2e'], limitMinutes: 15 },
  { projects: ['chaos'], limitMinutes: 15 },
];

const began = performance.now();
const seconds = (since: number): number => (performance.now() - since) / 1000;
const counts: Count[] = [];
const times: string[] = [];

const one = (passed: boolean): Count => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });

console.log('── installed parts and static checks');
const [installed, checked] = await Promise.all([
  installAll((text) => console.log(`  ${text}`)),
  runSteps(staticSteps, Math.max(2, availableParallelism()), (result) => console.log(line(result))),
]);
for (const { name, passed, output, seconds: took } of [...installed, ...checked]) {
  counts.push(one(passed));
  times.push(line({ name, passed, seconds: took }));
  if (!passed) console.log(`\n── ${name}\n${output.trimEnd()}`);
}

for (const part of parts) {
  const name = `tests: ${part.projects.join(', ')}`;
  console.log(`\n── ${name}`);
  const start = performance.now();
  const { count, failures } = await runTests(part);
  counts.push(count);
  times.push(line({ name: `${name} (${closingLine(count)})`, passed: count.failed === 0, seconds: seconds(start) }));
  times.push(...failures.map((failure) => `         ${failure}`));
}

const total = sum(counts);
console.log(`\n── summary\n${times.join('\n')}\n  whole gate: ${(seconds(began) / 60).toFixed(1)} min\n`);
console.log(closingLine(total));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
