import { Migration } from '@mikro-orm/migrations';

/** A pool that is used at several locations is on the way between them too: by the guarded functions as by availability. */
export class Migration20261124033500_pools_on_the_way extends Migration {
  override up(): void {
    this.addSql(`
      create or replace function find_lanes(
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
        with taken as (
          select c.busy_from - case when p_travels then travel_between(p_org, p_location, c.location_id) else interval '0' end as begins,
            c.busy_to + case when p_travels then travel_between(p_org, c.location_id, p_location) else interval '0' end as ends
          from live_claims(p_org, p_location, p_resource, p_from, p_to, p_except, p_travels) c
        )
        select coalesce(max(overlap), 0) into v_peak from (
          select sum(step) over (order by at, step) as overlap from (
            select greatest(t.begins, p_from) as at, 1 as step from taken t
            union all
            select t.ends, -1 from taken t
          ) as edges) as swept;
        if v_peak + p_units > p_capacity then return null; end if;

        -- A lane is only as long as the claim: how many are on the way was counted.
        select array_agg(l order by l) into v_lanes from (
          select l from generate_series(0, p_capacity - 1) as l
          where l not in (select c.lane from live_claims(p_org, p_location, p_resource, p_from, p_to, p_except, false) c)
          order by l limit p_units) as free (l);
        if cardinality(v_lanes) = p_units then return v_lanes; end if;
        return recolour_lanes(p_org, p_resource, p_capacity, p_units, p_from, p_to, p_except);
      end $$`);
  }
}
