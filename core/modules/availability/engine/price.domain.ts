import type { FieldError } from '../../../kernel/errors/errors.ts';
import { userError, type UserError } from '../../../kernel/errors/errors.ts';

// How long a booking lasts and what it costs, by what was chosen.

interface Offer {
  readonly durationMinutes: number;
  readonly durations: readonly { readonly minutes: number; readonly priceAmount: number | null }[];
  readonly priceAmount: number | null;
  readonly levelPrices: readonly { readonly level: string; readonly minutes: number | null; readonly priceAmount: number }[]; // prettier-ignore
  readonly addons: readonly {
    readonly id: string;
    readonly minutes: number;
    readonly priceAmount: number;
    readonly active: boolean;
  }[];
}

export interface Choice {
  /** One of the lengths; left out: the service's own. */
  readonly durationMinutes?: number | undefined;
  readonly addonIds?: readonly string[] | undefined;
}

const invalid = (errors: readonly FieldError[]): UserError =>
  userError('request.invalid', { message: 'Some fields are missing or wrong.', errors });

/** Every length that may be chosen, shortest first. */
export const lengthsOf = ({ durationMinutes, durations }: Offer): number[] =>
  [...new Set([durationMinutes, ...durations.map(({ minutes }) => minutes)])].sort((a, b) => a - b);

/**
 * The minutes that the customer takes, add-ons included.
 * @throws `request.invalid` for a length or an add-on that the service does not have
 */
export function minutesOfChoice(offer: Offer, { durationMinutes, addonIds = [] }: Choice): number {
  const length = durationMinutes ?? offer.durationMinutes;
  const errors: FieldError[] = [];
  if (!lengthsOf(offer).includes(length))
    errors.push({
      path: 'durationMinutes',
      code: 'not_offered',
      message: `must be one of ${lengthsOf(offer).join(', ')}`,
    });
  let minutes = length;
  const seen = new Set<string>();
  for (const [index, id] of addonIds.entries()) {
    const addon = offer.addons.find((known) => known.id === id.toLowerCase() && known.active);
    if (!addon)
      errors.push({ path: `addonIds.${index}`, code: 'not_offered', message: 'is no add-on of this service' });
    else if (seen.has(addon.id))
      errors.push({ path: `addonIds.${index}`, code: 'repeated', message: 'is there already' });
    else minutes += addon.minutes;
    if (addon) seen.add(addon.id);
  }
  if (errors.length > 0) throw invalid(errors);
  return minutes;
}

/**
 * What it costs, minor units; null when no price is shown. Of several prices the most particular one holds: of this level and
 * length, of this level, of this length, of the service. Add-ons come on top; those of a service without a price are priced alone.
 * @param level of the staff who serves
 */
export function priceOfChoice(offer: Offer, choice: Choice, level: string | null): number | null {
  const length = choice.durationMinutes ?? offer.durationMinutes;
  const ofLevel = offer.levelPrices.filter((price) => price.level === level);
  const base =
    ofLevel.find(({ minutes }) => minutes === length)?.priceAmount ??
    ofLevel.find(({ minutes }) => minutes === null)?.priceAmount ??
    offer.durations.find(({ minutes }) => minutes === length)?.priceAmount ??
    offer.priceAmount;
  const chosen = (choice.addonIds ?? []).map((id) => id.toLowerCase());
  const addons = offer.addons.filter(({ id }) => chosen.includes(id));
  if (addons.length === 0) return base;
  return (base ?? 0) + addons.reduce((sum, { priceAmount }) => sum + priceAmount, 0);
}
