import { Migration } from '@mikro-orm/migrations';

/** What the guarded acts share: one order of locks, one look, one way to write claims; and what a booking can say of itself. */
export class Migration20261123200200_commit_path extends Migration {
  override up(): void {
    for (const known of [
      'book_slot',
      'move_booking',
      'change_booking',
      'choose_lanes',
      'write_claims',
      'find_lane',
      'recolour_lanes',
      'live_claims',
      'lock_resources',
      'busy_times',
    ]) {
      this.addSql(`drop function ${known}`);
    }
    // A btree on the age of keys looks as good as their primary key to a planner that has seen no rows yet, and a
    // statement that was planned so reads every key there is, for as long as its connection lives.
    this.addSql(`drop index idempotency_keys_age`);
    this.addSql(`create index idempotency_keys_age on idempotency_keys using brin (created_at)`);

    // The holder of a claim is a booking, or a hold under the id that its booking will have.
    this.addSql(`alter table claims drop constraint claims_organization_id_booking_id_fkey`);
    this.addSql(`alter table claims add column location_id uuid`);
    // Holds all that the two hottest questions ask of a claim, so that they are answered from the index alone.
    this.addSql(`drop index claims_busy`);
    this.addSql(
      `create index claims_busy on claims (organization_id, resource_id, busy_from) include (busy_to, booking_id, lane, expires_at)`,
    );
    this.addSql(`
      update claims c set location_id = b.location_id from bookings b
      where b.organization_id = c.organization_id and b.id = c.booking_id`);

    this.addSql(`
      alter table bookings
        -- Of cancelling, where it differs from that of moving.
        add column cancel_notice_minutes integer,
        -- [{ id, name, minutes, price }], as they were sold.
        add column add_ons jsonb not null default '[]',
        add column party integer not null default 1 check (party between 1 and 100),
        -- False: waits for approval without keeping anybody from the time.
        add column holds_time boolean not null default true,
        -- Made against rules by somebody who may: why, and which rules.
        add column override_reason text,
        add column overrides text[] not null default '{}',
        add column visit_id uuid,
        add column series_id uuid,
        add column occurrence integer`);
    this.addSql(`create index bookings_visit on bookings (organization_id, visit_id) where visit_id is not null`);
    this.addSql(
      `create index bookings_series on bookings (organization_id, series_id, occurrence) where series_id is not null`,
    );

    // Locks in one order for everybody, so that no two callers wait for each other. Most bookings need one lock only.
    this.addSql(`
      create function lock_resources(p_resources uuid[]) returns void language plpgsql as $$
      declare
        v_resource uuid;
        v_done text;
      begin
        if cardinality(p_resources) = 1 then
          v_done := pg_advisory_xact_lock(uuid_hash_extended(p_resources[1], 0))::text;
          return;
        end if;
        for v_resource in select distinct r from unnest(p_resources) as r order by r loop
          v_done := pg_advisory_xact_lock(uuid_hash_extended(v_resource, 0))::text;
        end loop;
      end $$`);

    // Minutes on the road between two locations; 0 where nobody said, and within one.
    this.addSql(`
      create function travel_between(p_org uuid, p_from uuid, p_to uuid) returns interval language plpgsql stable as $$
      begin
        return make_interval(mins => coalesce((
          select t.minutes from travel_times t
          where t.organization_id = p_org and t.from_location_id = p_from and t.to_location_id = p_to and p_from <> p_to), 0));
      end $$`);

    // Overlaps of one resource that still count, the way between two locations included. The bounds of a claim (24 h)
    // and of a way (12 h) bound the look-back.
    this.addSql(`
      create function live_claims(p_org uuid, p_location uuid, p_resource uuid, p_from timestamptz, p_to timestamptz, p_except uuid, p_travels boolean)
      returns setof claims language sql stable as $$
        select * from claims c
        where c.organization_id = p_org and c.resource_id = p_resource
          and c.busy_from < p_to + case when p_travels then interval '12 hours' else interval '0' end
          and c.busy_from > p_from - case when p_travels then interval '36 hours' else interval '24 hours' end
          and c.busy_from < p_to + case when p_travels then travel_between(p_org, p_location, c.location_id) else interval '0' end
          and c.busy_to > p_from - case when p_travels then travel_between(p_org, c.location_id, p_location) else interval '0' end
          and c.booking_id <> p_except
          and (c.expires_at is null or c.expires_at > clock_timestamp())
      $$`);

    // Colours the claims of a pool anew, greedily by start: for intervals that needs no more lanes than the greatest
    // overlap. Goes from the last moment at which nothing was running until all are free again. Returns the lanes of
    // the newcomer. Overbooked claims (lanes beyond the capacity) stay where they are.
    this.addSql(`
      create function recolour_lanes(p_org uuid, p_resource uuid, p_capacity integer, p_units integer, p_from timestamptz, p_to timestamptz, p_except uuid)
      returns integer[] language plpgsql as $$
      declare
        v_since timestamptz := p_from;
        v_earlier timestamptz;
        v_claim record;
        v_free_at timestamptz[] := array_fill('-infinity'::timestamptz, array[p_capacity]);
        v_lane integer;
        v_own integer[] := '{}';
      begin
        delete from claims c where c.organization_id = p_org and c.resource_id = p_resource and c.expires_at <= clock_timestamp();
        loop
          select min(c.busy_from) into v_earlier from claims c
          where c.organization_id = p_org and c.resource_id = p_resource and c.lane < p_capacity
            and c.busy_from < v_since and c.busy_from > v_since - interval '24 hours' and c.busy_to > v_since
            and c.booking_id <> p_except;
          exit when v_earlier is null;
          v_since := v_earlier;
        end loop;

        set constraints claims_never_overlap deferred;
        for v_claim in
          select c.booking_id, c.piece, c.busy_from, c.busy_to, c.lane from claims c
          where c.organization_id = p_org and c.resource_id = p_resource and c.busy_from >= v_since and c.lane < p_capacity
            and c.booking_id <> p_except
          union all select null, null, p_from, p_to, null from generate_series(1, p_units)
          order by busy_from, busy_to
        loop
          exit when v_claim.busy_from >= p_to and cardinality(v_own) = p_units
            and v_claim.busy_from >= (select max(f) from unnest(v_free_at) as f);
          v_lane := 0;
          while v_free_at[v_lane + 1] > v_claim.busy_from loop
            v_lane := v_lane + 1;
          end loop;
          v_free_at[v_lane + 1] := v_claim.busy_to;
          if v_claim.booking_id is null then
            v_own := v_own || v_lane;
          elsif v_claim.lane <> v_lane then
            update claims set lane = v_lane
            where organization_id = p_org and booking_id = v_claim.booking_id and resource_id = p_resource and piece = v_claim.piece;
          end if;
        end loop;
        return v_own;
      end $$`);

    // The lanes in which p_units times [p_from, p_to) fit, or null when the resource is full. Fixed lanes fragment:
    // when the count fits but every lane is broken up, the pool is coloured anew.
    this.addSql(`
      create function find_lanes(
        p_org uuid, p_location uuid, p_resource uuid, p_capacity integer, p_units integer, p_from timestamptz, p_to timestamptz,
        p_except uuid, p_travels boolean
      ) returns integer[] language plpgsql as $$
      declare
        v_lanes integer[];
        v_peak integer;
      begin
        if p_capacity = 1 then
          return case when exists (select from live_claims(p_org, p_location, p_resource, p_from, p_to, p_except, p_travels)) then null else '{0}'::integer[] end;
        end if;
        -- Whoever was let in beyond the capacity is there too, in a lane of their own, and leaves no room for more.
        select coalesce(max(overlap), 0) into v_peak from (
          select sum(step) over (order by at, step) as overlap from (
            select greatest(c.busy_from, p_from) as at, 1 as step from live_claims(p_org, p_location, p_resource, p_from, p_to, p_except, false) c
            union all
            select c.busy_to, -1 from live_claims(p_org, p_location, p_resource, p_from, p_to, p_except, false) c
          ) as edges) as swept;
        if v_peak + p_units > p_capacity then return null; end if;

        select array_agg(l order by l) into v_lanes from (
          select l from generate_series(0, p_capacity - 1) as l
          where l not in (select c.lane from live_claims(p_org, p_location, p_resource, p_from, p_to, p_except, false) c)
          order by l limit p_units) as free (l);
        if cardinality(v_lanes) = p_units then return v_lanes; end if;
        return recolour_lanes(p_org, p_resource, p_capacity, p_units, p_from, p_to, p_except);
      end $$`);

    // Lanes beyond the capacity: only for somebody who may overbook, and it stays to be seen.
    this.addSql(`
      create function lanes_beyond(p_org uuid, p_location uuid, p_resource uuid, p_capacity integer, p_units integer, p_from timestamptz, p_to timestamptz, p_except uuid)
      returns integer[] language sql as $$
        select array_agg(l order by l) from (
          select l from generate_series(p_capacity, p_capacity + 1000) as l
          where l not in (select c.lane from live_claims(p_org, p_location, p_resource, p_from, p_to, p_except, false) c)
          order by l limit p_units) as beyond (l)
      $$`);

    // Looks whether every resource has room and takes it, or says null and has taken nothing. The caller holds the
    // locks. p_capacities null: each takes one at a time. p_units null: one place of each. Own earlier claims do not
    // stand in the way and are replaced.
    this.addSql(`
      create function take_place(
        p_org uuid, p_holder uuid, p_location uuid, p_resources uuid[], p_capacities integer[], p_units integer[],
        p_from timestamptz, p_to timestamptz, p_travels boolean, p_overbook boolean, p_expires_at timestamptz
      ) returns text language plpgsql as $$
      declare
        v_lanes integer[];
        v_resources uuid[] := '{}';
        v_pieces integer[] := '{}';
        v_all_lanes integer[] := '{}';
        v_capacity integer;
        v_units integer;
        v_way text := 'free';
      begin
        for i in 1 .. cardinality(p_resources) loop
          v_capacity := coalesce(p_capacities[i], 1);
          v_units := coalesce(p_units[i], 1);
          v_lanes := find_lanes(p_org, p_location, p_resources[i], v_capacity, v_units, p_from, p_to, p_holder, p_travels);
          if v_lanes is null and p_overbook then
            v_way := 'overbooked';
            v_lanes := lanes_beyond(p_org, p_location, p_resources[i], v_capacity, v_units, p_from, p_to, p_holder);
          end if;
          if v_lanes is null then return null; end if;
          for piece in 1 .. v_units loop
            v_resources := v_resources || p_resources[i];
            v_pieces := v_pieces || (piece - 1);
            v_all_lanes := v_all_lanes || v_lanes[piece];
          end loop;
        end loop;
        delete from claims c where c.organization_id = p_org and c.booking_id = p_holder;
        delete from claims c
        where c.organization_id = p_org and c.resource_id = any(p_resources) and c.expires_at <= clock_timestamp()
          and c.busy_from < p_to and c.busy_from > p_from - interval '24 hours' and c.busy_to > p_from;
        insert into claims (organization_id, booking_id, resource_id, piece, lane, busy_from, busy_to, expires_at, location_id)
        select p_org, p_holder, r, piece, lane, p_from, p_to, p_expires_at, p_location
        from unnest(v_resources, v_pieces, v_all_lanes) as t (r, piece, lane);
        return v_way;
      end $$`);

    // Whether one more booking would exceed one of these: [{ of, id, service, from, to, most }], where `of` is service,
    // staff or customer, `id` whose (a customer is known by p_customer), `service` whether only that service counts.
    this.addSql(`
      create function cap_reached(p_org uuid, p_caps jsonb, p_customer uuid, p_except uuid[]) returns boolean language plpgsql as $$
      declare
        v_cap record;
      begin
        for v_cap in
          select c."of", c.id, c.service, c."from", c."to", c.most
          from jsonb_to_recordset(p_caps) as c ("of" text, id uuid, service uuid, "from" timestamptz, "to" timestamptz, most integer)
        loop
          if v_cap."of" = 'customer' and p_customer is null then continue; end if;
          if (
            select count(*) from bookings b
            where b.organization_id = p_org and b.starts_at >= v_cap."from" and b.starts_at < v_cap."to" and b.status <> 'cancelled'
              and (v_cap.service is null or b.service_id = v_cap.service)
              and (v_cap."of" <> 'staff' or b.staff_id = v_cap.id)
              and (v_cap."of" <> 'customer' or b.customer_id = p_customer)
              and b.id <> all(p_except)
          ) >= v_cap.most then return true; end if;
        end loop;
        return false;
      end $$`);
  }
}
