import { Migration } from '@mikro-orm/migrations';

/** Secret addresses under which a person's bookings are read by calendar programs; at most one for each person. */
export class Migration20261124134500_calendar_feeds extends Migration {
  override up(): void {
    this.addSql(`
      create table calendar_feeds (
        organization_id uuid not null,
        -- SHA-256; the token itself is shown once.
        token_hash bytea not null,
        staff_id uuid,
        customer_id uuid,
        -- BCP 47, of its reader.
        locale text not null,
        created_by text not null,
        created_at timestamptz not null default now(),
        primary key (organization_id, token_hash),
        check (num_nonnulls(staff_id, customer_id) = 1),
        foreign key (organization_id, staff_id) references resources (organization_id, id) on delete cascade,
        foreign key (organization_id, customer_id) references customers (organization_id, id) on delete cascade
      )`);
    this.addSql(`create unique index calendar_feeds_staff on calendar_feeds (organization_id, staff_id)`);
    this.addSql(`create unique index calendar_feeds_customer on calendar_feeds (organization_id, customer_id)`);
    this.addSql(`call wall_tenant('calendar_feeds')`);
    // A feed is asked for again and again: it must not read the bookings of the whole team.
    this.addSql(`create index bookings_staff on bookings (organization_id, staff_id, starts_at)`);
  }
}
