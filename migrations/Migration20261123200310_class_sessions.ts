import { Migration } from '@mikro-orm/migrations';

/**
 * Opens, moves, cancels and resizes sessions. All go the same way: resources and sessions are locked by advisory locks
 * in one order, then the bookings' rows, then the sessions' rows, as whoever cancels a single booking does. Plans are held
 * to indexes (docs/adr/0010).
 */
export class Migration20261123200310_class_sessions extends Migration {
  override up(): void {
    this.addSql(`
      create function keep_answer(p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text)
      returns void language plpgsql as $$
      begin
        if p_key is null then return; end if;
        insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values (p_org, p_scope, p_key, p_request_hash, p_answer);
      end $$`);

    // What is asked of the sessions: where they are to be, and what they occupy then.
    this.addSql(`
      create type session_place as (
        id uuid, version integer, staff_id uuid, starts_at timestamptz, ends_at timestamptz, busy_from timestamptz,
        busy_to timestamptz, locks uuid[], resources uuid[], capacities integer[], units integer[], travels boolean)`);

    // All or nothing: the block that calls this is undone when one of them finds no place.
    this.addSql(`
      create function claim_places(p_org uuid, p_location uuid, p_places session_place[]) returns void language plpgsql as $$
      declare
        v_place session_place;
      begin
        foreach v_place in array p_places loop
          if take_place(
            p_org, v_place.id, p_location, v_place.resources, v_place.capacities, v_place.units, v_place.busy_from, v_place.busy_to,
            coalesce(v_place.travels, false), false, null) is null
          then
            raise exception 'a place is taken' using errcode = 'BM001';
          end if;
        end loop;
      end $$`);

    this.addSql(`
      create function open_sessions(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_rules_version bigint,
        p_service uuid, p_location uuid, p_capacity integer, p_series uuid, p_places jsonb, p_more jsonb,
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_places session_place[] := array(select p from jsonb_populate_recordset(null::session_place, p_places) as p);
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        perform lock_resources(array(select distinct r from unnest(v_places) as p, unnest(p.locks) as r));
        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;
        if p_rules_version is distinct from (select s.rules_version from organization_stamps s where s.organization_id = p_org) then
          outcome := 'stale';
          return;
        end if;
        begin
          perform claim_places(p_org, p_location, v_places);
        exception when sqlstate 'BM001' then
          outcome := 'taken';
          return;
        end;
        insert into class_sessions (organization_id, id, service_id, staff_id, location_id, starts_at, ends_at, capacity, series_id)
        select p_org, p.id, p_service, p.staff_id, p_location, p.starts_at, p.ends_at, p_capacity, p_series from unnest(v_places) as p;
        answer := json_build_object('sessions', session_rows(p_org, array(select p.id from unnest(v_places) as p))::json, 'more', p_more)::text;
        perform keep_answer(p_org, p_scope, p_key, p_request_hash, answer);
        outcome := 'done';
      end $$`);

    // The rows of sessions that are to be changed, locked, with their open bookings. Null when they may be.
    this.addSql(`
      create function hold_sessions(p_org uuid, p_sessions uuid[], p_versions integer[]) returns text language plpgsql as $$
      declare
        v_refusal text;
      begin
        perform from bookings b
        where b.organization_id = p_org and b.session_id = any(p_sessions) and b.status in ('pending', 'confirmed')
        order by b.id for no key update;
        perform from class_sessions s where s.organization_id = p_org and s.id = any(p_sessions) order by s.id for no key update;
        select case when s.id is null then 'missing' when s.status <> 'scheduled' then 'closed' when s.version <> t.version then 'changed' end
        into v_refusal
        from unnest(p_sessions, p_versions) as t (id, version)
        left join class_sessions s on s.organization_id = p_org and s.id = t.id
        order by 1 desc nulls last limit 1;
        return v_refusal;
      end $$`);

    // History and outbox of bookings that went one version further with their session.
    this.addSql(`
      create function record_session_change(p_org uuid, p_bookings uuid[], p_kinds text[], p_details jsonb[], p_actor text, p_notify boolean)
      returns void language plpgsql as $$
      begin
        insert into booking_events (organization_id, booking_id, version, kind, actor, detail, notify)
        select p_org, b.id, b.version, t.kind, p_actor, t.detail, p_notify
        from unnest(p_bookings, p_kinds, p_details) as t (id, kind, detail)
        join bookings b on b.organization_id = p_org and b.id = t.id;
        insert into outbox (organization_id, topic, subject_id, version)
        select p_org, 'booking', b.id, b.version from bookings b where b.organization_id = p_org and b.id = any(p_bookings);
      end $$`);

    this.addSql(`
      create function move_sessions(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_rules_version bigint,
        p_location uuid, p_places jsonb, p_more jsonb, p_actor text, p_notify boolean,
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_places session_place[] := array(select p from jsonb_populate_recordset(null::session_place, p_places) as p);
        v_ids uuid[] := array(select p.id from unnest(v_places) as p);
        v_moved record;
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        perform lock_resources(v_ids
          || array(select c.resource_id from claims c where c.organization_id = p_org and c.booking_id = any(v_ids))
          || array(select r from unnest(v_places) as p, unnest(p.locks) as r));
        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;
        outcome := hold_sessions(p_org, v_ids, array(select p.version from unnest(v_places) as p));
        if outcome is not null then return; end if;
        if p_rules_version is distinct from (select s.rules_version from organization_stamps s where s.organization_id = p_org) then
          outcome := 'stale';
          return;
        end if;
        begin
          delete from claims c where c.organization_id = p_org and c.booking_id = any(v_ids);
          perform claim_places(p_org, p_location, v_places);
        exception when sqlstate 'BM001' then
          outcome := 'taken';
          return;
        end;
        update class_sessions s
        set starts_at = p.starts_at, ends_at = p.ends_at, staff_id = p.staff_id, version = s.version + 1, updated_at = clock_timestamp()
        from unnest(v_places) as p where s.organization_id = p_org and s.id = p.id;

        with before as (
          select b.id, b.starts_at, b.staff_id from bookings b
          where b.organization_id = p_org and b.session_id = any(v_ids) and b.status in ('pending', 'confirmed')
        ), after as (
          update bookings b
          set starts_at = p.starts_at, ends_at = p.ends_at, staff_id = p.staff_id, version = b.version + 1, time_version = b.version + 1,
              time_set_at = clock_timestamp(), sequence = b.sequence + 1, wake_at = null, updated_at = clock_timestamp()
          from unnest(v_places) as p, before
          where b.organization_id = p_org and b.session_id = p.id and b.id = before.id
          returning b.id, jsonb_build_object('from', before.starts_at, 'fromStaff', before.staff_id) as detail
        )
        select coalesce(array_agg(a.id), '{}') as ids, coalesce(array_agg(a.detail), '{}') as details into v_moved from after a;
        perform record_session_change(p_org, v_moved.ids, array_fill('moved'::text, array[cardinality(v_moved.ids)]), v_moved.details, p_actor, p_notify);

        answer := json_build_object('sessions', session_rows(p_org, v_ids)::json, 'more', p_more)::text;
        perform keep_answer(p_org, p_scope, p_key, p_request_hash, answer);
        outcome := 'done';
      end $$`);

    this.addSql(`
      create function cancel_sessions(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea,
        p_sessions uuid[], p_versions integer[], p_actor text, p_reason text, p_notify boolean,
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_gone record;
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        perform lock_resources(p_sessions
          || array(select c.resource_id from claims c where c.organization_id = p_org and c.booking_id = any(p_sessions)));
        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;
        outcome := hold_sessions(p_org, p_sessions, p_versions);
        if outcome is not null then return; end if;

        update class_sessions s
        set status = 'cancelled', seats_taken = 0, cancel_reason = p_reason, version = s.version + 1, updated_at = clock_timestamp()
        where s.organization_id = p_org and s.id = any(p_sessions);
        delete from claims c where c.organization_id = p_org and c.booking_id = any(p_sessions);

        with before as (
          select b.id, b.status from bookings b
          where b.organization_id = p_org and b.session_id = any(p_sessions) and b.status in ('pending', 'confirmed')
        ), after as (
          update bookings b
          set status = 'cancelled', version = b.version + 1, sequence = b.sequence + 1, wake_at = null, updated_at = clock_timestamp(),
              cancelled_by = p_actor, cancel_reason = p_reason
          from before where b.organization_id = p_org and b.id = before.id
          returning b.id, case when before.status = 'pending' then 'declined' else 'cancelled' end as kind,
            jsonb_build_object('reason', p_reason, 'was', before.status) as detail
        )
        select coalesce(array_agg(a.id), '{}') as ids, coalesce(array_agg(a.kind), '{}') as kinds, coalesce(array_agg(a.detail), '{}') as details
        into v_gone from after a;
        perform record_session_change(p_org, v_gone.ids, v_gone.kinds, v_gone.details, p_actor, p_notify);

        answer := json_build_object('sessions', session_rows(p_org, p_sessions)::json)::text;
        perform keep_answer(p_org, p_scope, p_key, p_request_hash, answer);
        outcome := 'done';
      end $$`);

    this.addSql(`
      create function resize_session(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_session uuid, p_version integer, p_capacity integer,
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        perform lock_resources(array[p_session]);
        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;
        perform from class_sessions s where s.organization_id = p_org and s.id = p_session for no key update;
        select case when s.status <> 'scheduled' then 'closed' when s.version <> p_version then 'changed' when s.seats_taken > p_capacity then 'full' end
        into outcome from class_sessions s where s.organization_id = p_org and s.id = p_session;
        if not found then outcome := 'missing'; end if;
        if outcome is not null then return; end if;
        update class_sessions s set capacity = p_capacity, version = s.version + 1, updated_at = clock_timestamp()
        where s.organization_id = p_org and s.id = p_session;
        answer := json_build_object('sessions', session_rows(p_org, array[p_session])::json)::text;
        perform keep_answer(p_org, p_scope, p_key, p_request_hash, answer);
        outcome := 'done';
      end $$`);
  }
}
