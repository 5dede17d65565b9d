import { Migration } from '@mikro-orm/migrations';

/** What a service can ask of its times, prices, people and rooms; and each change of it, with the day from which it holds. */
export class Migration20261123200100_service_rules extends Migration {
  override up(): void {
    this.addSql(`
      alter table services
        add column slot_offset_minutes integer not null default 0 check (slot_offset_minutes between 0 and 719),
        add column durations jsonb not null default '[]',
        add column level_prices jsonb not null default '[]',
        add column addons jsonb not null default '[]',
        add column caps jsonb not null default '[]',
        add column needs jsonb not null default '[]',
        add column offer jsonb not null default '{"fillGapsMinutes":null,"busyShare":0}',
        add column window_kind text not null default 'days' check (window_kind in ('days', 'business_days', 'range')),
        add column window_from date,
        add column window_to date,
        add column active_from date,
        add column active_until date,
        -- Null: as long as change_notice_minutes, which older clients set.
        add column move_notice_minutes integer check (move_notice_minutes >= 0),
        add column cancel_notice_minutes integer check (cancel_notice_minutes >= 0),
        add column repeat_after_days integer not null default 0 check (repeat_after_days between 0 and 366),
        add column assignment text not null default 'least_booked'
          check (assignment in ('least_booked', 'round_robin', 'longest_idle', 'priority')),
        add column prefer_usual boolean not null default false,
        add column staffing text not null default 'one' check (staffing in ('one', 'collective', 'roles')),
        add column pending_holds boolean not null default true,
        add column visibility text not null default 'public' check (visibility in ('public', 'link')),
        -- Opens a service that is not listed. Shown to the team again and again to be passed on, so it is kept as it is.
        add column link_token text,
        add column min_party integer not null default 1 check (min_party >= 1),
        add column max_party integer not null default 1 check (max_party between min_party and 100),
        add check ((window_kind = 'range') = (window_from is not null and window_to is not null)),
        add check (window_to >= window_from),
        add check (active_until >= active_from),
        add check (visibility <> 'link' or link_token is not null)`);
    this.addSql(`
      alter table service_staff
        add column weight integer not null default 1 check (weight between 1 and 100),
        add column role text,
        add column schedule_id uuid`);

    // Every change, one row. Those of a day ahead are laid over the service when that day has come.
    this.addSql(`
      create table service_versions (
        organization_id uuid not null,
        service_id uuid not null,
        version integer not null,
        effective_from date,
        changes jsonb not null,
        changed_by text not null,
        changed_at timestamptz not null default now(),
        -- Part of the service's own row.
        folded boolean not null,
        primary key (organization_id, service_id, version),
        foreign key (organization_id, service_id) references services (organization_id, id) on delete cascade,
        check (folded or effective_from is not null)
      )`);
    this.addSql(
      `create trigger raise_rules_version after insert or update or delete on service_versions for each row execute function raise_rules_version()`,
    );
    this.addSql(`call wall_tenant('service_versions')`);
  }
}
