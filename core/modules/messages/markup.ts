/** A piece of HTML that may stand in other HTML as it is. */
export class Markup {
  readonly source: string;
  /** @param source never holds anything that a person has typed; that goes through `markup` */
  constructor(source: string) {
    this.source = source;
  }
}

type Value = string | number | Markup | readonly Markup[] | false | null | undefined;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are text: whatever they hold, they stay text. Markup within markup stays as it is. */
export const markup = (pieces: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  new Markup(pieces.reduce((written, piece, index) => written + sourceOf(values[index - 1]) + piece));

/** The lines of a text, broken where it breaks. */
export const lines = (text: string): Markup[] =>
  text.split('\n').map((line, index) => (index === 0 ? markup`${line}` : markup`<br />${line}`));

function sourceOf(value: Value): string {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Markup) return value.source;
  if (typeof value === 'object') return value.map(({ source }) => source).join('');
  return String(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
