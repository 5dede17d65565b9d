import type { Messages, Plural } from '../src/i18n/messages.ts';

const ACCENTED: Record<string, string> = { a: 'à', c: 'ç', e: 'é', i: 'ï', n: 'ñ', o: 'ö', s: 'š', u: 'ü', y: 'ý' };

/** `[Ŕéàd mé ~~~~]`: accents show what is not UTF-8, the brackets what is cut or hard-coded, the tail that text may grow by 40 %. */
export function pseudoText(text: string): string {
  const accented = text.replaceAll(/\{\w+\}|[aceinosuy]/g, (part) => ACCENTED[part] ?? part);
  return `[${accented} ${'~'.repeat(Math.ceil(text.length * 0.4))}]`;
}

const pseudoPlural = (plural: Plural): Plural =>
  Object.fromEntries(Object.entries(plural).map(([category, text]) => [category, pseudoText(text)])) as Plural;

/** A language that nobody speaks, made from another one. */
export const pseudoMessages = <Part extends Partial<Messages>>(messages: Part): Part =>
  Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [
      key,
      typeof message === 'string' ? pseudoText(message) : pseudoPlural(message),
    ]),
  ) as Part;
