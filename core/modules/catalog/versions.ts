import type { Sql, Statement } from '../../kernel/db/db.ts';
import type { ServiceVersion } from './catalog.contract.ts';

const LIST: Statement = {
  name: 'list_service_versions',
  text: `
    select v.version, to_char(v.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "changedAt",
      v.changed_by as "changedBy", u.name as "changedByName", to_char(v.effective_from, 'YYYY-MM-DD') as "effectiveFrom", v.changes,
      (not v.folded and v.effective_from > $3::date) as upcoming
    from service_versions v
    left join users u on u.organization_id = $1 and 'user:' || u.id::text = v.changed_by
    where v.organization_id = $1 and v.service_id = $2
    order by v.version desc limit 500`,
};

/** What was changed, newest first; the last 500 changes. */
export async function listVersions(sql: Sql, organizationId: string, serviceId: string, today: string) {
  const data = await sql.query<ServiceVersion>(LIST, [organizationId, serviceId, today]);
  return { data, nextCursor: null };
}
