import { z } from 'zod';

// eslint-disable-next-line no-control-regex -- refusing control characters is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u;
// eslint-disable-next-line no-control-regex -- line breaks included: such a value ends up in mail and calendar headers
const CONTROL_OR_BREAK = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/u;

/** One line of text: trimmed, 1 … max characters, no control characters, no lone surrogates. */
export const Line = (max: number) =>
  z
    .string()
    .max(max)
    .trim()
    .min(1)
    .refine((text) => text.isWellFormed() && !CONTROL_OR_BREAK.test(text), {
      message: 'contains a character that cannot be stored',
    });

/** Several lines of text, possibly empty. */
export const Prose = (max: number) =>
  z
    .string()
    .max(max)
    .trim()
    .refine((text) => text.isWellFormed() && !CONTROL.test(text), {
      message: 'contains a character that cannot be stored',
    });

export const Id = z.uuid();

/** ISO 8601 with `Z`, to the second or finer, years 2000 … 2099. */
export const Instant = z.iso
  .datetime()
  .refine((text) => /^20\d\d-/.test(text), { message: 'must lie between the years 2000 and 2099' })
  .meta({ description: 'Instant, ISO 8601 with Z' });

/** A day without a zone, `YYYY-MM-DD`, that exists in the calendar. */
export const PlainDay = z.iso
  .date()
  .refine((text) => /^20\d\d-/.test(text), { message: 'must lie between the years 2000 and 2099' });

/** The zone as the IANA writes it; undefined: there is none. Older names stay what they are, `Asia/Calcutta` too. */
function zoneNamed(name: string): string | undefined {
  if (/^[+-]/.test(name)) return undefined;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** IANA zone name in any case, kept as `Europe/Berlin`. */
export const TimeZone = z
  .string()
  .max(64)
  .refine((name) => zoneNamed(name) !== undefined, { message: 'is not a known IANA time zone' })
  .overwrite((name) => zoneNamed(name) ?? name);

const isLanguageTag = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** BCP 47 tag, such as `de-AT`. */
export const Locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, { message: 'is not a language tag', abort: true })
  .refine(isLanguageTag, { message: 'is not a language tag' });

/** Integer minor units (cents) and ISO 4217. */
export const Money = z.object({ amount: z.int().min(0).max(100_000_000), currency: z.string().regex(/^[A-Z]{3}$/) });

export const Email = z.email().max(254);

export const Phone = z
  .string()
  .trim()
  .regex(/^\+?[0-9 ()./-]{5,30}$/, { message: 'is not a phone number' });

export const ById = z.strictObject({ id: Id });

export const Cursor = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_-]+$/)
  .optional();

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });
