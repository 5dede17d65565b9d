interface Ids {
  readonly org: string;
  readonly location: string;
  readonly service: string;
  /** Quoted, with commas between them. */
  readonly staff: string;
}

/** What `book_slot` does for a plain booking of a new customer, statement by statement, as a script of pgbench. */
export const equivalentScript = ({ org, location, service, staff }: Ids): string => `
begin;
select set_config('app.org', '${org}', true), set_config('lock_timeout', '2000', true);
select n, (array[${staff}])[n % 10 + 1] as staff, uuidv7() as booking, uuidv7() as customer,
  timestamptz '2031-01-01' + (n / 10) * interval '30 minutes' as starts, timestamptz '2031-01-01' + (n / 10 + 1) * interval '30 minutes' as ends
  from nextval('equivalent_slot') as n \\gset
select pg_advisory_xact_lock(uuid_hash_extended(:staff::uuid, 0));
select s.rules_version, k.request_hash, k.answer, c.id as customer
  from organization_stamps s
  left join idempotency_keys k on k.organization_id = '${org}' and k.scope = 'POST /bookings anyone' and k.key = 'equivalent-' || :n::text
  left join customers c on c.organization_id = '${org}' and c.email_key = lower('equivalent' || :n::text || '@example.com')
  where s.organization_id = '${org}';
select coalesce(bool_or(c.expires_at is null or c.expires_at > clock_timestamp()), false), count(*) > 0
  from claims c
  where c.organization_id = '${org}' and c.resource_id = any(array[:staff::uuid])
    and c.busy_from < :ends::timestamptz and c.busy_from > :starts::timestamptz - interval '24 hours' and c.busy_to > :starts::timestamptz;
insert into customers (organization_id, id, name, email) values ('${org}', :customer::uuid, 'Client', 'equivalent' || :n::text || '@example.com') on conflict do nothing;
insert into bookings (
    organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at, customer_name, customer_email, time_zone,
    locale, note, service_name, currency, change_notice_minutes, source, link_hash)
  values (
    '${org}', :booking::uuid, '${location}', '${service}', :staff::uuid, :customer::uuid, 'confirmed', :starts::timestamptz, :ends::timestamptz,
    'Client', 'equivalent' || :n::text || '@example.com', 'Europe/Berlin', 'en', '', 'Service 0', 'EUR', 1440, 'online', sha256(:booking::text::bytea));
insert into claims (organization_id, booking_id, resource_id, lane, busy_from, busy_to, location_id)
  values ('${org}', :booking::uuid, :staff::uuid, 0, :starts::timestamptz, :ends::timestamptz, '${location}');
insert into booking_events (organization_id, booking_id, version, kind, actor, notify) values ('${org}', :booking::uuid, 1, 'booked', 'customer', true);
insert into idempotency_keys (organization_id, scope, key, request_hash, answer)
  values ('${org}', 'POST /bookings anyone', 'equivalent-' || :n::text, sha256(:n::text::bytea), repeat('the answer ', 110));
insert into outbox (organization_id, topic, subject_id, version) values ('${org}', 'booking', :booking::uuid, 1);
commit;`;
