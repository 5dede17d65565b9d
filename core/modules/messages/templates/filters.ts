/** A template needed more than it may: its output, one of its values, or its time. */
export class LimitError extends Error {
  readonly limit: 'output' | 'value';
  constructor(limit: 'output' | 'value', message: string) {
    super(message);
    this.name = 'LimitError';
    this.limit = limit;
  }
}

/** Characters of one value: a doubling in a chain of filters ends here. */
const LONGEST_VALUE = 10_000;

/** As text, whatever it is: a list is its members. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return bounded(value.map(textOf).join(''));
  return bounded(typeof value === 'object' ? '' : String(value as string | number | boolean));
}

function bounded(text: string): string {
  if (text.length > LONGEST_VALUE) throw new LimitError('value', `a value is longer than ${LONGEST_VALUE} characters`);
  return text;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);
const numberOf = (value: unknown, otherwise: number): number => {
  const number = Number(value ?? otherwise);
  return Number.isFinite(number) ? Math.min(Math.max(Math.trunc(number), 0), LONGEST_VALUE) : otherwise;
};
const cut = (text: string, length: number, end: string): string =>
  text.length <= length ? text : text.slice(0, Math.max(length - end.length, 0)) + end;
const capitalize = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
const replaceAll = (text: string, from: string, to: string): string => {
  if (from === '') return text;
  const pieces = text.split(from);
  const length = text.length + (pieces.length - 1) * (to.length - from.length);
  if (length > LONGEST_VALUE) throw new LimitError('value', `a value is longer than ${LONGEST_VALUE} characters`);
  return pieces.join(to);
};

// Ours alone, each with an end: those of liquidjs reach further than a mail needs, and what they allocate is not all counted.
export const FILTERS: Readonly<Record<string, (value: unknown, ...args: unknown[]) => unknown>> = {
  upcase: (value) => textOf(value).toLocaleUpperCase(),
  downcase: (value) => textOf(value).toLocaleLowerCase(),
  capitalize: (value) => capitalize(textOf(value)),
  strip: (value) => textOf(value).trim(),
  append: (value, more) => bounded(textOf(value) + textOf(more)),
  prepend: (value, more) => bounded(textOf(more) + textOf(value)),
  replace: (value, from, to) => replaceAll(textOf(value), textOf(from), textOf(to)),
  truncate: (value, length, end) => cut(textOf(value), numberOf(length, 50), end === undefined ? '…' : textOf(end)),
  default: (value, otherwise) => (textOf(value) === '' ? otherwise : value),
  join: (value, by) =>
    bounded(
      listOf(value)
        .map(textOf)
        .join(by === undefined ? ', ' : textOf(by)),
    ),
  first: (value) => listOf(value)[0] ?? '',
  last: (value) => listOf(value).at(-1) ?? '',
  size: (value) => (Array.isArray(value) ? value.length : textOf(value).length),
};

/** The names of all filters, for people. */
export const FILTER_NAMES: readonly string[] = [...Object.keys(FILTERS), 'lines'].toSorted();
