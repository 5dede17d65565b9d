import { Migration } from '@mikro-orm/migrations';

/**
 * How often one customer may come holds for seats too. Whoever is counted is locked along with the session, so that no
 * two sessions are joined at once by somebody who may join one.
 */
export class Migration20261124033000_class_limits extends Migration {
  override up(): void {
    this.addSql(`drop function join_session`);
    this.addSql(`drop function switch_session`);

    this.addSql(`
      create function join_session(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text, p_rules_version bigint,
        p_session uuid, p_session_version integer, p_seats integer, p_guests text[], p_several boolean,
        p_booking uuid, p_status text, p_customer uuid, p_name text, p_email text, p_phone text,
        p_zone text, p_locale text, p_note text, p_service_name text, p_price integer, p_currency text, p_change_notice integer, p_cancel_notice integer,
        p_source text, p_actor text, p_link_hash bytea, p_notify boolean,
        p_locks uuid[], p_caps jsonb, p_override_reason text, p_overrides text[],
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_session record;
        v_customer uuid;
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        -- Of hundreds who come too late none waits for the lock.
        select s.* into v_session from class_sessions s where s.organization_id = p_org and s.id = p_session;
        if not found then outcome := 'missing'; return; end if;
        if v_session.status = 'scheduled' and v_session.seats_taken + p_seats <= v_session.capacity then
          perform lock_resources(array[p_session] || p_locks);
          select s.* into v_session from class_sessions s where s.organization_id = p_org and s.id = p_session;
        end if;
        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;

        if v_session.version <> p_session_version then outcome := 'changed'; return; end if;
        if v_session.status <> 'scheduled' then outcome := 'closed'; return; end if;
        if v_session.seats_taken + p_seats > v_session.capacity then outcome := 'full'; return; end if;
        if p_rules_version is distinct from (select s.rules_version from organization_stamps s where s.organization_id = p_org) then
          outcome := 'stale';
          return;
        end if;
        select c.id into v_customer from customers c where c.organization_id = p_org and c.email_key = lower(p_email);
        if not p_several and exists (
          select from bookings b
          where b.organization_id = p_org and b.session_id = p_session and b.customer_id = v_customer and b.status <> 'cancelled') then
          outcome := 'already';
          return;
        end if;
        if cap_reached(p_org, p_caps, v_customer, '{}') then outcome := 'capped'; return; end if;
        if not take_seats(p_org, p_session, p_seats) then outcome := 'full'; return; end if;

        if v_customer is null then
          insert into customers (organization_id, id, name, email, phone) values (p_org, p_customer, p_name, p_email, p_phone)
          on conflict do nothing returning id into v_customer;
          if v_customer is null then
            select c.id into v_customer from customers c where c.organization_id = p_org and c.email_key = lower(p_email);
          end if;
        end if;
        -- The answer was written before it was known that the customer is an old one.
        answer := case when v_customer = p_customer then p_answer else replace(p_answer, p_customer::text, v_customer::text) end;
        perform keep_answer(p_org, p_scope, p_key, p_request_hash, answer);
        insert into bookings (
          organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at,
          customer_name, customer_email, customer_phone, time_zone, locale, note, service_name, price_amount, currency,
          change_notice_minutes, source, link_hash, cancel_notice_minutes, session_id, seats, sole_customer_id,
          override_reason, overrides)
        values (
          p_org, p_booking, v_session.location_id, v_session.service_id, v_session.staff_id, v_customer, p_status,
          v_session.starts_at, v_session.ends_at, p_name, p_email, p_phone, p_zone, p_locale, p_note, p_service_name, p_price,
          p_currency, p_change_notice, p_source, p_link_hash, p_cancel_notice, p_session, p_seats, case when p_several then null else v_customer end,
          p_override_reason, p_overrides);
        insert into booking_guests (organization_id, booking_id, position, name)
        select p_org, p_booking, g.position, g.name from unnest(p_guests) with ordinality as g (name, position);
        insert into booking_events (organization_id, booking_id, version, kind, actor, detail, notify)
        values (p_org, p_booking, 1, 'booked', p_actor, jsonb_strip_nulls(jsonb_build_object('reason', p_override_reason)), p_notify);
        insert into outbox (organization_id, topic, subject_id, version) values (p_org, 'booking', p_booking, 1);
        outcome := 'booked';
      end $$`);

    // Leaves one session and joins another: there is no moment with two seats or none.
    this.addSql(`
      create function switch_session(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text, p_rules_version bigint,
        p_booking uuid, p_version integer, p_session uuid, p_session_version integer, p_actor text, p_notify boolean,
        p_locks uuid[], p_caps jsonb,
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_from uuid;
        v_booking record;
        v_session record;
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        select b.session_id into v_from from bookings b where b.organization_id = p_org and b.id = p_booking;
        perform lock_resources(array[v_from, p_session] || p_locks);
        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;

        select b.* into v_booking from bookings b where b.organization_id = p_org and b.id = p_booking for no key update;
        if not found then outcome := 'missing'; return; end if;
        if v_booking.version <> p_version or v_booking.session_id is distinct from v_from then outcome := 'changed'; return; end if;
        if v_booking.status not in ('pending', 'confirmed') then outcome := 'closed'; return; end if;
        perform from class_sessions s where s.organization_id = p_org and s.id in (v_from, p_session) order by s.id for no key update;
        select s.* into v_session from class_sessions s where s.organization_id = p_org and s.id = p_session;
        if not found then outcome := 'missing'; return; end if;
        if v_session.version <> p_session_version or v_session.status <> 'scheduled' then outcome := 'changed'; return; end if;
        if p_rules_version is distinct from (select s.rules_version from organization_stamps s where s.organization_id = p_org) then
          outcome := 'stale';
          return;
        end if;
        if v_booking.sole_customer_id is not null and exists (
          select from bookings b
          where b.organization_id = p_org and b.session_id = p_session and b.customer_id = v_booking.customer_id and b.status <> 'cancelled') then
          outcome := 'already';
          return;
        end if;
        if cap_reached(p_org, p_caps, v_booking.customer_id, array[p_booking]) then outcome := 'capped'; return; end if;
        if not take_seats(p_org, p_session, v_booking.seats) then outcome := 'full'; return; end if;
        update class_sessions s set seats_taken = s.seats_taken - v_booking.seats, updated_at = clock_timestamp()
        where s.organization_id = p_org and s.id = v_from;

        update bookings b
        set session_id = p_session, starts_at = v_session.starts_at, ends_at = v_session.ends_at, staff_id = v_session.staff_id,
            location_id = v_session.location_id, version = b.version + 1, time_version = b.version + 1,
            time_set_at = clock_timestamp(), sequence = b.sequence + 1, wake_at = null, updated_at = clock_timestamp()
        where b.organization_id = p_org and b.id = p_booking;
        perform record_change(p_org, p_booking, p_version + 1, 'moved', p_actor,
          jsonb_build_object('from', v_booking.starts_at, 'fromStaff', v_booking.staff_id), p_notify, p_scope, p_key, p_request_hash, p_answer);
        outcome := 'moved';
        answer := p_answer;
      end $$`);
  }
}
