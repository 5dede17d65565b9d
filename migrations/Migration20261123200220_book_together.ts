import { Migration } from '@mikro-orm/migrations';

/**
 * Several bookings in one transaction, all or nothing: a visit, a series, people side by side. Every one of them goes
 * through `book_slot`; the locks of all are taken first, in one order. Outcomes as of `book_slot`; `failed` counts from
 * 0 and says which of them stood in the way.
 */
export class Migration20261123200220_book_together extends Migration {
  override up(): void {
    this.addSql(`
      create function book_together(
        p_org uuid, p_scope text, p_key text, p_request_hash bytea, p_rules_version bigint, p_locks uuid[], p_items jsonb,
        out outcome text, out answer text, out failed integer
      ) language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
      declare
        v_item jsonb;
        v_one record;
        v_answers text[] := '{}';
        v_done text;
      begin
        v_done := set_config('app.org', p_org::text, true);
        v_done := set_config('lock_timeout', '2000', true);
        v_done := lock_resources(p_locks)::text;
        select k.outcome, k.answer into outcome, answer from known_answer(p_org, p_scope, p_key, p_request_hash) k;
        if outcome is not null then return; end if;

        begin
          for v_item, failed in select i, (n - 1)::integer from jsonb_array_elements(p_items) with ordinality as t (i, n) loop
            select * into v_one from book_slot(
              p_org, '', null, null, v_item ->> 'answer', p_rules_version,
              (v_item ->> 'booking')::uuid, (v_item ->> 'location')::uuid, (v_item ->> 'service')::uuid, (v_item ->> 'staff')::uuid, (v_item ->> 'resources')::uuid[],
              (v_item ->> 'starts')::timestamptz, (v_item ->> 'ends')::timestamptz, (v_item ->> 'busyFrom')::timestamptz, (v_item ->> 'busyTo')::timestamptz, v_item ->> 'status',
              (v_item ->> 'customer')::uuid, v_item ->> 'name', v_item ->> 'email', v_item ->> 'phone', v_item ->> 'zone', v_item ->> 'locale', v_item ->> 'note',
              v_item ->> 'serviceName', (v_item ->> 'price')::integer, v_item ->> 'currency', (v_item ->> 'changeNotice')::integer,
              v_item ->> 'source', v_item ->> 'actor', decode(v_item ->> 'linkHash', 'hex'), (v_item ->> 'notify')::boolean, nullif(v_item -> 'more', 'null'));
            if v_one.outcome <> 'booked' then
              raise exception 'not all of them can be booked' using errcode = 'BM001', detail = v_one.outcome;
            end if;
            v_answers := v_answers || v_one.answer;
          end loop;
        exception when sqlstate 'BM001' then
          outcome := v_one.outcome;
          return;
        end;
        failed := null;
        -- The bookings as they were answered one by one are the items of what is answered for all.
        answer := '[' || array_to_string(v_answers, ',') || ']';
        if p_key is not null then
          insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values (p_org, p_scope, p_key, p_request_hash, answer);
        end if;
        outcome := 'booked';
      end $$`);
  }
}
