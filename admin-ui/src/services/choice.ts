import type { ServiceView } from '@bookme/core/client';

/** What is chosen of a service at the desk. */
export interface Choice {
  /** Undefined: the service's own length. */
  durationMinutes: number | undefined;
  addonIds: string[];
  party: number;
}
type Offer = Pick<
  ServiceView,
  'durationMinutes' | 'durations' | 'priceAmount' | 'levelPrices' | 'addons' | 'minParty' | 'maxParty'
>;

export const plainChoice = (service?: Pick<Offer, 'minParty'>): Choice => ({
  durationMinutes: undefined,
  addonIds: [],
  party: service?.minParty ?? 1,
});

/** Every length, shortest first. */
export const lengthsOf = ({ durationMinutes, durations }: Offer): number[] =>
  [...new Set([durationMinutes, ...durations.map(({ minutes }) => minutes)])].toSorted((a, b) => a - b);

export const activeAddons = ({ addons }: Offer) => addons.filter(({ active }) => active);

/** With add-ons. */
export const minutesOf = (service: Offer, { durationMinutes, addonIds }: Choice): number =>
  activeAddons(service)
    .filter(({ id }) => addonIds.includes(id))
    .reduce((sum, { minutes }) => sum + minutes, durationMinutes ?? service.durationMinutes);

/** Minor units; null: no price. Of several prices the most particular one holds; the server reckons alike. */
export function priceOf(service: Offer, { durationMinutes, addonIds }: Choice, level: string | null): number | null {
  const length = durationMinutes ?? service.durationMinutes;
  const ofLevel = service.levelPrices.filter((price) => price.level === level);
  const base =
    ofLevel.find(({ minutes }) => minutes === length)?.priceAmount ??
    ofLevel.find(({ minutes }) => minutes === null)?.priceAmount ??
    service.durations.find(({ minutes }) => minutes === length)?.priceAmount ??
    service.priceAmount;
  const extras = activeAddons(service).filter(({ id }) => addonIds.includes(id));
  return extras.length === 0 ? base : extras.reduce((sum, { priceAmount }) => sum + priceAmount, base ?? 0);
}

/** The least and the most it costs among people of these levels; null: no price. */
export function pricesOf(
  service: Offer,
  choice: Choice,
  levels: readonly (string | null)[],
): { least: number; most: number } | null {
  const prices = (levels.length > 0 ? levels : [null])
    .map((level) => priceOf(service, choice, level))
    .filter((price) => price !== null);
  return prices.length === 0 ? null : { least: Math.min(...prices), most: Math.max(...prices) };
}

/** As the API takes it: nothing is said of what the service has anyway. */
export const choiceBody = ({ durationMinutes, addonIds, party }: Choice) => ({
  ...(durationMinutes !== undefined && { durationMinutes }),
  ...(addonIds.length > 0 && { addonIds }),
  ...(party > 1 && { party }),
});

/** As free times are asked for. */
export const askedOf = (choice: Choice | undefined): { durationMinutes?: number; addonIds?: string } => ({
  ...(choice?.durationMinutes !== undefined && { durationMinutes: choice.durationMinutes }),
  ...(choice && choice.addonIds.length > 0 && { addonIds: choice.addonIds.join(',') }),
});
