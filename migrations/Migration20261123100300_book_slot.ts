import { Migration } from '@mikro-orm/migrations';

/**
 * Books one slot, or says why not. One call, one transaction: tenant, locks in order, idempotency, judgement, then
 * every write. Losers write nothing. Outcomes are values: `booked`, `replay`, `key_reused`, `stale` (the rules moved on
 * since the engine looked), `taken`. A last overlap that slips by is refused by the constraint (23P01).
 */
export class Migration20261123100300_book_slot extends Migration {
  override up(): void {
    // Takes the locks of all resources in one order for everybody, so that no two callers wait for each other.
    this.addSql(`
      create function lock_resources(p_resources uuid[]) returns void language plpgsql as $$
      declare
        v_key bigint;
      begin
        for v_key in select distinct uuid_hash_extended(r, 0) as k from unnest(p_resources) as r order by k loop
          perform pg_advisory_xact_lock(v_key);
        end loop;
      end $$`);

    // Overlaps of one resource that still count; the 24 h bound of a claim bounds the look-back.
    this.addSql(`
      create function live_claims(p_org uuid, p_resource uuid, p_from timestamptz, p_to timestamptz, p_except uuid)
      returns setof claims language sql stable as $$
        select * from claims c
        where c.organization_id = p_org and c.resource_id = p_resource
          and c.busy_from < p_to and c.busy_from > p_from - interval '24 hours' and c.busy_to > p_from
          and c.booking_id is distinct from p_except
          and (c.expires_at is null or c.expires_at > clock_timestamp())
      $$`);

    // Colours the claims of a pool anew, greedily by start: for intervals that needs no more lanes than the greatest
    // overlap. Goes from the last moment at which nothing was running until all are free again. Returns the lane of
    // the newcomer.
    this.addSql(`
      create function recolour_lanes(p_org uuid, p_resource uuid, p_capacity integer, p_from timestamptz, p_to timestamptz, p_except uuid)
      returns integer language plpgsql as $$
      declare
        v_since timestamptz := p_from;
        v_earlier timestamptz;
        v_claim record;
        v_free_at timestamptz[] := array_fill('-infinity'::timestamptz, array[p_capacity]);
        v_lane integer;
        v_own integer;
      begin
        delete from claims c where c.organization_id = p_org and c.resource_id = p_resource and c.expires_at <= clock_timestamp();
        loop
          select min(c.busy_from) into v_earlier from claims c
          where c.organization_id = p_org and c.resource_id = p_resource
            and c.busy_from < v_since and c.busy_from > v_since - interval '24 hours' and c.busy_to > v_since
            and c.booking_id is distinct from p_except;
          exit when v_earlier is null;
          v_since := v_earlier;
        end loop;

        set constraints claims_never_overlap deferred;
        for v_claim in
          select c.booking_id, c.piece, c.busy_from, c.busy_to, c.lane from claims c
          where c.organization_id = p_org and c.resource_id = p_resource and c.busy_from >= v_since
            and c.booking_id is distinct from p_except
          union all select null, null, p_from, p_to, null
          order by busy_from, busy_to
        loop
          exit when v_claim.busy_from >= p_to and v_own is not null
            and v_claim.busy_from >= (select max(f) from unnest(v_free_at) as f);
          v_lane := 0;
          while v_free_at[v_lane + 1] > v_claim.busy_from loop
            v_lane := v_lane + 1;
          end loop;
          v_free_at[v_lane + 1] := v_claim.busy_to;
          if v_claim.booking_id is null then
            v_own := v_lane;
          elsif v_claim.lane <> v_lane then
            update claims set lane = v_lane
            where organization_id = p_org and booking_id = v_claim.booking_id and resource_id = p_resource and piece = v_claim.piece;
          end if;
        end loop;
        return v_own;
      end $$`);

    // The lane in which [p_from, p_to) fits, or null when the resource is full. Fixed lanes fragment: when the count
    // fits but every lane is broken up, the pool is coloured anew.
    this.addSql(`
      create function find_lane(p_org uuid, p_resource uuid, p_capacity integer, p_from timestamptz, p_to timestamptz, p_except uuid)
      returns integer language plpgsql as $$
      declare
        v_lane integer;
        v_peak integer;
      begin
        select min(l) into v_lane from generate_series(0, p_capacity - 1) as l
        where l not in (select c.lane from live_claims(p_org, p_resource, p_from, p_to, p_except) c);
        if v_lane is not null then return v_lane; end if;

        select max(overlap) into v_peak from (
          select sum(step) over (order by at, step) as overlap from (
            select greatest(c.busy_from, p_from) as at, 1 as step from live_claims(p_org, p_resource, p_from, p_to, p_except) c
            union all
            select c.busy_to, -1 from live_claims(p_org, p_resource, p_from, p_to, p_except) c
          ) as edges) as swept;
        if v_peak >= p_capacity then return null; end if;
        return recolour_lanes(p_org, p_resource, p_capacity, p_from, p_to, p_except);
      end $$`);

    // A lane for each resource, or null when one of them is taken. The caller holds the locks. Writes nothing unless a pool must be coloured anew.
    this.addSql(`
      create function choose_lanes(
        p_org uuid, p_booking uuid, p_resources uuid[], p_capacities integer[], p_from timestamptz, p_to timestamptz
      ) returns integer[] language plpgsql as $$
      declare
        v_lanes integer[] := '{}';
        v_lane integer;
      begin
        for i in 1 .. cardinality(p_resources) loop
          if p_capacities[i] = 1 then
            if exists (
              select from claims c
              where c.organization_id = p_org and c.resource_id = p_resources[i]
                and c.busy_from < p_to and c.busy_from > p_from - interval '24 hours' and c.busy_to > p_from
                and c.booking_id <> p_booking
                and (c.expires_at is null or c.expires_at > clock_timestamp())) then return null; end if;
            v_lane := 0;
          else
            v_lane := find_lane(p_org, p_resources[i], p_capacities[i], p_from, p_to, p_booking);
            if v_lane is null then return null; end if;
          end if;
          v_lanes := v_lanes || v_lane;
        end loop;
        return v_lanes;
      end $$`);

    this.addSql(`
      create function write_claims(p_org uuid, p_booking uuid, p_resources uuid[], p_lanes integer[], p_from timestamptz, p_to timestamptz)
      returns void language plpgsql as $$
      begin
        delete from claims c
        where c.organization_id = p_org and c.resource_id = any(p_resources) and c.expires_at <= clock_timestamp()
          and c.busy_from < p_to and c.busy_from > p_from - interval '24 hours' and c.busy_to > p_from;
        insert into claims (organization_id, booking_id, resource_id, lane, busy_from, busy_to)
        select p_org, p_booking, r, l, p_from, p_to from unnest(p_resources, p_lanes) as t (r, l);
      end $$`);

    this.addSql(`
      create function book_slot(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text, p_rules_version bigint,
        p_booking uuid, p_location uuid, p_service uuid, p_staff uuid, p_resources uuid[], p_capacities integer[],
        p_starts timestamptz, p_ends timestamptz, p_busy_from timestamptz, p_busy_to timestamptz, p_status text,
        p_customer uuid, p_name text, p_email text, p_phone text, p_zone text, p_locale text, p_note text,
        p_service_name text, p_price integer, p_currency text, p_change_notice integer,
        p_source text, p_actor text, p_link_hash bytea, p_notify boolean,
        out outcome text, out answer text
      ) language plpgsql as $$
      declare
        v_known record;
        v_lanes integer[];
        v_customer uuid;
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        perform lock_resources(p_resources);

        if p_key is not null then
          select k.request_hash, k.answer into v_known from idempotency_keys k
          where k.organization_id = p_org and k.scope = p_scope and k.key = p_key;
          if found then
            outcome := case when v_known.request_hash = p_request_hash then 'replay' else 'key_reused' end;
            answer := case when outcome = 'replay' then v_known.answer end;
            return;
          end if;
        end if;

        if p_rules_version is distinct from (select s.rules_version from organization_stamps s where s.organization_id = p_org) then
          outcome := 'stale';
          return;
        end if;
        v_lanes := choose_lanes(p_org, p_booking, p_resources, p_capacities, p_busy_from, p_busy_to);
        if v_lanes is null then
          outcome := 'taken';
          return;
        end if;

        select c.id into v_customer from customers c where c.organization_id = p_org and c.email_key = lower(p_email);
        if v_customer is null then
          insert into customers (organization_id, id, name, email, phone) values (p_org, p_customer, p_name, p_email, p_phone)
          on conflict do nothing returning id into v_customer;
          if v_customer is null then
            select c.id into v_customer from customers c where c.organization_id = p_org and c.email_key = lower(p_email);
          end if;
        end if;
        -- The answer was written before it was known that the customer is an old one.
        answer := case when v_customer = p_customer then p_answer else replace(p_answer, p_customer::text, v_customer::text) end;
        if p_key is not null then
          insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values (p_org, p_scope, p_key, p_request_hash, answer);
        end if;
        insert into bookings (
          organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at,
          customer_name, customer_email, customer_phone, time_zone, locale, note, service_name, price_amount, currency,
          change_notice_minutes, source, link_hash)
        values (
          p_org, p_booking, p_location, p_service, p_staff, v_customer, p_status, p_starts, p_ends,
          p_name, p_email, p_phone, p_zone, p_locale, p_note, p_service_name, p_price, p_currency,
          p_change_notice, p_source, p_link_hash);
        perform write_claims(p_org, p_booking, p_resources, v_lanes, p_busy_from, p_busy_to);
        insert into booking_events (organization_id, booking_id, version, kind, actor, notify) values (p_org, p_booking, 1, 'booked', p_actor, p_notify);
        insert into outbox (organization_id, topic, subject_id, version) values (p_org, 'booking', p_booking, 1);
        outcome := 'booked';
      end $$`);
  }
}
