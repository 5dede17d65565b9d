import { Migration } from '@mikro-orm/migrations';

/** The commit point: bookings, the claims that keep them apart, and what is written in the same transaction. */
export class Migration20261123100200_bookings extends Migration {
  override up(): void {
    // Look-ups go through the stored keys: lower() is not leakproof, so under row-level security an index on lower(email)
    // is never used and each booking would read every customer there is.
    this.addSql(`
      create table customers (
        organization_id uuid not null references organizations (id),
        id uuid not null,
        name text not null,
        email text,
        phone text,
        name_key text not null generated always as (lower(name)) stored,
        email_key text generated always as (lower(email)) stored,
        created_at timestamptz not null default now(),
        primary key (organization_id, id)
      )`);
    this.addSql(
      `create unique index customers_email on customers (organization_id, email_key) where email_key is not null`,
    );
    this.addSql(`create index customers_name on customers (organization_id, name_key, id)`);

    this.addSql(`
      create table bookings (
        organization_id uuid not null,
        id uuid not null,
        location_id uuid not null,
        service_id uuid not null,
        staff_id uuid not null,
        customer_id uuid not null,
        status text not null check (status in ('pending', 'confirmed', 'completed', 'no_show', 'cancelled')),
        starts_at timestamptz not null,
        ends_at timestamptz not null check (ends_at > starts_at),
        -- Raised by every change.
        version integer not null default 1,
        -- The version at which the present time was set: reminders are keyed by it.
        time_version integer not null default 1,
        time_set_at timestamptz not null default now(),
        -- RFC 5545 SEQUENCE.
        sequence integer not null default 0,
        -- The last version whose consequences were carried out; behind version means work is due.
        acked_version integer not null default 0,
        -- When the parked lifecycle must be opened again.
        wake_at timestamptz,
        -- As the customer gave them; later edits of service or customer change nothing here.
        customer_name text not null,
        customer_email text,
        customer_phone text,
        time_zone text not null,
        locale text not null,
        note text not null default '',
        service_name text not null,
        price_amount integer,
        currency text not null,
        change_notice_minutes integer not null,
        source text not null check (source in ('online', 'desk')),
        cancelled_by text,
        cancel_reason text not null default '',
        link_hash bytea not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, service_id) references services (organization_id, id),
        foreign key (organization_id, staff_id) references resources (organization_id, id),
        foreign key (organization_id, customer_id) references customers (organization_id, id)
      ) with (fillfactor = 85)`);
    this.addSql(`create index bookings_day on bookings (organization_id, starts_at, id)`);
    this.addSql(`create index bookings_customer on bookings (organization_id, customer_id, starts_at)`);
    this.addSql(
      `create index bookings_unacked on bookings (organization_id, updated_at) where acked_version < version`,
    );
    this.addSql(`create index bookings_wake on bookings (organization_id, wake_at) where wake_at is not null`);

    // Plain columns are for questions, the range only for the constraint: range operators are not leakproof and would
    // read the tenant's whole history under row-level security. The 24 h bound is the look-back of every question.
    this.addSql(`
      create table claims (
        organization_id uuid not null,
        booking_id uuid not null,
        resource_id uuid not null,
        piece smallint not null default 0,
        lane integer not null default 0 check (lane >= 0),
        busy_from timestamptz not null,
        busy_to timestamptz not null,
        occupied tstzrange not null generated always as (tstzrange(busy_from, busy_to)) stored,
        -- Of a hold; null for a booking.
        expires_at timestamptz,
        primary key (organization_id, booking_id, resource_id, piece),
        foreign key (organization_id, booking_id) references bookings (organization_id, id) on delete cascade,
        check (busy_from < busy_to and busy_to <= busy_from + interval '24 hours'),
        constraint claims_never_overlap exclude using gist
          (resource_id with =, occupied with &&, lane with =, organization_id with =) deferrable initially immediate
      )`);
    this.addSql(
      `create index claims_busy on claims (organization_id, resource_id, busy_from) include (busy_to, lane, expires_at)`,
    );

    // What happened, one row a version.
    this.addSql(`
      create table booking_events (
        organization_id uuid not null,
        booking_id uuid not null,
        version integer not null,
        kind text not null,
        actor text not null,
        detail jsonb not null default '{}',
        notify boolean not null default true,
        at timestamptz not null default now(),
        primary key (organization_id, booking_id, version),
        foreign key (organization_id, booking_id) references bookings (organization_id, id) on delete cascade
      )`);

    // Ids only, no personal data: the relay reads it across tenants, so it has no wall.
    this.addSql(`
      create table outbox (
        id bigint generated always as identity primary key,
        organization_id uuid not null,
        topic text not null,
        subject_id uuid not null,
        version integer not null,
        created_at timestamptz not null default now(),
        next_attempt_at timestamptz not null default now(),
        attempts integer not null default 0,
        last_error text,
        dispatched_at timestamptz
      )`);
    this.addSql(`create index outbox_waiting on outbox (next_attempt_at, id) where dispatched_at is null`);
    this.addSql(`create index outbox_done on outbox (dispatched_at) where dispatched_at is not null`);

    // The answer as it was sent, for 72 h. Text, not jsonb: a repeat is equal to the byte.
    this.addSql(`
      create table idempotency_keys (
        organization_id uuid not null,
        scope text not null,
        key text not null,
        request_hash bytea not null,
        answer text not null,
        created_at timestamptz not null default now(),
        primary key (organization_id, scope, key)
      )`);
    this.addSql(`create index idempotency_keys_age on idempotency_keys (organization_id, created_at)`);

    this.addSql(`
      create table messages (
        organization_id uuid not null,
        id uuid not null,
        booking_id uuid,
        -- Of the booking: with kind and recipient the identity of the message.
        version integer not null,
        kind text not null,
        recipient text not null check (recipient in ('customer', 'staff')),
        message_id text not null,
        to_name text not null,
        to_address text not null,
        subject text not null,
        html text not null,
        body_text text not null,
        calendar_method text,
        calendar text,
        status text not null check (status in ('queued', 'sent', 'failed', 'skipped')),
        channel text,
        attempts integer not null default 0,
        reason text not null default '',
        next_attempt_at timestamptz,
        created_at timestamptz not null default now(),
        sent_at timestamptz,
        primary key (organization_id, id),
        unique (organization_id, message_id),
        foreign key (organization_id, booking_id) references bookings (organization_id, id) on delete cascade
      )`);
    this.addSql(`create index messages_booking on messages (organization_id, booking_id)`);
    this.addSql(`create index messages_newest on messages (organization_id, created_at desc, id desc)`);

    this.addSql(
      `create table rate_limits (key varchar(255) primary key, points integer not null default 0, expire bigint)`,
    );

    for (const table of ['customers', 'bookings', 'claims', 'booking_events', 'idempotency_keys', 'messages']) {
      this.addSql(`call wall_tenant('${table}')`);
    }
  }
}
