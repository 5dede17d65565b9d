import type { ServiceView, UpdateService } from '@bookme/core/client';

type Addon = Omit<ServiceView['addons'][number], 'id'> & { id?: string };

/** A service as its form holds it: what may be absent is an empty text or null, so that every field has something to hold. */
export interface ServiceValues extends Record<string, unknown> {
  name: string;
  description: string;
  durationMinutes: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  slotIntervalMinutes: number;
  slotOffsetMinutes: number;
  minNoticeMinutes: number;
  changeNoticeMinutes: number;
  moveNoticeMinutes: number | null;
  cancelNoticeMinutes: number | null;
  window: { kind: 'days' | 'business_days' | 'range'; days: number; from: string; to: string };
  activeFrom: string;
  activeUntil: string;
  priceAmount: number | null;
  durations: ServiceView['durations'];
  levelPrices: ServiceView['levelPrices'];
  addons: Addon[];
  caps: ServiceView['caps'];
  repeatAfterDays: number;
  offer: ServiceView['offer'];
  requiresApproval: boolean;
  pendingHolds: boolean;
  visibility: ServiceView['visibility'];
  active: boolean;
  assignment: ServiceView['assignment'];
  preferUsual: boolean;
  staffing: ServiceView['staffing'];
  staff: ServiceView['staff'];
  resourceIds: string[];
  needs: ServiceView['needs'];
  kind: ServiceView['kind'];
  seats: number;
  severalJoins: boolean;
  minParty: number;
  maxParty: number;
  seriesMost: number;
  locationId: string;
  /** Empty: at once. Of the change, not of the service. */
  effectiveFrom: string;
}

export const FRESH: ServiceValues = {
  name: '',
  description: '',
  durationMinutes: 45,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  slotIntervalMinutes: 15,
  slotOffsetMinutes: 0,
  minNoticeMinutes: 60,
  changeNoticeMinutes: 1440,
  moveNoticeMinutes: null,
  cancelNoticeMinutes: null,
  window: { kind: 'days', days: 60, from: '', to: '' },
  activeFrom: '',
  activeUntil: '',
  priceAmount: null,
  durations: [],
  levelPrices: [],
  addons: [],
  caps: [],
  repeatAfterDays: 0,
  offer: { fillGapsMinutes: null, busyShare: 0 },
  requiresApproval: false,
  pendingHolds: true,
  visibility: 'public',
  active: true,
  assignment: 'least_booked',
  preferUsual: false,
  staffing: 'one',
  staff: [],
  resourceIds: [],
  needs: [],
  kind: 'appointment',
  seats: 8,
  severalJoins: false,
  minParty: 1,
  maxParty: 1,
  seriesMost: 0,
  locationId: '',
  effectiveFrom: '',
};

const copyOf = <T>(data: T): T => JSON.parse(JSON.stringify(data)) as T; // a proxy of the cache cannot be cloned

/** A copy: what the cache holds must not change under the form. */
export function valuesOf(service: ServiceView | undefined): ServiceValues {
  if (!service) return copyOf(FRESH);
  const { window, activeFrom, activeUntil } = service;
  const known = Object.fromEntries(Object.keys(FRESH).map((name) => [name, service[name as keyof ServiceView]]));
  return copyOf({
    ...(known as unknown as ServiceValues),
    window:
      window.kind === 'range'
        ? { ...window, days: FRESH.window.days }
        : { kind: window.kind, days: window.days, from: '', to: '' },
    activeFrom: activeFrom ?? '',
    activeUntil: activeUntil ?? '',
    effectiveFrom: '',
  });
}

/** As the API takes them. */
function sentOf(values: ServiceValues) {
  const { window, activeFrom, activeUntil, locationId, effectiveFrom: _, ...plain } = values;
  return {
    ...plain,
    name: plain.name.trim(),
    window:
      window.kind === 'range'
        ? { kind: window.kind, from: window.from, to: window.to }
        : { kind: window.kind, days: window.days },
    activeFrom: activeFrom || null,
    activeUntil: activeUntil || null,
    ...(locationId && { locationId }),
  };
}
export type SentService = ReturnType<typeof sentOf>;

export const wholeOf = (values: ServiceValues): SentService => sentOf(values);

/** Only what differs: the history names what somebody changed, and what did not change need not wait for a day. */
export function changesOf(values: ServiceValues, service: ServiceView): UpdateService {
  const before: Record<string, unknown> = sentOf(valuesOf(service));
  const changed = Object.entries(sentOf(values)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
  );
  return { ...Object.fromEntries(changed), ...(values.effectiveFrom && { effectiveFrom: values.effectiveFrom }) };
}

type Limits = Record<string, readonly [least: number, most: number]>;
/** As the contract has them. */
const LIMITS: Limits = {
  durationMinutes: [5, 720],
  bufferBeforeMinutes: [0, 240],
  bufferAfterMinutes: [0, 240],
  slotIntervalMinutes: [5, 720],
  slotOffsetMinutes: [0, 719],
  minNoticeMinutes: [0, 43_200],
  changeNoticeMinutes: [0, 43_200],
  moveNoticeMinutes: [0, 43_200],
  cancelNoticeMinutes: [0, 43_200],
  repeatAfterDays: [0, 366],
  seats: [1, 1000],
  minParty: [1, 100],
  maxParty: [1, 100],
  seriesMost: [0, 52],
};
const ROWS: Record<'durations' | 'levelPrices' | 'addons' | 'caps' | 'staff' | 'needs', Limits> = {
  durations: { minutes: [5, 720] },
  levelPrices: { minutes: [5, 720] },
  addons: { minutes: [0, 480] },
  caps: { most: [1, 10_000] },
  staff: { weight: [1, 100] },
  needs: { count: [1, 10], units: [1, 100] },
};

/** What is surely wrong, before the server judges the rest. */
export type Wrong = 'required' | 'number' | 'money' | 'day' | readonly [least: number, most: number];

const numberWrong = (value: unknown, limits: readonly [number, number]): Wrong | undefined => {
  if (value === null) return undefined;
  if (!Number.isInteger(value)) return 'number';
  return (value as number) < limits[0] || (value as number) > limits[1] ? limits : undefined;
};

/** By the path that the server would name, such as `addons.0.minutes`. */
export function wrongOf(values: ServiceValues): Record<string, Wrong> {
  const wrong: Record<string, Wrong> = {};
  const note = (path: string, what: Wrong | undefined | false): void => {
    if (what) wrong[path] = what;
  };
  note('name', !values.name.trim() && 'required');
  note('priceAmount', Number.isNaN(values.priceAmount) && 'money');
  for (const [name, limits] of Object.entries(LIMITS)) note(name, numberWrong(values[name], limits));
  note('offer.fillGapsMinutes', numberWrong(values.offer.fillGapsMinutes, [5, 480]));
  if (values.window.kind === 'range') {
    note('window.from', !values.window.from && 'day');
    note('window.to', !values.window.to && 'day');
  } else note('window.days', numberWrong(values.window.days, values.window.kind === 'days' ? [1, 730] : [1, 500]));
  for (const [list, limits] of Object.entries(ROWS))
    for (const [index, row] of (values[list] as Record<string, unknown>[]).entries()) {
      for (const [field, range] of Object.entries(limits))
        note(`${list}.${index}.${field}`, numberWrong(row[field], range));
      note(`${list}.${index}.priceAmount`, Number.isNaN(row.priceAmount) && 'money');
      for (const field of ['name', 'level'])
        note(`${list}.${index}.${field}`, row[field] !== undefined && !String(row[field]).trim() && 'required');
      note(`${list}.${index}.anyOf`, Array.isArray(row.anyOf) && row.anyOf.length === 0 && 'required');
    }
  return wrong;
}
