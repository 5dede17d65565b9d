import { Migration } from '@mikro-orm/migrations';

/** What availability asks of the database: one statement for most services, a second for those with caps or turns. */
export class Migration20261123200260_busy_times extends Migration {
  override up(): void {
    // One string a resource, `from-to,…` in whole minutes since 1970 (outwards), sorted: a third of the cost of rows in
    // the client. date_part counts in float8, extract in numeric, which is three times slower here. Asked for a location
    // (null: nobody travels), claims elsewhere are longer by the way there and back. `holds_until`: when the first hold among them ends.
    this.addSql(`
      create function busy_times(p_org uuid, p_resources uuid[], p_from timestamptz, p_to timestamptz, p_except uuid[], p_location uuid)
      returns table (rules_version bigint, resource_id uuid, busy text, holds_until timestamptz)
      language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_done text := set_config('app.org', p_org::text, true);
      begin
        if p_location is null then
          return query
            select s.rules_version, r.id, coalesce(b.busy, ''), b.holds_until
            from organization_stamps s
            cross join unnest(p_resources) as r (id)
            cross join lateral (
              select string_agg(
                floor(date_part('epoch', c.busy_from) / 60)::bigint::text || '-' || ceil(date_part('epoch', c.busy_to) / 60)::bigint::text,
                ',' order by c.busy_from) as busy, min(c.expires_at) as holds_until
              from claims c
              where c.organization_id = p_org and c.resource_id = r.id
                and c.busy_from < p_to and c.busy_from > p_from - interval '24 hours' and c.busy_to > p_from
                and c.booking_id <> all(p_except)
                and (c.expires_at is null or c.expires_at > clock_timestamp())
            ) as b
            where s.organization_id = p_org;
          return;
        end if;
        return query
          select s.rules_version, r.id, coalesce(b.busy, ''), b.holds_until
          from organization_stamps s
          cross join unnest(p_resources) as r (id)
          cross join lateral (
            select string_agg(
              floor(date_part('epoch', w.begins) / 60)::bigint::text || '-' || ceil(date_part('epoch', w.ends) / 60)::bigint::text,
              ',' order by w.begins) as busy, min(w.expires_at) as holds_until
            from (
              select c.busy_from - travel_between(p_org, p_location, c.location_id) as begins,
                c.busy_to + travel_between(p_org, c.location_id, p_location) as ends, c.expires_at
              from claims c
              where c.organization_id = p_org and c.resource_id = r.id
                and c.busy_from < p_to + interval '12 hours' and c.busy_from > p_from - interval '36 hours'
                and c.booking_id <> all(p_except)
                and (c.expires_at is null or c.expires_at > clock_timestamp())
            ) as w
            where w.begins < p_to and w.ends > p_from
          ) as b
          where s.organization_id = p_org;
      end $$`);

    // Starts of bookings that count for caps and for how soon a customer may come again, in minutes since 1970, sorted:
    // one row for the service, one for each of the staff, one for the customer (their bookings of this service).
    this.addSql(`
      create function booked_starts(p_org uuid, p_service uuid, p_staff uuid[], p_email text, p_from timestamptz, p_to timestamptz, p_except uuid[])
      returns table (whose text, id uuid, starts text, everything text)
      language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_done text := set_config('app.org', p_org::text, true);
      begin
        return query
          with counted as (
            select b.service_id, b.staff_id, floor(date_part('epoch', b.starts_at) / 60)::bigint as at
            from bookings b
            where b.organization_id = p_org and b.starts_at >= p_from and b.starts_at < p_to and b.status <> 'cancelled' and b.id <> all(p_except)
          ), own as (
            select b.service_id, floor(date_part('epoch', b.starts_at) / 60)::bigint as at
            from bookings b join customers c on c.organization_id = p_org and c.id = b.customer_id
            where c.organization_id = p_org and c.email_key = lower(p_email)
              and b.organization_id = p_org and b.starts_at >= p_from and b.starts_at < p_to and b.status <> 'cancelled' and b.id <> all(p_except)
          )
          select 'service', p_service, (select string_agg(k.at::text, ',' order by k.at) from counted k where k.service_id = p_service), null::text
          union all
          select 'staff', s.id, (select string_agg(k.at::text, ',' order by k.at) from counted k where k.staff_id = s.id), null from unnest(p_staff) as s (id)
          union all
          select 'customer', null,
            (select string_agg(o.at::text, ',' order by o.at) from own o where o.service_id = p_service),
            (select string_agg(o.at::text, ',' order by o.at) from own o)
          where p_email is not null;
      end $$`);

    // Whose turn it is: bookings of the service by staff in a span, when each was last given one, and whom the customer
    // saw last.
    this.addSql(`
      create function turns_taken(p_org uuid, p_service uuid, p_staff uuid[], p_email text, p_from timestamptz, p_to timestamptz)
      returns table (staff_id uuid, taken integer, last_at timestamptz, usual boolean)
      language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_done text := set_config('app.org', p_org::text, true);
        v_usual uuid;
      begin
        if p_email is not null then
          select b.staff_id into v_usual
          from customers c join bookings b on b.organization_id = p_org and b.customer_id = c.id
          where c.organization_id = p_org and c.email_key = lower(p_email) and b.status in ('confirmed', 'completed')
          order by b.starts_at desc limit 1;
        end if;
        return query
          select s.id,
            (select count(*)::integer from bookings b
              where b.organization_id = p_org and b.starts_at >= p_from and b.starts_at < p_to
                and b.service_id = p_service and b.staff_id = s.id and b.status <> 'cancelled'),
            (select max(b.created_at) from bookings b
              where b.organization_id = p_org and b.starts_at >= p_from and b.starts_at < p_to and b.staff_id = s.id and b.status <> 'cancelled'),
            s.id is not distinct from v_usual
          from unnest(p_staff) as s (id);
      end $$`);
  }
}
