import { Migration } from '@mikro-orm/migrations';

/** What can be booked, with whom and when. Any change raises the tenant's `rules_version`. */
export class Migration20261123100100_services_and_schedules extends Migration {
  override up(): void {
    this.addSql(`
      create table organization_stamps (
        organization_id uuid primary key references organizations (id),
        rules_version bigint not null default 1
      )`);
    this.addSql(`
      create table resources (
        organization_id uuid not null,
        id uuid not null,
        location_id uuid not null,
        kind text not null check (kind in ('staff', 'room', 'equipment')),
        name text not null,
        email text,
        capacity integer not null default 1 check (capacity between 1 and 1000),
        active boolean not null default true,
        position integer not null default 0,
        primary key (organization_id, id),
        foreign key (organization_id, location_id) references locations (organization_id, id),
        check (kind <> 'staff' or capacity = 1)
      )`);
    this.addSql(`
      create table services (
        organization_id uuid not null,
        id uuid not null,
        location_id uuid not null,
        name text not null,
        description text not null default '',
        duration_minutes integer not null check (duration_minutes between 5 and 720),
        buffer_before_minutes integer not null default 0 check (buffer_before_minutes between 0 and 240),
        buffer_after_minutes integer not null default 0 check (buffer_after_minutes between 0 and 240),
        slot_interval_minutes integer not null default 15 check (slot_interval_minutes between 5 and 720),
        min_notice_minutes integer not null default 60 check (min_notice_minutes >= 0),
        change_notice_minutes integer not null default 1440 check (change_notice_minutes >= 0),
        window_days integer not null default 60 check (window_days between 1 and 730),
        price_amount integer check (price_amount >= 0),
        requires_approval boolean not null default false,
        active boolean not null default true,
        position integer not null default 0,
        primary key (organization_id, id),
        foreign key (organization_id, location_id) references locations (organization_id, id)
      )`);
    for (const name of ['service_staff', 'service_resources']) {
      this.addSql(`
        create table ${name} (
          organization_id uuid not null,
          service_id uuid not null,
          resource_id uuid not null,
          primary key (organization_id, service_id, resource_id),
          foreign key (organization_id, service_id) references services (organization_id, id) on delete cascade,
          foreign key (organization_id, resource_id) references resources (organization_id, id)
        )`);
    }
    // Wall-clock minutes of the day with the schedule's own zone: a rule never holds an instant.
    this.addSql(`
      create table schedules (
        organization_id uuid not null,
        resource_id uuid not null,
        time_zone text not null,
        weekly jsonb not null default '[]',
        primary key (organization_id, resource_id),
        foreign key (organization_id, resource_id) references resources (organization_id, id) on delete cascade
      )`);
    this.addSql(`
      create table schedule_overrides (
        organization_id uuid not null,
        resource_id uuid not null,
        day date not null,
        hours jsonb not null default '[]',
        primary key (organization_id, resource_id, day),
        foreign key (organization_id, resource_id) references resources (organization_id, id) on delete cascade
      )`);
    this.addSql(`
      create table time_off (
        organization_id uuid not null,
        id uuid not null,
        resource_id uuid not null,
        from_wall timestamp not null,
        to_wall timestamp not null check (to_wall > from_wall),
        reason text not null default '',
        primary key (organization_id, id),
        foreign key (organization_id, resource_id) references resources (organization_id, id) on delete cascade
      )`);

    this.addSql(`
      create function raise_rules_version() returns trigger language plpgsql as $$
      declare
        v_org uuid := case when tg_op = 'DELETE' then old.organization_id else new.organization_id end;
      begin
        update organization_stamps set rules_version = rules_version + 1 where organization_id = v_org;
        -- Rules change seldom, so the notification may ride in the transaction; equal ones are sent once.
        perform pg_notify('bookme', json_build_array(json_build_object('kind', 'rules', 'organizationId', v_org))::text);
        return null;
      end $$`);
    const rules = [
      'locations',
      'resources',
      'services',
      'service_staff',
      'service_resources',
      'schedules',
      'schedule_overrides',
      'time_off',
    ];
    for (const table of rules) {
      this.addSql(
        `create trigger raise_rules_version after insert or update or delete on ${table} for each row execute function raise_rules_version()`,
      );
    }
    for (const table of ['organization_stamps', ...rules.slice(1)]) this.addSql(`call wall_tenant('${table}')`);
  }
}
