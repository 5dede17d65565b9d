import { randomUUIDv7 } from 'node:crypto';
import type { BusinessPlan, HoursPlan, WeeklyPlan } from './business-plan.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Rows = readonly Row[];
export type Tables = (readonly [table: string, rows: Rows])[];

export const idsOf = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, randomUUIDv7()]));

/** @throws Error for a name that the plan does not have */
export const idIn = (ids: Readonly<Record<string, string>>, name: string): string => {
  const id = ids[name];
  if (!id) throw new Error(`The plan of this business has nothing named "${name}".`);
  return id;
};

export const firstLocationOf = ({ name, location = {} }: BusinessPlan): string => location.name ?? name;

/** Hours as they are stored. */
export const hoursOf = (hours: readonly HoursPlan[], locations: Readonly<Record<string, string>>) =>
  hours.map(({ from, to, at }) => ({ from, to, ...(at === undefined ? {} : { locationId: idIn(locations, at) }) }));

export const weekOf = (weekly: WeeklyPlan, locations: Readonly<Record<string, string>>) =>
  weekly.map(({ weekday, hours }) => ({ weekday, hours: hoursOf(hours, locations) }));
