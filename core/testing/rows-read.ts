import type pg from 'pg';

/** How many rows of the table `$1` have been read so far, by whatever way. */
export const ROWS_READ = `
  select coalesce(sum(seq_tup_read), 0)::int + (select coalesce(sum(idx_tup_read), 0)::int from pg_stat_user_indexes where relname = $1) as rows
  from pg_stat_user_tables where relname = $1`;

/**
 * How many rows of one table a statement reads.
 * @param app runs it, under row-level security if it is the role of the product
 * @param superuser reads the statistics
 */
export async function rowsReadBy(
  { app, superuser }: { app: pg.Client; superuser: pg.Client },
  table: string,
  text: string,
  values: readonly unknown[],
): Promise<number> {
  const count = async (): Promise<number> => {
    await app.query('select pg_stat_force_next_flush()');
    await app.query('select 1');
    await superuser.query('select pg_stat_clear_snapshot()');
    return (await superuser.query<{ rows: number }>(ROWS_READ, [table])).rows[0]!.rows;
  };
  await app.query(text, [...values]); // the plan is made, the catalogue is read
  const before = await count();
  await app.query(text, [...values]);
  return (await count()) - before;
}
