/** Digits after the point in a currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD. */
export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

export const symbolOf = (currency: string, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value ?? currency;

const decimalOf = (locale: string): string =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';

/** Minor units as text for a field, without grouping: 4850 → `48.50`. */
export function moneyText(amount: number, currency: string, locale: string): string {
  const digits = digitsOf(currency);
  return new Intl.NumberFormat(locale, {
    useGrouping: false,
    numberingSystem: 'latn',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}

/**
 * What a person typed as a price, in minor units; null for an empty field, undefined for what is no price.
 * Point and comma both count as the decimal sign when the digits after the last one fit the currency, so that
 * `48,50` and `48.50` mean the same in every language; three digits may be a group, so there the language decides.
 */
export function parseMoney(text: string, currency: string, locale: string): number | null | undefined {
  const typed = text
    .replaceAll(/[\s\u00a0\u202f'’]/g, '')
    .replaceAll(/[^\d.,-]/g, (sign) => (/\p{Sc}/u.test(sign) ? '' : '?'));
  if (typed === '') return null;
  if (!/^\d[\d.,]*$/.test(typed)) return undefined;
  const digits = digitsOf(currency);
  const at = Math.max(typed.lastIndexOf('.'), typed.lastIndexOf(','));
  const tail = at < 0 ? '' : typed.slice(at + 1);
  const isGroup = tail.length === 3 && typed[at] !== decimalOf(locale);
  if (at >= 0 && !isGroup && tail.length > digits) return undefined;
  const whole = (at < 0 || isGroup ? typed : typed.slice(0, at)).replaceAll(/[.,]/g, '');
  const fraction = at < 0 || isGroup ? '' : tail;
  const amount = Number(`${whole}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(amount) ? amount : undefined;
}
