/** A name in the forms that code uses. Words are lower-case and joined by hyphens: `gift-cards`. */
export interface Names {
  /** `gift-cards` */
  readonly kebab: string;
  /** `gift_cards` */
  readonly snake: string;
  /** `giftCards` */
  readonly camel: string;
  /** `GiftCards` */
  readonly pascal: string;
  /** `GIFT_CARDS` */
  readonly constant: string;
  /** `Gift cards` */
  readonly title: string;
}

export class NameRefused extends Error {
  override readonly name = 'NameRefused';
}

const LONGEST = 40;
// Words that cannot name a variable, or that mean something else in every folder.
const RESERVED = new Set(
  'await break case catch class const continue default delete do else export extends finally for function if import in instanceof let new null return static super switch this throw true try typeof var void while with yield core kernel test tests index'.split(
    ' ',
  ),
);

/** @throws NameRefused saying what a good name looks like */
export function namesOf(text: string): Names {
  const example = 'Use lower-case words joined by hyphens, such as gift-cards.';
  if (text === '') throw new NameRefused(`A name is missing. ${example}`);
  if (text.length > LONGEST) throw new NameRefused(`The name has ${text.length} characters; ${LONGEST} are allowed.`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)) throw new NameRefused(`"${text}" is not a name here. ${example}`);
  if (RESERVED.has(text)) throw new NameRefused(`"${text}" means something else already. ${example}`);
  const words = text.split('-');
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  const pascal = words.map(capital).join('');
  return {
    kebab: text,
    snake: words.join('_'),
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    constant: words.join('_').toUpperCase(),
    title: capital(words.join(' ')),
  };
}

/** Names of a plural noun and of one of it. @throws NameRefused for anything that is not plural */
export function nounsOf(text: string): { many: Names; one: Names } {
  const many = namesOf(text);
  if (!/[a-z]s$/.test(text) || text.endsWith('ss')) {
    throw new NameRefused(`Modules are plural nouns, such as gift-cards; "${text}" is not one.`);
  }
  return { many, one: namesOf(singularOf(text)) };
}

const singularOf = (plural: string): string => {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/.test(plural)) return plural.slice(0, -2);
  return plural.slice(0, -1);
};
