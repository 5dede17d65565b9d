import { Migration } from '@mikro-orm/migrations';

/**
 * Confirm, cancel, complete, no-show: one guarded function judges every change of state that takes no new time. One that
 * waits for approval without holding its time is `unplaced`: only `move_bookings` can give it a place.
 */
export class Migration20261123200240_change_booking extends Migration {
  override up(): void {
    this.addSql(`
      create function change_booking(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text,
        p_booking uuid, p_version integer, p_status text, p_actor text, p_reason text, p_notify boolean,
        out outcome text, out answer text
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_booking record;
        v_done text;
      begin
        v_done := set_config('app.org', p_org::text, true);
        v_done := set_config('lock_timeout', '2000', true);
        v_done := lock_resources(array(select c.resource_id from claims c where c.organization_id = p_org and c.booking_id = p_booking))::text;

        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;

        select b.version, b.status, b.holds_time into v_booking from bookings b
        where b.organization_id = p_org and b.id = p_booking for update;
        if not found then outcome := 'missing'; return; end if;
        if v_booking.version <> p_version then outcome := 'changed'; return; end if;
        if not (case p_status
          when 'confirmed' then v_booking.status = 'pending'
          when 'cancelled' then v_booking.status in ('pending', 'confirmed')
          when 'completed' then v_booking.status in ('confirmed', 'no_show')
          when 'no_show' then v_booking.status in ('confirmed', 'completed')
          else false end) then
          outcome := 'closed';
          return;
        end if;
        if p_status = 'confirmed' and not v_booking.holds_time then outcome := 'unplaced'; return; end if;

        if p_status = 'cancelled' then
          delete from claims c where c.organization_id = p_org and c.booking_id = p_booking;
        end if;
        update bookings b
        set status = p_status, version = b.version + 1, updated_at = clock_timestamp(), wake_at = null,
            sequence = b.sequence + case when p_status in ('confirmed', 'cancelled') then 1 else 0 end,
            cancelled_by = case when p_status = 'cancelled' then p_actor end,
            cancel_reason = case when p_status = 'cancelled' then p_reason else '' end
        where b.organization_id = p_org and b.id = p_booking;
        perform record_change(p_org, p_booking, p_version + 1,
          case when p_status = 'cancelled' and v_booking.status = 'pending' and p_actor like 'user:%' then 'declined' else p_status end,
          p_actor, jsonb_build_object('reason', p_reason, 'was', v_booking.status), p_notify, p_scope, p_key, p_request_hash, p_answer);
        outcome := 'done';
        answer := p_answer;
      end $$`);
  }
}
