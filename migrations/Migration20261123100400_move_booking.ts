import { Migration } from '@mikro-orm/migrations';

/**
 * Moves a booking to another time or person in one step: the old claims go and the new ones come in the same
 * transaction, so there is no moment with two places or none. The second of two movers gets `changed`.
 */
export class Migration20261123100400_move_booking extends Migration {
  override up(): void {
    // What every guarded act does first: the stored answer of an earlier identical request, or null to go on.
    this.addSql(`
      create function known_answer(p_org uuid, p_scope text, p_key text, p_request_hash bytea, out outcome text, out answer text)
      language plpgsql as $$
      declare
        v_known record;
      begin
        if p_key is null then return; end if;
        select k.request_hash, k.answer into v_known from idempotency_keys k
        where k.organization_id = p_org and k.scope = p_scope and k.key = p_key;
        if not found then return; end if;
        outcome := case when v_known.request_hash = p_request_hash then 'replay' else 'key_reused' end;
        answer := case when outcome = 'replay' then v_known.answer end;
      end $$`);

    // One version further: the fact, its history and its outbox row, always together.
    this.addSql(`
      create function record_change(
        p_org uuid, p_booking uuid, p_version integer, p_kind text, p_actor text, p_detail jsonb, p_notify boolean,
        p_scope text, p_key text, p_request_hash bytea, p_answer text
      ) returns void language plpgsql as $$
      begin
        if p_key is not null then
          insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values (p_org, p_scope, p_key, p_request_hash, p_answer);
        end if;
        insert into booking_events (organization_id, booking_id, version, kind, actor, detail, notify)
        values (p_org, p_booking, p_version, p_kind, p_actor, p_detail, p_notify);
        insert into outbox (organization_id, topic, subject_id, version) values (p_org, 'booking', p_booking, p_version);
      end $$`);

    this.addSql(`
      create function move_booking(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text, p_rules_version bigint,
        p_booking uuid, p_version integer, p_staff uuid, p_resources uuid[], p_capacities integer[],
        p_starts timestamptz, p_ends timestamptz, p_busy_from timestamptz, p_busy_to timestamptz, p_actor text, p_notify boolean,
        out outcome text, out answer text
      ) language plpgsql as $$
      declare
        v_booking record;
        v_held uuid[];
        v_lanes integer[];
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        select coalesce(array_agg(c.resource_id), '{}') into v_held from claims c where c.organization_id = p_org and c.booking_id = p_booking;
        perform lock_resources(v_held || p_resources);

        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;

        select b.version, b.status, b.starts_at, b.staff_id into v_booking from bookings b
        where b.organization_id = p_org and b.id = p_booking for update;
        if not found then outcome := 'missing'; return; end if;
        if v_booking.version <> p_version then outcome := 'changed'; return; end if;
        if v_booking.status not in ('pending', 'confirmed') then outcome := 'closed'; return; end if;
        if p_rules_version is distinct from (select s.rules_version from organization_stamps s where s.organization_id = p_org) then
          outcome := 'stale';
          return;
        end if;
        v_lanes := choose_lanes(p_org, p_booking, p_resources, p_capacities, p_busy_from, p_busy_to);
        if v_lanes is null then outcome := 'taken'; return; end if;

        delete from claims c where c.organization_id = p_org and c.booking_id = p_booking;
        perform write_claims(p_org, p_booking, p_resources, v_lanes, p_busy_from, p_busy_to);
        update bookings b
        set starts_at = p_starts, ends_at = p_ends, staff_id = p_staff, version = b.version + 1, time_version = b.version + 1,
            time_set_at = clock_timestamp(), sequence = b.sequence + 1, wake_at = null, updated_at = clock_timestamp()
        where b.organization_id = p_org and b.id = p_booking;
        perform record_change(p_org, p_booking, p_version + 1, 'moved', p_actor,
          jsonb_build_object('from', v_booking.starts_at, 'fromStaff', v_booking.staff_id), p_notify, p_scope, p_key, p_request_hash, p_answer);
        outcome := 'moved';
        answer := p_answer;
      end $$`);
  }
}
