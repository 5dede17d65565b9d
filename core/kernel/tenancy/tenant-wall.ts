// As every policy is written in the migrations; orm.pg.test.ts compares the two.
const TENANT = `nullif(current_setting('app.org', true), '')::uuid`;

/** The row-level security of an entity's table: spread it into `defineEntity`. */
export const tenantWall = (column = 'organization_id') => {
  const own = `${column} = ${TENANT}`;
  return { rowLevelSecurity: 'force' as const, policies: [{ name: 'tenant', using: own, check: own }] };
};
