import { Migration } from '@mikro-orm/migrations';

/** Classes: sessions with seats. A session holds the claims; a seat is a booking without any. */
export class Migration20261123200300_classes extends Migration {
  override up(): void {
    this.addSql(`
      alter table services
        add column kind text not null default 'appointment' check (kind in ('appointment', 'class')),
        -- Of a session, unless the session says otherwise.
        add column seats integer not null default 1 check (seats between 1 and 1000),
        -- One customer may join one session more than once.
        add column several_joins boolean not null default false`);

    this.addSql(`
      create table class_sessions (
        organization_id uuid not null,
        id uuid not null,
        service_id uuid not null,
        staff_id uuid not null,
        location_id uuid not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null check (ends_at > starts_at),
        capacity integer not null check (capacity between 1 and 1000),
        -- Seats of all its bookings that are not cancelled.
        seats_taken integer not null default 0,
        status text not null default 'scheduled' check (status in ('scheduled', 'cancelled')),
        -- Raised by every change of the session itself, not by joining and leaving.
        version integer not null default 1,
        series_id uuid,
        cancel_reason text not null default '',
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (organization_id, id),
        foreign key (organization_id, service_id) references services (organization_id, id),
        foreign key (organization_id, staff_id) references resources (organization_id, id),
        foreign key (organization_id, location_id) references locations (organization_id, id),
        constraint class_sessions_seats check (0 <= seats_taken and seats_taken <= capacity)
      ) with (fillfactor = 80)`);
    this.addSql(`create index class_sessions_service on class_sessions (organization_id, service_id, starts_at)`);
    this.addSql(`create index class_sessions_day on class_sessions (organization_id, starts_at, id)`);
    this.addSql(
      `create index class_sessions_series on class_sessions (organization_id, series_id, starts_at) where series_id is not null`,
    );

    this.addSql(`
      alter table bookings
        add column session_id uuid,
        add column seats integer not null default 1 check (seats between 1 and 1000),
        -- The customer, where one customer may join a session only once.
        add column sole_customer_id uuid,
        add foreign key (organization_id, session_id) references class_sessions (organization_id, id)`);
    this.addSql(`create index bookings_session on bookings (organization_id, session_id) where session_id is not null`);
    this.addSql(`
      create unique index bookings_one_join on bookings (organization_id, session_id, sole_customer_id)
      where session_id is not null and sole_customer_id is not null and status <> 'cancelled'`);

    this.addSql(`
      create table booking_guests (
        organization_id uuid not null,
        booking_id uuid not null,
        position smallint not null,
        name text not null,
        primary key (organization_id, booking_id, position),
        foreign key (organization_id, booking_id) references bookings (organization_id, id) on delete cascade
      )`);

    for (const table of ['class_sessions', 'booking_guests']) this.addSql(`call wall_tenant('${table}')`);

    // Sessions with the names around them, as JSON: the form of every answer, also of those that are kept.
    this.addSql(`
      create function session_rows(p_org uuid, p_sessions uuid[]) returns text language sql stable as $$
        select coalesce(json_agg(to_json(t) order by t.starts_at, t.id)::text, '[]') from (
          select s.id, s.service_id, v.name as service_name, s.staff_id, r.name as staff_name, s.location_id, l.time_zone,
            s.starts_at, s.ends_at, s.capacity, s.seats_taken, s.status, s.version, s.series_id, s.cancel_reason, v.several_joins
          from class_sessions s
          join services v on v.organization_id = s.organization_id and v.id = s.service_id
          join resources r on r.organization_id = s.organization_id and r.id = s.staff_id
          join locations l on l.organization_id = s.organization_id and l.id = s.location_id
          where s.organization_id = p_org and s.id = any(p_sessions)) t
      $$`);

    // Counts what is left when one booking is gone. Counting anew makes a second call harmless; under the row's lock
    // every seat that was taken before is committed, so the next statement sees it.
    this.addSql(`
      create function release_seats(p_org uuid, p_booking uuid) returns void language plpgsql as $$
      declare
        v_session uuid;
      begin
        select b.session_id into v_session from bookings b where b.organization_id = p_org and b.id = p_booking;
        if v_session is null then return; end if;
        perform from class_sessions s where s.organization_id = p_org and s.id = v_session for no key update;
        update class_sessions s
        set seats_taken = (
              select coalesce(sum(b.seats), 0) from bookings b
              where b.organization_id = p_org and b.session_id = v_session and b.status <> 'cancelled' and b.id <> p_booking),
            updated_at = clock_timestamp()
        where s.organization_id = p_org and s.id = v_session and s.status = 'scheduled';
      end $$`);

    // Whatever cancels a booking gives its seats back.
    this.addSql(`
      create function give_seats_back() returns trigger language plpgsql as $$
      begin
        perform release_seats(new.organization_id, new.id);
        return null;
      end $$`);
    this.addSql(`
      create trigger give_seats_back after update of status on bookings for each row
      when (new.session_id is not null and new.status = 'cancelled' and old.status <> 'cancelled')
      execute function give_seats_back()`);
  }
}
