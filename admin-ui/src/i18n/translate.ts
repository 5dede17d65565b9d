/** A text, or its plural forms chosen by `count`. Placeholders are `{name}`. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Message = string | Plural;
export interface Messages {
  readonly [key: string]: Message | Messages;
}

const PLURAL_KEYS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

export const isPlural = (node: Message | Messages): node is Plural =>
  typeof node === 'object' && 'other' in node && Object.keys(node).every((key) => PLURAL_KEYS.has(key));

type PathOf<T> = {
  [K in keyof T & string]: T[K] extends string | Plural ? K : `${K}.${PathOf<T[K]>}`;
}[keyof T & string];
type At<T, P extends string> = P extends `${infer K}.${infer Rest}`
  ? K extends keyof T
    ? At<T[K], Rest>
    : never
  : P extends keyof T
    ? T[P]
    : never;
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<M> = M extends string ? Names<M> : M extends Plural ? Names<M[keyof M]> | 'count' : never;

/** Dotted keys of a tree of messages. */
export type KeyOf<T> = PathOf<T>;
/** The placeholders that a message wants; none: the argument is left out. */
export type ParamsOf<T, K extends string> = [NamesOf<At<T, K>>] extends [never]
  ? []
  : [params: Record<NamesOf<At<T, K>>, string | number>];

/** The shape that another language must fill: same keys, texts of its own, plural forms of its own. */
export type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : T[K] extends { other: string } ? Plural : Translated<T[K]>;
};

export function lookUp(messages: Messages, key: string): Message | undefined {
  let node: Message | Messages | undefined = messages;
  for (const part of key.split('.')) node = typeof node === 'object' ? (node as Messages)[part] : undefined;
  return node === undefined || typeof node === 'string' || isPlural(node) ? node : undefined;
}

/** @param format how numbers are written in that language. */
export function render(
  message: Message,
  params: Readonly<Record<string, string | number>>,
  rules: Intl.PluralRules,
  format: (value: number) => string,
): string {
  const text =
    typeof message === 'string' ? message : (message[rules.select(Number(params.count ?? 0))] ?? message.other);
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = params[name];
    return value === undefined ? placeholder : typeof value === 'number' ? format(value) : value;
  });
}
