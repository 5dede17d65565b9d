import { Migration } from '@mikro-orm/migrations';

/** Finds what the outbox or a lifecycle has lost, and tidies what has had its time. Each call is for one tenant. */
export class Migration20261123100900_outbox_functions extends Migration {
  override up(): void {
    this.addSql(`create index outbox_subject on outbox (subject_id)`);
    this.addSql(`create index claims_expiry on claims (organization_id, expires_at) where expires_at is not null`);

    // A booking is told about again when its last change was not acknowledged for two minutes, or when its wake date has
    // come: a parked one is opened, and a step that is overdue has lost its run. What was told lately is not repeated:
    // the pause grows with the age of the change, for signals wait with Temporal while all workers are down.
    this.addSql(`
      create function reopen_bookings(p_org uuid, p_limit integer) returns integer language plpgsql as $$
      declare
        v_opened integer;
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        if not pg_try_advisory_xact_lock(hashtextextended('reopen_bookings:' || p_org, 0)) then return 0; end if;
        with forgotten as (
          select b.id from bookings b
          where b.organization_id = p_org and b.acked_version < b.version and b.updated_at < now() - interval '2 minutes'
            and not exists (
              select from outbox o where o.subject_id = b.id and o.topic = 'booking'
                and (o.dispatched_at is null or o.created_at > now() - greatest(interval '3 minutes', (now() - b.updated_at) / 4)))
          order by b.updated_at limit p_limit
        ), woken as (
          select b.id from bookings b
          where b.organization_id = p_org and b.wake_at <= now()
            and not exists (select from outbox o where o.subject_id = b.id and o.topic = 'booking' and o.dispatched_at is null)
          order by b.wake_at limit p_limit
        ), held as (
          select b.id, b.version from bookings b
          where b.organization_id = p_org and b.id in (select f.id from forgotten f union select w.id from woken w)
          for no key update skip locked
        ), told as (
          insert into outbox (organization_id, topic, subject_id, version) select p_org, 'booking', h.id, h.version from held h
        ), later as (
          update bookings b set wake_at = now() + interval '30 minutes' from held h where b.organization_id = p_org and b.id = h.id
        )
        select count(*) into v_opened from held;
        return v_opened;
      end $$`);

    this.addSql(`
      create function sweep_tenant(p_org uuid) returns void language plpgsql as $$
      begin
        perform set_config('app.org', p_org::text, true), set_config('lock_timeout', '2000', true);
        delete from idempotency_keys k where k.organization_id = p_org and k.created_at < now() - interval '72 hours';
        delete from claims c where c.organization_id = p_org and c.expires_at < now();
        delete from sessions s where s.organization_id = p_org and s.expires_at < now();
      end $$`);
    this.addSql(`
      create function sweep_outbox() returns void language sql as $$
        delete from outbox where dispatched_at < now() - interval '7 days'
      $$`);
  }
}
