import { Migration } from '@mikro-orm/migrations';

/**
 * Keeps a time free during checkout: claims that end by themselves, under the id that the booking will have. Booking with
 * that id replaces them; when they have expired by then, the booking has to find the place free like any other.
 */
export class Migration20261123200250_hold_slot extends Migration {
  override up(): void {
    // p_instead: earlier holds of the same visitor, given back in the same step; they do not stand in the way.
    // p_answer: what will be answered, to which the end of the hold, by this clock, is added.
    this.addSql(`
      create function hold_slot(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer jsonb, p_rules_version bigint, p_hold uuid, p_location uuid, p_locks uuid[], p_resources uuid[], p_capacities integer[], p_units integer[],
        p_busy_from timestamptz, p_busy_to timestamptz, p_travels boolean, p_seconds integer, p_instead uuid[],
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_done text;
        v_expires timestamptz := clock_timestamp() + make_interval(secs => p_seconds);
      begin
        v_done := set_config('app.org', p_org::text, true);
        v_done := set_config('lock_timeout', '2000', true);
        v_done := lock_resources(p_locks || array(
          select c.resource_id from claims c where c.organization_id = p_org and c.booking_id = any(p_instead)))::text;

        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;

        if p_rules_version is distinct from (select s.rules_version from organization_stamps s where s.organization_id = p_org) then
          outcome := 'stale';
          return;
        end if;
        begin
          delete from claims c where c.organization_id = p_org and c.booking_id = any(p_instead) and c.expires_at is not null;
          if take_place(p_org, p_hold, p_location, p_resources, p_capacities, p_units, p_busy_from, p_busy_to, p_travels, false, v_expires) is null then
            raise exception 'a place is taken' using errcode = 'BM001';
          end if;
        exception when sqlstate 'BM001' then
          outcome := 'taken';
          return;
        end;
        answer := p_answer || jsonb_build_object('expiresAt', to_char(v_expires at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
        if p_key is not null then
          insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values (p_org, p_scope, p_key, p_request_hash, answer);
        end if;
        outcome := 'held';
      end $$`);

    // Gives back what is held, never what is booked. Says for which resources and when, for whoever watches them.
    this.addSql(`
      create function release_hold(p_org uuid, p_hold uuid) returns table (resource_id uuid, busy_from timestamptz, busy_to timestamptz) language plpgsql as $$
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        return query
          delete from claims c where c.organization_id = p_org and c.booking_id = p_hold and c.expires_at is not null
          returning c.resource_id, c.busy_from, c.busy_to;
      end $$`);
  }
}
