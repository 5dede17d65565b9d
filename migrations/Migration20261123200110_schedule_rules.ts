import { Migration } from '@mikro-orm/migrations';

/** Several named schedules a person, plans from a day on, journeys through zones, holidays, and several places to work at. */
export class Migration20261123200110_schedule_rules extends Migration {
  override up(): void {
    this.addSql(`alter table resources add column level text`);

    this.addSql(`
      alter table schedules
        add column id uuid not null default gen_random_uuid(),
        add column name text not null default 'Usual hours',
        add column is_default boolean not null default true,
        drop constraint schedules_pkey,
        add primary key (organization_id, id)`);
    this.addSql(`create unique index schedules_default on schedules (organization_id, resource_id) where is_default`);
    this.addSql(`create unique index schedules_name on schedules (organization_id, resource_id, name)`);
    this.addSql(`
      alter table service_staff
        add foreign key (organization_id, schedule_id) references schedules (organization_id, id) on delete set null (schedule_id)`);

    // Other weekly hours from a day on, until the next plan.
    this.addSql(`
      create table schedule_plans (
        organization_id uuid not null,
        schedule_id uuid not null,
        from_day date not null,
        time_zone text not null,
        weekly jsonb not null default '[]',
        primary key (organization_id, schedule_id, from_day),
        foreign key (organization_id, schedule_id) references schedules (organization_id, id) on delete cascade
      )`);
    // On these days, both included, the person's hours are meant in another zone.
    this.addSql(`
      create table zone_changes (
        organization_id uuid not null,
        id uuid not null,
        resource_id uuid not null,
        from_day date not null,
        to_day date not null check (to_day >= from_day),
        time_zone text not null,
        primary key (organization_id, id),
        foreign key (organization_id, resource_id) references resources (organization_id, id) on delete cascade
      )`);
    this.addSql(`
      alter table time_off
        -- RFC 5545; null: once.
        add column rrule text,
        add column redirect_to uuid,
        add foreign key (organization_id, redirect_to) references resources (organization_id, id),
        add check (redirect_to <> resource_id)`);

    this.addSql(`
      alter table locations
        add column active boolean not null default true,
        add column position integer not null default 0,
        add column holiday_country text,
        add column holiday_region text,
        add check (holiday_region is null or holiday_country is not null)`);
    this.addSql(`
      create table holiday_exceptions (
        organization_id uuid not null,
        location_id uuid not null,
        day date not null,
        kind text not null check (kind in ('open', 'closed')),
        name text not null default '',
        primary key (organization_id, location_id, day),
        foreign key (organization_id, location_id) references locations (organization_id, id) on delete cascade
      )`);
    this.addSql(`
      create table travel_times (
        organization_id uuid not null,
        from_location_id uuid not null,
        to_location_id uuid not null,
        minutes integer not null check (minutes between 1 and 480),
        primary key (organization_id, from_location_id, to_location_id),
        foreign key (organization_id, from_location_id) references locations (organization_id, id) on delete cascade,
        foreign key (organization_id, to_location_id) references locations (organization_id, id) on delete cascade,
        check (from_location_id <> to_location_id)
      )`);

    for (const table of ['schedule_plans', 'zone_changes', 'holiday_exceptions', 'travel_times']) {
      this.addSql(
        `create trigger raise_rules_version after insert or update or delete on ${table} for each row execute function raise_rules_version()`,
      );
      this.addSql(`call wall_tenant('${table}')`);
    }
  }
}
