import type { PopulatedTenant } from './populated-tenants.ts';

/** One way to reach for another tenant's rows in SQL. Statements are run one after the other in one transaction. */
export interface Shape {
  readonly name: string;
  readonly sql: readonly string[];
  /** The error that PostgreSQL must answer with; left out: none, it just finds nothing. */
  readonly refused?: string;
}

const FORBIDDEN = '42501';
const NO_SUCH_ROW_TO_REFER_TO = '23503';

/** All in the context of tenant A, all after what belongs to tenant B. */
export function foreignShapes(a: PopulatedTenant, b: PopulatedTenant): Shape[] {
  const foreign = `organization_id = '${b.organizationId}'`;
  const newRow = (organizationId: string) => `('${organizationId}', gen_random_uuid(), 'x')`;
  const columns = '(organization_id, id, name)';
  const reads: [name: string, ...sql: string[]][] = [
    ['by tenant', `select * from customers where ${foreign}`],
    ['by id', `select * from customers where id = '${b.customerId}'`],
    ['by key', `select * from customers where (organization_id, id) = ('${b.organizationId}', '${b.customerId}')`],
    ['with or true', `select * from customers where ${foreign} or true`],
    ['table command', 'table customers'],
    ['self-join', 'select y.* from customers x full join customers y on true'],
    [
      'join of two tables',
      `select c.name, b.note from bookings b join customers c on c.id = b.customer_id where b.${foreign}`,
    ],
    [
      'lateral',
      'select s.* from organizations o, lateral (select * from services s where s.organization_id <> o.id) s',
    ],
    ['exists', `select 1 as found where exists (select from users where ${foreign})`],
    ['scalar subquery', `select (select string_agg(name, ',') from resources where ${foreign}) as names`],
    ['common table expression', `with x as materialized (select * from messages) select * from x where ${foreign}`],
    [
      'recursion',
      `with recursive x as (select id, name from services union select s.id, s.name from services s join x on s.id <> x.id) select * from x`,
    ],
    ['union', `select name from users where false union all select name from users`],
    ['aggregate', `select count(*) filter (where ${foreign}) as n, max(name) as most from customers`],
    [
      'grouping sets',
      `select name, count(*) from customers group by grouping sets ((name), ()) having bool_or(${foreign})`,
    ],
    ['window', `select name, lead(name) over (order by name), count(*) over () from customers`],
    ['rows as JSON', `select to_jsonb(c)::text as row, jsonb_agg(c) over () from customers c`],
    ['whole row as text', `select customers::text from customers where customers::text like '%${b.canary}%'`],
    [
      'by place on disk',
      `select ctid, * from customers where ctid = any (array['(0,1)','(0,2)','(0,3)','(0,4)']::tid[])`,
    ],
    ['sample', 'select * from customers tablesample bernoulli (100)'],
    ['for update', `select * from bookings where ${foreign} for update`],
    ['cursor', 'declare c cursor for select * from customers', 'fetch all from c'],
    [
      'scroll backwards',
      'declare c scroll cursor for select * from customers',
      'fetch last from c',
      'fetch backward all from c',
    ],
    ['prepared statement', 'prepare p as select * from customers where $1 or true', 'execute p(true)', 'deallocate p'],
    ['statistics', `select most_common_vals::text, histogram_bounds::text from pg_stats where schemaname = 'public'`],
    [
      'an error that depends on the row',
      `select 1 / (case when name = '${b.canary}' then 0 else 1 end) as n from customers where ${foreign}`,
    ],
    ['a cast that would show the value', `select name::int from customers where ${foreign}`],
    [
      'a cheap function that tells',
      `create or replace function pg_temp.tell(text) returns boolean language plpgsql cost 0.0000001 as 'begin raise notice ''%'', $1; return true; end'`,
      `select * from customers where pg_temp.tell(name)`,
    ],
    [
      'a cheap operator that tells',
      `create function pg_temp.tells(text, text) returns boolean language plpgsql cost 0.0000001 as 'begin raise notice ''%'', $1; return true; end'`,
      `create operator pg_temp.### (leftarg = text, rightarg = text, procedure = pg_temp.tells)`,
      `select * from customers where name operator(pg_temp.###) 'x'`,
    ],
    [
      'busy times',
      `select * from busy_times('${a.organizationId}', array['${b.staffId}']::uuid[], '2027-01-01', '2027-01-31', '{}', null) where busy <> ''`,
    ],
    [
      'a session',
      `select * from find_session('${a.organizationId}', '\\x${b.tokenHash.toString('hex')}', '2026-01-01')`,
    ],
    ['session rows', `select session_rows('${b.organizationId}', array['${b.sessionId}']::uuid[])`],
    [
      'series',
      `select s.*, b.note from booking_series s full join bookings b on b.series_id = s.id where s.${foreign} or true`,
    ],
    [
      'words of templates',
      `select v.* from message_template_versions v full join message_templates t on true where v.${foreign} or true`,
    ],
    ['guests', `select g.* from booking_guests g full join bookings b on true where g.${foreign} or true`],
    [
      'live claims',
      `select * from live_claims('${b.organizationId}', null, '${b.staffId}', '2027-01-01', '2027-01-31', '00000000-0000-0000-0000-000000000000', false)`,
    ],
  ];
  const writes: Shape[] = [
    {
      name: 'insert a foreign row',
      sql: [`insert into customers ${columns} values ${newRow(b.organizationId)}`],
      refused: FORBIDDEN,
    },
    {
      name: 'insert one among own',
      sql: [`insert into customers ${columns} values ${newRow(a.organizationId)}, ${newRow(b.organizationId)}`],
      refused: FORBIDDEN,
    },
    {
      name: 'copy foreign rows into own',
      sql: [
        `insert into customers (organization_id, id, name) select '${a.organizationId}', gen_random_uuid(), name from customers where ${foreign}`,
      ],
    },
    {
      name: 'upsert over a foreign row',
      sql: [
        `insert into customers ${columns} values ('${b.organizationId}', '${b.customerId}', 'x') on conflict (organization_id, id) do update set name = 'x'`,
      ],
      refused: FORBIDDEN,
    },
    { name: 'update', sql: [`update customers set name = 'x' where ${foreign}`] },
    { name: 'update with returning', sql: [`update bookings set note = 'x' where ${foreign} returning *`] },
    {
      name: 'update by a join',
      sql: [`update customers c set name = b.note from bookings b where b.customer_id = c.id and b.${foreign}`],
    },
    {
      name: 'move an own row over',
      sql: [`update customers set organization_id = '${b.organizationId}' where id = '${a.customerId}'`],
      refused: FORBIDDEN,
    },
    { name: 'delete', sql: [`delete from customers where ${foreign}`] },
    {
      name: 'delete by a join',
      sql: [`delete from messages m using bookings b where b.id = m.booking_id and m.${foreign}`],
    },
    {
      name: 'merge',
      sql: [
        `merge into customers c using (values ('${b.customerId}'::uuid)) v (id) on c.id = v.id when matched then update set name = 'x' when not matched then do nothing`,
      ],
    },
    {
      name: 'merge by inserting',
      sql: [
        `merge into customers c using (values ('${b.customerId}'::uuid)) v (id) on c.id = v.id when not matched then insert ${columns} values ('${b.organizationId}', gen_random_uuid(), 'x')`,
      ],
      refused: FORBIDDEN,
    },
    { name: 'truncate', sql: ['truncate customers cascade'], refused: FORBIDDEN },
    {
      name: 'refer to a foreign member of staff',
      sql: [
        `insert into service_staff (organization_id, service_id, resource_id) values ('${a.organizationId}', '${a.serviceId}', '${b.staffId}')`,
      ],
      refused: NO_SUCH_ROW_TO_REFER_TO,
    },
    {
      name: 'hang a session on a foreign user',
      sql: [
        `insert into sessions (organization_id, token_hash, user_id, csrf_token, expires_at) values ('${a.organizationId}', 'x', '${b.userId}', 'x', '2099-01-01')`,
      ],
      refused: NO_SUCH_ROW_TO_REFER_TO,
    },
    {
      name: 'claim a foreign member of staff',
      sql: [
        `insert into claims (organization_id, booking_id, resource_id, lane, busy_from, busy_to) values ('${b.organizationId}', '${b.bookingId}', '${b.staffId}', 7, '2027-01-04T09:00Z', '2027-01-04T10:00Z')`,
      ],
      refused: FORBIDDEN,
    },
    {
      name: 'seat somebody in a foreign session',
      sql: [`update bookings set session_id = '${b.sessionId}' where id = '${a.bookingId}'`],
      refused: NO_SUCH_ROW_TO_REFER_TO,
    },
    {
      name: 'take seats of a foreign session',
      sql: [`select take_seats('${b.organizationId}', '${b.sessionId}', 1)`],
    },
    {
      name: 'write through a guarded function',
      sql: [
        `select take_place('${b.organizationId}', '${b.bookingId}', null, array['${b.staffId}']::uuid[], null, null, '2027-01-05T09:00Z', '2027-01-05T10:00Z', false, true, null)`,
      ],
      refused: FORBIDDEN,
    },
  ];
  const powers: Shape[] = [
    ['switch the walls off for oneself', 'set local row_security = off', 'select * from customers'],
    ['become the owner', 'set local role bookme_owner'],
    ['become a superuser', 'set local session authorization postgres'],
    ['take the wall down', 'alter table customers disable row level security'],
    ['spare the owner', 'alter table customers no force row level security'],
    ['drop the policy', 'drop policy tenant on customers'],
    ['add a policy', 'create policy open on customers using (true)'],
    ['own the table', 'alter table customers owner to bookme_app'],
    ['pass the policies by', 'alter role bookme_app bypassrls'],
    ['see through a view', 'create view public.peek as select * from customers'],
    [
      'replace a guarded function',
      `create or replace function current_organization() returns uuid language sql return '${b.organizationId}'::uuid`,
    ],
  ].map(([name, ...sql]) => ({ name: name!, sql, refused: FORBIDDEN }));
  return [...reads.map(([name, ...sql]) => ({ name: `read ${name}`, sql })), ...writes, ...powers];
}
