import type { PageView } from '@bookme/core/client';
import type { Money } from '../i18n/format.ts';

type Service = PageView['services'][number];
export type AddOn = Service['addons'][number];
type Staff = PageView['staff'][number];

/** What of a service is in the address: a length, add-ons by the end of their ids, how many come. */
export interface Wish {
  length?: number;
  extras?: readonly string[];
  people?: number;
}

/** What was chosen of a service; whatever it does not offer counts as not chosen. */
export interface Choice {
  /** Of the service alone, and with add-ons. */
  length: number;
  minutes: number;
  addOns: AddOn[];
  /** Who come, or seats in a class. */
  people: number;
}

/** Enough of an id to tell the add-ons of one service apart. */
export const addOnRef = ({ id }: { id: string }): string => id.slice(-6);

/** Nobody takes more seats of a class at once on this page. */
export const MOST_SEATS = 10;

export function choiceOf(service: Service, { length, extras = [], people }: Wish): Choice {
  const offered = service.durations.some(({ minutes }) => minutes === length) ? length! : service.durationMinutes;
  const addOns = service.addons.filter((each) => extras.includes(addOnRef(each)));
  const [fewest, most] = service.kind === 'class' ? [1, MOST_SEATS] : [service.minParty, service.maxParty];
  return {
    length: offered,
    minutes: offered + addOns.reduce((sum, { minutes }) => sum + minutes, 0),
    addOns,
    people: Math.min(Math.max(people ?? fewest, fewest), most),
  };
}

/** With staff of that level: of several prices the most particular one holds; the server reckons alike. */
export function priceWith(service: Service, { length, addOns, people }: Choice, level: string | null): Money | null {
  const ofLevel = service.levelPrices.filter((each) => each.level === level);
  const base =
    (ofLevel.find(({ minutes }) => minutes === length) ?? ofLevel.find(({ minutes }) => minutes === null))?.price ??
    service.durations.find(({ minutes }) => minutes === length)?.price ??
    service.price;
  const currency = (base ?? addOns[0]?.price)?.currency;
  if (!currency) return null;
  const amount = (base?.amount ?? 0) + addOns.reduce((sum, { price }) => sum + price.amount, 0);
  return { amount: service.kind === 'class' ? amount * people : amount, currency };
}

/** The lowest price among these people; `isFrom`: others cost more. */
export function lowestPrice(
  service: Service,
  choice: Choice,
  team: readonly Staff[],
): { price: Money | null; isFrom: boolean } {
  const levels = team.length > 0 ? [...new Set(team.map(({ level }) => level))] : [null];
  const prices = levels.map((level) => priceWith(service, choice, level)).filter((price) => price !== null);
  const amounts = prices.map(({ amount }) => amount);
  const least = prices.find(({ amount }) => amount === Math.min(...amounts)) ?? null;
  return { price: least, isFrom: new Set(amounts).size > 1 };
}

/** For the server: only what differs from the service as it is, so that plain questions stay alike. */
export const askedOf = (service: Service, { length, addOns }: Choice) => ({
  ...(length === service.durationMinutes ? {} : { durationMinutes: length }),
  ...(addOns.length > 0 ? { addonIds: addOns.map(({ id }) => id) } : {}),
});
