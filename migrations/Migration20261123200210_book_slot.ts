import { Migration } from '@mikro-orm/migrations';

/**
 * Books one slot, or says why not. One call, one transaction: tenant, locks in order, what is known, judgement, then
 * every write. Losers write nothing. Outcomes are values: `booked`, `replay`, `key_reused`, `stale` (the rules moved on
 * since the engine looked), `used` (the hold is a booking already), `capped`, `taken`. A last overlap that slips by is refused by the constraint (23P01).
 *
 * Plans are made once a connection, perhaps when a table was still empty: so they are held to indexes and not made anew
 * for every value (docs/adr/0010).
 */
export class Migration20261123200210_book_slot extends Migration {
  override up(): void {
    // p_more is null for a plain booking: { locks, capacities, units, travels, held, caps, cancelNotice, addOns, party,
    // holdsTime, overbook, overrideReason, overrides, visitId, seriesId, occurrence }.
    this.addSql(`
      create function book_slot(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text, p_rules_version bigint,
        p_booking uuid, p_location uuid, p_service uuid, p_staff uuid, p_resources uuid[],
        p_starts timestamptz, p_ends timestamptz, p_busy_from timestamptz, p_busy_to timestamptz, p_status text,
        p_customer uuid, p_name text, p_email text, p_phone text, p_zone text, p_locale text, p_note text,
        p_service_name text, p_price integer, p_currency text, p_change_notice integer,
        p_source text, p_actor text, p_link_hash bytea, p_notify boolean, p_more jsonb,
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_known record;
        v_customer uuid;
        v_live boolean;
        v_expired boolean;
        v_plain boolean := coalesce(p_more ->> 'capacities', p_more ->> 'units', p_more ->> 'travels', p_more ->> 'overbook', p_more ->> 'held') is null;
        v_done text;
      begin
        v_done := set_config('app.org', p_org::text, true);
        v_done := set_config('lock_timeout', '2000', true);
        -- Whoever confirms one hold waits for whoever else does, though they may want different places.
        v_done := lock_resources(coalesce((p_more ->> 'locks')::uuid[], p_resources)
          || case when p_more ? 'held' then array[p_booking] else '{}' end)::text;

        select s.rules_version, k.request_hash, k.answer, c.id as customer into v_known
        from organization_stamps s
        left join idempotency_keys k on k.organization_id = p_org and k.scope = p_scope and k.key = p_key
        left join customers c on c.organization_id = p_org and c.email_key = lower(p_email)
        where s.organization_id = p_org;
        if v_known.request_hash is not null then
          outcome := case when v_known.request_hash = p_request_hash then 'replay' else 'key_reused' end;
          answer := case when outcome = 'replay' then v_known.answer end;
          return;
        end if;
        if v_known.rules_version is distinct from p_rules_version then
          outcome := 'stale';
          return;
        end if;
        if p_more ? 'held' and exists (select from bookings b where b.organization_id = p_org and b.id = p_booking) then
          outcome := 'used';
          return;
        end if;
        v_customer := v_known.customer;
        if p_more ? 'caps' and cap_reached(p_org, p_more -> 'caps', v_customer, '{}') then
          outcome := 'capped';
          return;
        end if;

        if v_plain then
          select coalesce(bool_or(c.expires_at is null or c.expires_at > clock_timestamp()), false), count(*) > 0 into v_live, v_expired
          from claims c
          where c.organization_id = p_org and c.resource_id = any(p_resources)
            and c.busy_from < p_busy_to and c.busy_from > p_busy_from - interval '24 hours' and c.busy_to > p_busy_from;
          if v_live then
            outcome := 'taken';
            return;
          end if;
          if v_expired then
            delete from claims c
            where c.organization_id = p_org and c.resource_id = any(p_resources) and c.expires_at <= clock_timestamp()
              and c.busy_from < p_busy_to and c.busy_from > p_busy_from - interval '24 hours' and c.busy_to > p_busy_from;
          end if;
        elsif take_place(
          p_org, p_booking, p_location, p_resources, (p_more ->> 'capacities')::integer[], (p_more ->> 'units')::integer[],
          p_busy_from, p_busy_to, coalesce((p_more ->> 'travels')::boolean, false), coalesce((p_more ->> 'overbook')::boolean, false), null) is null
        then
          outcome := 'taken';
          return;
        end if;

        if v_customer is null then
          insert into customers (organization_id, id, name, email, phone) values (p_org, p_customer, p_name, p_email, p_phone)
          on conflict do nothing returning id into v_customer;
          if v_customer is null then
            select c.id into v_customer from customers c where c.organization_id = p_org and c.email_key = lower(p_email);
          end if;
        end if;
        -- The answer was written before it was known that the customer is an old one.
        answer := case when v_customer = p_customer then p_answer else replace(p_answer, p_customer::text, v_customer::text) end;

        with booked as (
          insert into bookings (
            organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at,
            customer_name, customer_email, customer_phone, time_zone, locale, note, service_name, price_amount, currency,
            change_notice_minutes, source, link_hash, cancel_notice_minutes, add_ons, party, holds_time, override_reason,
            overrides, visit_id, series_id, occurrence)
          values (
            p_org, p_booking, p_location, p_service, p_staff, v_customer, p_status, p_starts, p_ends,
            p_name, p_email, p_phone, p_zone, p_locale, p_note, p_service_name, p_price, p_currency,
            p_change_notice, p_source, p_link_hash, (p_more ->> 'cancelNotice')::integer, coalesce(p_more -> 'addOns', '[]'),
            coalesce((p_more ->> 'party')::integer, 1), coalesce((p_more ->> 'holdsTime')::boolean, true), p_more ->> 'overrideReason',
            coalesce((p_more ->> 'overrides')::text[], '{}'), (p_more ->> 'visitId')::uuid, (p_more ->> 'seriesId')::uuid, (p_more ->> 'occurrence')::integer)
        ), claimed as (
          insert into claims (organization_id, booking_id, resource_id, lane, busy_from, busy_to, location_id)
          select p_org, p_booking, r, 0, p_busy_from, p_busy_to, p_location from unnest(p_resources) as r where v_plain
        ), remembered as (
          insert into booking_events (organization_id, booking_id, version, kind, actor, detail, notify)
          values (p_org, p_booking, 1, 'booked', p_actor, case when p_more ? 'overrideReason' then jsonb_build_object('reason', p_more -> 'overrideReason') else '{}' end, p_notify)
        ), answered as (
          insert into idempotency_keys (organization_id, scope, key, request_hash, answer)
          select p_org, p_scope, p_key, p_request_hash, answer where p_key is not null
        )
        insert into outbox (organization_id, topic, subject_id, version) values (p_org, 'booking', p_booking, 1);
        outcome := 'booked';
      end $$`);
  }
}
