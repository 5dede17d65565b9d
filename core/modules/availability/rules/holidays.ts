import type HolidaysOf from 'date-holidays';

export interface PublicHoliday {
  /** YYYY-MM-DD */
  readonly day: string;
  /** In the language of the country. */
  readonly name: string;
}

/** Public holidays by country and region, from the tables of `date-holidays`. Days off that are merely customary are none. */
export interface Holidays {
  /** @param region ISO 3166-2 without the country, such as `BY` or `BY-A`; null: those of the whole country */
  ofYear(country: string, region: string | null, year: number): Promise<readonly PublicHoliday[]>;
  countries(): Promise<readonly Place[]>;
  /** Of one country, those within regions too. Empty for a country that is not known. */
  regions(country: string): Promise<readonly Place[]>;
}

interface Place {
  readonly code: string;
  readonly name: string;
}

const KEPT = 2000;
const HOUR = 3_600_000;

const namesOf = (names: Record<string, string> | null | undefined, prefix = ''): Place[] =>
  Object.entries(names ?? {}).map(([code, name]) => ({ code: `${prefix}${code}`, name }));

/** A feast of several days stands once in the table; one that begins at sunset has some hours more. */
function daysOf(date: string, start: Date, end: Date): string[] {
  const first = Temporal.PlainDate.from(date.slice(0, 10));
  const days = Math.max(1, Math.floor(((end.getTime() - start.getTime()) / HOUR + 1) / 24));
  return Array.from({ length: days }, (_, index) => first.add({ days: index }).toString());
}

/** The tables weigh some megabytes: they are read when the first tenant asks. */
export function createHolidays(): Holidays {
  const kept = new Map<string, Promise<readonly PublicHoliday[]>>();
  const load = async (): Promise<typeof HolidaysOf> => (await import('date-holidays')).default;

  async function compute(country: string, region: string | null, year: number): Promise<readonly PublicHoliday[]> {
    const Tables = await load();
    const [state = '', district = ''] = region?.split('-', 2) ?? [];
    const tables = new Tables(country, state, district);
    const days = new Map<string, string>();
    for (const { date, start, end, name, type } of tables.getHolidays(year)) {
      if (type !== 'public') continue;
      for (const day of daysOf(date, start, end)) if (!days.has(day)) days.set(day, name);
    }
    return [...days].map(([day, name]) => ({ day, name })).toSorted((a, b) => (a.day < b.day ? -1 : 1));
  }

  return {
    ofYear(country, region, year) {
      const key = `${country} ${region} ${year}`;
      const known = kept.get(key);
      if (known) return known;
      if (kept.size >= KEPT) kept.clear();
      const days = compute(country, region, year);
      kept.set(key, days);
      return days;
    },
    async countries() {
      const Tables = await load();
      return namesOf(new Tables().getCountries());
    },
    async regions(country) {
      const Tables = await load();
      const tables = new Tables();
      return namesOf(tables.getStates(country)).flatMap((state) => [
        state,
        ...namesOf(tables.getRegions(country, state.code), `${state.code}-`),
      ]);
    },
  };
}
