import type { Db, Sql, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import { SELECT_BOOKING, viewOf, type BookingRow } from '../bookings/bookings.module.ts';
import type { SeriesView } from './series.contract.ts';
import { numberOf } from './series.domain.ts';

export interface SeriesRow {
  readonly id: string;
  readonly rrule: string;
  /** YYYY-MM-DDTHH:MM */
  readonly starts_wall: string;
  readonly time_zone: string;
  readonly service_id: string;
  readonly service_name: string;
  readonly staff_id: string | null;
}

export interface NewSeries {
  readonly organizationId: string;
  readonly id: string;
  readonly rrule: string;
  readonly startsWall: string;
  readonly timeZone: string;
  readonly exdates: readonly string[];
  readonly serviceId: string;
  readonly staffId: string | null;
  readonly linkHash: Buffer;
  readonly createdBy: string;
}

const INSERT: Statement = {
  name: 'insert_series',
  text: `
    insert into booking_series (organization_id, id, rrule, starts_wall, time_zone, exdates, service_id, staff_id, link_hash, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const DELETE: Statement = {
  name: 'delete_empty_series',
  text: `
    delete from booking_series s where s.organization_id = $1 and s.id = $2
      and not exists (select from bookings b where b.organization_id = $1 and b.series_id = $2)`,
};
const FIND: Statement = {
  name: 'find_series',
  text: `
    select s.id, s.rrule, to_char(s.starts_wall, 'YYYY-MM-DD"T"HH24:MI') as starts_wall, s.time_zone, s.service_id, v.name as service_name, s.staff_id
    from booking_series s join services v on v.organization_id = s.organization_id and v.id = s.service_id
    where s.organization_id = $1 and s.id = $2`,
};
const BOOKINGS: Statement = {
  name: 'bookings_of_series',
  text: `${SELECT_BOOKING} where b.organization_id = $1 and b.series_id = $2 order by b.occurrence`,
};
const LINK_HASH: Statement = {
  name: 'series_link_hash',
  text: 'select link_hash from booking_series where organization_id = $1 and id = $2',
};

export const insertSeries = (db: Db, series: NewSeries): Promise<unknown> =>
  db.tenant(series.organizationId, (sql) =>
    sql.query(INSERT, [
      ...[series.organizationId, series.id, series.rrule, series.startsWall, series.timeZone, series.exdates],
      ...[series.serviceId, series.staffId, series.linkHash, series.createdBy],
    ]),
  );

/** Of one that got no bookings. */
export const forgetSeries = (db: Db, organizationId: string, id: string): Promise<unknown> =>
  db.tenant(organizationId, (sql) => sql.query(DELETE, [organizationId, id]));

export interface KnownSeries {
  readonly series: SeriesRow;
  readonly bookings: readonly BookingRow[];
}

/** @throws `series.not_found`, also for one without bookings and one of another tenant */
export const readSeries = (db: Db, organizationId: string, id: string): Promise<KnownSeries> =>
  db.tenant(organizationId, async (sql: Sql) => {
    const [series] = await sql.query<SeriesRow>(FIND, [organizationId, id]);
    const bookings = series ? await sql.query<BookingRow>(BOOKINGS, [organizationId, id]) : [];
    if (!series || bookings.length === 0) throw notFound('series');
    return { series, bookings };
  });

export const linkHashOf = (db: Db, organizationId: string, id: string): Promise<Buffer | null> =>
  db.tenant(organizationId, async (sql) => {
    const [row] = await sql.query<{ link_hash: Buffer }>(LINK_HASH, [organizationId, id]);
    return row?.link_hash ?? null;
  });

/** @param now epoch milliseconds */
export const seriesViewOf = ({ series, bookings }: KnownSeries, now: number): SeriesView => ({
  id: series.id,
  rrule: series.rrule,
  startsAt: series.starts_wall,
  timeZone: series.time_zone,
  service: { id: series.service_id, name: series.service_name },
  bookings: bookings.map((row) => ({ occurrence: numberOf(row), booking: viewOf(row, now) })),
});
