import type { TestDatabase } from '../../core/testing/index.ts';

type Counts = Record<string, number>;
/** What some work adds to the rows of a tenant, by table, and to the number of changes of its rules; only what differs. */
export type ChangeBy = (work: () => Promise<unknown>) => Promise<Counts>;

export async function createChangeBy(db: TestDatabase['db'], organizationId: string): Promise<ChangeBy> {
  const tables = await db.tenant(organizationId, (sql) =>
    sql.query<{ name: string }>({
      name: 'tenant_tables',
      text: `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege(c.oid, 'select') order by 1`,
    }),
  );
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*)::int as n from ${name}`);
  const text = [...counts, `select 'rules', sum(rules_version)::int from organization_stamps`].join(' union all ');

  async function state(): Promise<Counts> {
    const rows = await db.tenant(organizationId, (sql) =>
      sql.query<{ name: string; n: number }>({ name: 'state', text }),
    );
    return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
  }

  return async (work) => {
    const before = await state();
    await work();
    const differing = Object.entries(await state()).filter(([name, count]) => count !== before[name]);
    return Object.fromEntries(differing.map(([name, count]) => [name, count - before[name]!]));
  };
}
