import { Migration } from '@mikro-orm/migrations';

/** Series of bookings. The bookings are the fact; the series says what they were made by, and holds the link to all. */
export class Migration20261123200400_series extends Migration {
  override up(): void {
    this.addSql(`
      create table booking_series (
        organization_id uuid not null,
        id uuid not null,
        -- RFC 5545, with an end.
        rrule text not null check (length(rrule) <= 300),
        -- Of the rule's start, on the wall clock of time_zone.
        starts_wall timestamp not null,
        time_zone text not null,
        exdates timestamp[] not null default '{}',
        service_id uuid not null,
        -- Null: whoever is free.
        staff_id uuid,
        link_hash bytea not null,
        created_by text not null,
        created_at timestamptz not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, service_id) references services (organization_id, id),
        foreign key (organization_id, staff_id) references resources (organization_id, id)
      )`);
    this.addSql(`call wall_tenant('booking_series')`);

    // Cancels several bookings, all or nothing: each through change_booking, the locks of all taken first, in one order.
    // Items are [{ booking, version }]; \`failed\` counts from 0.
    this.addSql(`
      create function cancel_together(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_answer text, p_items jsonb, p_actor text, p_reason text, p_notify boolean,
        out outcome text, out answer text, out failed integer
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_item jsonb;
        v_one record;
        v_ids uuid[];
        v_done text;
      begin
        v_done := set_config('app.org', p_org::text, true);
        v_done := set_config('lock_timeout', '2000', true);
        select array_agg((i ->> 'booking')::uuid) into v_ids from jsonb_array_elements(p_items) as i;
        v_done := lock_resources(array(
          select c.resource_id from claims c where c.organization_id = p_org and c.booking_id = any(v_ids)))::text;
        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;
        perform 1 from bookings b where b.organization_id = p_org and b.id = any(v_ids) order by b.id for update;

        begin
          for v_item, failed in select i, (n - 1)::integer from jsonb_array_elements(p_items) with ordinality as t (i, n) loop
            select * into v_one from change_booking(
              p_org, '', null, null, '', (v_item ->> 'booking')::uuid, (v_item ->> 'version')::integer, 'cancelled', p_actor, p_reason, p_notify);
            if v_one.outcome <> 'done' then
              raise exception 'not all of them can be cancelled' using errcode = 'BM001';
            end if;
          end loop;
        exception when sqlstate 'BM001' then
          outcome := v_one.outcome;
          return;
        end;
        failed := null;
        if p_key is not null then
          insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values (p_org, p_scope, p_key, p_request_hash, p_answer);
        end if;
        outcome := 'done';
        answer := p_answer;
      end $$`);
  }
}
