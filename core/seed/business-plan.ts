/** A whole tenant as a plain object. Things refer to each other by name; what is left out has a sensible default. */
export interface BusinessPlan {
  readonly name: string;
  /** Of the public page, `/b/<slug>`. Unique in the whole installation. */
  readonly slug: string;
  /** IANA zone of the location; `Europe/Berlin` unless told. */
  readonly timeZone?: string;
  /** ISO 4217; `EUR` unless told. */
  readonly currency?: string;
  readonly locale?: string;
  /** `#rrggbb` */
  readonly accent?: string;
  readonly location?: {
    readonly name?: string;
    readonly description?: string;
    readonly address?: string;
    readonly phone?: string;
    readonly email?: string;
    readonly holidays?: HolidayPlan;
  };
  /** Besides the first one. */
  readonly locations?: readonly LocationPlan[];
  /** Minutes between locations, there and back, by the names of the locations; the first is called as `location.name`. */
  readonly travel?: readonly { readonly between: readonly [string, string]; readonly minutes: number }[];
  readonly staff?: readonly StaffPlan[];
  readonly rooms?: readonly RoomPlan[];
  readonly services?: readonly ServicePlan[];
  readonly users?: readonly UserPlan[];
}

export interface HolidayPlan {
  /** ISO 3166-1 */
  readonly country?: string;
  readonly region?: string;
  readonly exceptions?: readonly { readonly day: string; readonly kind: 'open' | 'closed'; readonly name?: string }[];
}

export interface LocationPlan {
  readonly name: string;
  readonly slug: string;
  /** That of the first location unless told. */
  readonly timeZone?: string;
  readonly currency?: string;
  readonly address?: string;
  readonly holidays?: HolidayPlan;
}

/** Minutes of the wall-clock day, half-open. */
export interface HoursPlan {
  readonly from: number;
  readonly to: number;
  /** Name of a location; the person's own unless told. */
  readonly at?: string;
}
/** As it is stored in `schedules.weekly` and read by the engine: ISO weekdays, a missing day is closed. */
export type WeeklyPlan = readonly { readonly weekday: number; readonly hours: readonly HoursPlan[] }[];

export interface StaffPlan {
  readonly name: string;
  readonly email?: string;
  /** Monday to Saturday, 09:00–12:00 and 13:00–17:00 unless told. */
  readonly weekly?: WeeklyPlan;
  /** The location's unless told. */
  readonly timeZone?: string;
  readonly active?: boolean;
  readonly overrides?: readonly { readonly day: string; readonly hours: readonly HoursPlan[] }[];
  /** Wall times, `2026-12-24T12:00`; `redirectTo` is a name. */
  readonly timeOff?: readonly {
    readonly from: string;
    readonly to: string;
    readonly reason?: string;
    readonly rrule?: string;
    readonly redirectTo?: string;
  }[];
  /** For prices. */
  readonly level?: string;
  /** Name; the first location unless told. */
  readonly location?: string;
  /** Other weekly hours from a day on. */
  readonly plans?: readonly { readonly from: string; readonly timeZone?: string; readonly weekly: WeeklyPlan }[];
  /** Besides the default one, by name. */
  readonly schedules?: readonly { readonly name: string; readonly weekly: WeeklyPlan }[];
  readonly zoneChanges?: readonly { readonly from: string; readonly to: string; readonly timeZone: string }[];
}

export interface RoomPlan {
  readonly name: string;
  readonly kind?: 'room' | 'equipment';
  /** How many bookings at a time; 1 unless told. */
  readonly capacity?: number;
  readonly active?: boolean;
  /** When it is open at all; always unless told. */
  readonly weekly?: WeeklyPlan;
}

/** More than a name: who does a service, and how. */
export interface ServingPlan {
  readonly name: string;
  readonly weight?: number;
  readonly role?: string;
  /** Name of one of their schedules. */
  readonly schedule?: string;
}

type Minutes = { readonly minutes: number };

export interface ServicePlan {
  readonly name: string;
  readonly durationMinutes: number;
  readonly description?: string;
  readonly bufferBeforeMinutes?: number;
  readonly bufferAfterMinutes?: number;
  /** 15 unless told. */
  readonly slotIntervalMinutes?: number;
  /** 0 unless told: most tests book near times. */
  readonly minNoticeMinutes?: number;
  readonly changeNoticeMinutes?: number;
  /** 365 unless told. */
  readonly windowDays?: number;
  /** Minor units; no price unless told. */
  readonly priceAmount?: number;
  readonly requiresApproval?: boolean;
  readonly active?: boolean;
  /** Names; all staff unless told. */
  readonly staff?: readonly (string | ServingPlan)[];
  /** Names of rooms that every booking occupies too. */
  readonly rooms?: readonly string[];
  /** Name; the first location unless told. */
  readonly location?: string;
  readonly slotOffsetMinutes?: number;
  readonly durations?: readonly (Minutes & { readonly priceAmount?: number })[];
  readonly levelPrices?: readonly { readonly level: string; readonly minutes?: number; readonly priceAmount: number }[];
  readonly addons?: readonly {
    readonly name: string;
    readonly minutes?: number;
    readonly priceAmount?: number;
    readonly active?: boolean;
  }[];
  /** In place of `windowDays`. */
  readonly window?:
    | { readonly kind: 'days' | 'business_days'; readonly days: number }
    | { readonly kind: 'range'; readonly from: string; readonly to: string };
  readonly activeFrom?: string;
  readonly activeUntil?: string;
  readonly caps?: readonly {
    readonly of: 'service' | 'staff' | 'customer';
    readonly per: 'day' | 'week';
    readonly most: number;
  }[];
  readonly repeatAfterDays?: number;
  readonly offer?: { readonly fillGapsMinutes?: number; readonly busyShare?: number };
  readonly assignment?: 'least_booked' | 'round_robin' | 'longest_idle' | 'priority';
  readonly preferUsual?: boolean;
  readonly staffing?: 'one' | 'collective' | 'roles';
  /** Names of rooms and equipment. */
  readonly needs?: readonly {
    readonly name: string;
    readonly anyOf: readonly string[];
    readonly count?: number;
    readonly units?: number;
  }[];
  readonly moveNoticeMinutes?: number;
  readonly cancelNoticeMinutes?: number;
  readonly pendingHolds?: boolean;
  readonly visibility?: 'public' | 'link';
  /** Of a service with `visibility: 'link'`; 22 characters. Made up unless told. */
  readonly linkToken?: string;
  readonly minParty?: number;
  readonly maxParty?: number;
  /** Dates that a customer may book at once as a series. */
  readonly seriesMost?: number;
  readonly kind?: 'appointment' | 'class';
  /** Of a session of a class. */
  readonly seats?: number;
  /** Changes that hold from a day on, by the names of the API. */
  readonly versions?: readonly { readonly from: string; readonly changes: Readonly<Record<string, unknown>> }[];
}

export interface UserPlan {
  readonly email: string;
  readonly name?: string;
  readonly role: 'owner' | 'manager' | 'staff';
  /** Takes about 30 ms to hash. Left out: an account that nobody can sign in to. */
  readonly password?: string;
  /** Name of the staff member whose calendar is theirs. */
  readonly staff?: string;
  readonly locale?: string;
}

/** Ids by the names of the plan; users by e-mail. */
export interface CreatedBusiness {
  readonly organizationId: string;
  readonly brandId: string;
  readonly locationId: string;
  readonly slug: string;
  readonly staff: Readonly<Record<string, string>>;
  readonly rooms: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, string>>;
  /** All of them, the first one included. */
  readonly locations: Readonly<Record<string, string>>;
  /** By person and name, `Ada/Evenings`; the default one is `Ada`. */
  readonly schedules: Readonly<Record<string, string>>;
  /** By service and name, `Cut/Beard`. */
  readonly addons: Readonly<Record<string, string>>;
  readonly users: Readonly<Record<string, string>>;
}

const minuteOf = (clock: string): number => {
  const match = /^(\d\d):(\d\d)$/.exec(clock);
  if (!match) throw new Error(`"${clock}" is not a time of day such as 09:00`);
  return Number(match[1]) * 60 + Number(match[2]);
};

/** `weekly([1, 2, 3, 4, 5], '09:00-12:00', '13:00-17:00')`: the same hours on each of these ISO weekdays. */
export const weekly = (weekdays: readonly number[], ...hours: readonly `${string}-${string}`[]): WeeklyPlan =>
  weekdays.map((weekday) => ({
    weekday,
    hours: hours.map((range) => {
      const [from = '', to = ''] = range.split('-');
      return { from: minuteOf(from), to: minuteOf(to) };
    }),
  }));

export const USUAL_HOURS: WeeklyPlan = weekly([1, 2, 3, 4, 5, 6], '09:00-12:00', '13:00-17:00');
