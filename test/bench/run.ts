import { load, QUIET_LOAD, round } from './measure.ts';

/** What a bench prints: one JSON line for each side, and one with the ratio that counts. */
export type Report = (line: Readonly<Record<string, unknown>>) => void;
export type Bench = (report: Report) => Promise<void>;

const BENCHES: Record<string, () => Promise<{ bench: Bench }>> = {
  'http-stack': () => import('./http-stack.bench.ts'),
  'availability-month': () => import('./availability-month.bench.ts'),
  'availability-day': () => import('./availability-day.bench.ts'),
  'month-unchanged': () => import('./month-unchanged.bench.ts'),
  growth: () => import('./growth.bench.ts'),
  'availability-big': () => import('./availability-big.bench.ts'),
  'hot-path-access': () => import('./hot-path-access.bench.ts'),
  'book-distinct': () => import('./book-distinct.bench.ts'),
  'book-same-slot': () => import('./book-same-slot.bench.ts'),
  'live-fan-out': () => import('./live-fan-out.bench.ts'),
  'workflow-start': () => import('./workflow-start.bench.ts'),
};

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = names.filter((name) => !(name in BENCHES));
if (names.length === 0 || unknown.length > 0) {
  const problem = unknown.length > 0 ? `There is no bench ${unknown.join(', ')}.\n` : '';
  process.stderr.write(`${problem}npm run bench -- NAME …, with NAME one of: ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(2);
}
for (const name of names) {
  const before = load();
  const { bench } = await BENCHES[name]!();
  await bench((line) => void process.stdout.write(`${JSON.stringify({ bench: name, ...line })}\n`));
  const valid = before <= QUIET_LOAD;
  process.stdout.write(
    `${JSON.stringify({ bench: name, loadBefore: round(before), loadAfter: round(load()), valid, ...(valid ? {} : { why: `the machine was busy (load above ${QUIET_LOAD}) when it began` }) })}\n`,
  );
}
