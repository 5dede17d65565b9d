import pg from 'pg';
import type { Statement } from '../../core/kernel/db/db.ts';
import { round } from './measure.ts';
import type { Bench } from './run.ts';
import { startSystem } from './system.ts';

const ROUNDS = 7;
const CALLS = 1_500;

const STATEMENT: Statement = {
  name: 'bench_busy_times',
  text: `select rules_version::text, resource_id, busy, holds_until from busy_times($1, $2, $3, $4, '{}', null)`,
};

/** CPU of this process for the question of one day, by our own access and by the driver alone, in turn. Target: at most 1.3. */
export const bench: Bench = async (report) => {
  const system = await startSystem();
  const pool = new pg.Pool({ connectionString: system.postgres.url('bookme'), max: 8 });
  const { business, month } = system.data;
  const staff = Object.values(business.staff).slice(0, 5);
  const values = [business.organizationId, staff, `${month.from}T00:00:00Z`, `${month.from}T23:00:00Z`];
  const sides = {
    'raw prepared statement of the driver': () => pool.query({ ...STATEMENT, values }),
    'data access of the hot path': () => system.db.query(STATEMENT, values),
  };
  const cpuOf = async (call: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage();
    for (let turn = 0; turn < CALLS; turn++) await call();
    const { user, system: kernel } = process.cpuUsage(before);
    return (user + kernel) / 1000 / CALLS;
  };
  try {
    for (const call of Object.values(sides)) await cpuOf(call);
    const ratios: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      const [raw, ours] = [
        await cpuOf(sides['raw prepared statement of the driver']),
        await cpuOf(sides['data access of the hot path']),
      ];
      report({ cpuMsRaw: round(raw, 4), cpuMsOurs: round(ours, 4) });
      ratios.push(ours / raw);
    }
    ratios.sort((a, b) => a - b);
    report({
      ratio: 'data access of the hot path / raw prepared statement, CPU',
      median: round(ratios[Math.floor(ROUNDS / 2)]!, 3),
      all: ratios.map((ratio) => round(ratio, 3)),
    });
  } finally {
    await pool.end();
    await system.close();
  }
};
