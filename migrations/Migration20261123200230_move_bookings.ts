import { Migration } from '@mikro-orm/migrations';

/**
 * Gives bookings another place, in one step and all or nothing: one that is moved, two that change places, the rest of a
 * series, one that waited for approval without holding its time. Old claims go and new ones come in the same
 * transaction, so there is no moment with two places or none. The second of two movers gets `changed`.
 *
 * An item is { booking, version, kind, status, staff, location, resources, capacities, units, travels, starts, ends,
 * busyFrom, busyTo, caps, overbook }; `kind` is moved or confirmed, `status` the one that it is to have.
 */
export class Migration20261123200230_move_bookings extends Migration {
  override up(): void {
    this.addSql(`
      create function move_bookings(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text, p_rules_version bigint,
        p_items jsonb, p_actor text, p_reason text, p_notify boolean,
        out outcome text, out answer text, out failed integer
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_ids uuid[];
        v_wanted uuid[];
        v_item jsonb;
        v_booking record;
        v_before jsonb := '[]';
        v_moved boolean;
        v_done text;
      begin
        v_done := set_config('app.org', p_org::text, true);
        v_done := set_config('lock_timeout', '2000', true);
        select array_agg((i ->> 'booking')::uuid) into v_ids from jsonb_array_elements(p_items) as i;
        select array_agg(r) into v_wanted from jsonb_array_elements(p_items) as i, unnest((i ->> 'locks')::uuid[]) as r;
        v_done := lock_resources(coalesce(v_wanted, '{}') || array(
          select c.resource_id from claims c where c.organization_id = p_org and c.booking_id = any(v_ids)))::text;

        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;

        perform 1 from bookings b where b.organization_id = p_org and b.id = any(v_ids) order by b.id for update;
        for v_item, failed in select i, (n - 1)::integer from jsonb_array_elements(p_items) with ordinality as t (i, n) loop
          select b.version, b.status, b.starts_at, b.staff_id, b.customer_id into v_booking from bookings b
          where b.organization_id = p_org and b.id = (v_item ->> 'booking')::uuid;
          if not found then outcome := 'missing'; return; end if;
          if v_booking.version <> (v_item ->> 'version')::integer then outcome := 'changed'; return; end if;
          if v_booking.status not in ('pending', 'confirmed') or (v_item ->> 'kind' = 'confirmed' and v_booking.status <> 'pending') then
            outcome := 'closed';
            return;
          end if;
          if v_item ? 'caps' and cap_reached(p_org, v_item -> 'caps', v_booking.customer_id, v_ids) then outcome := 'capped'; return; end if;
          v_before := v_before || jsonb_build_object('from', v_booking.starts_at, 'fromStaff', v_booking.staff_id);
        end loop;
        if p_rules_version is distinct from (select s.rules_version from organization_stamps s where s.organization_id = p_org) then
          outcome := 'stale';
          failed := null;
          return;
        end if;

        begin
          delete from claims c where c.organization_id = p_org and c.booking_id = any(v_ids);
          for v_item, failed in select i, (n - 1)::integer from jsonb_array_elements(p_items) with ordinality as t (i, n) loop
            if take_place(
              p_org, (v_item ->> 'booking')::uuid, (v_item ->> 'location')::uuid, (v_item ->> 'resources')::uuid[],
              (v_item ->> 'capacities')::integer[], (v_item ->> 'units')::integer[],
              (v_item ->> 'busyFrom')::timestamptz, (v_item ->> 'busyTo')::timestamptz,
              coalesce((v_item ->> 'travels')::boolean, false), coalesce((v_item ->> 'overbook')::boolean, false), null) is null
            then
              raise exception 'a place is taken' using errcode = 'BM001';
            end if;
          end loop;
        exception when sqlstate 'BM001' then
          outcome := 'taken';
          return;
        end;
        failed := null;

        for v_item in select i from jsonb_array_elements(p_items) as i loop
          v_moved := v_item ->> 'kind' = 'moved';
          update bookings b
          set starts_at = (v_item ->> 'starts')::timestamptz, ends_at = (v_item ->> 'ends')::timestamptz, staff_id = (v_item ->> 'staff')::uuid,
              status = v_item ->> 'status', version = b.version + 1, sequence = b.sequence + 1, wake_at = null, updated_at = clock_timestamp(),
              time_version = case when v_moved then b.version + 1 else b.time_version end,
              time_set_at = case when v_moved then clock_timestamp() else b.time_set_at end,
              holds_time = b.holds_time or not v_moved,
              override_reason = coalesce(v_item ->> 'overrideReason', b.override_reason),
              overrides = coalesce((v_item ->> 'overrides')::text[], b.overrides)
          where b.organization_id = p_org and b.id = (v_item ->> 'booking')::uuid;
          insert into booking_events (organization_id, booking_id, version, kind, actor, detail, notify)
          values (p_org, (v_item ->> 'booking')::uuid, (v_item ->> 'version')::integer + 1, v_item ->> 'kind', p_actor,
            case when v_moved then v_before -> 0 else '{"was": "pending"}' end || jsonb_build_object('reason', p_reason), p_notify);
          insert into outbox (organization_id, topic, subject_id, version)
          values (p_org, 'booking', (v_item ->> 'booking')::uuid, (v_item ->> 'version')::integer + 1);
          v_before := v_before - 0;
        end loop;
        if p_key is not null then
          insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values (p_org, p_scope, p_key, p_request_hash, p_answer);
        end if;
        outcome := 'moved';
        answer := p_answer;
      end $$`);
  }
}
