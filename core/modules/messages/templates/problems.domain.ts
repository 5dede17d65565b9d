/** A part of a template that its owner writes. */
export type TemplatePart = 'subject' | 'mjml' | 'text';

/** What is wrong with a template, and where. */
export interface TemplateProblem {
  readonly part: TemplatePart;
  /** Stable, such as `unknown_variable`. */
  readonly code: ProblemCode;
  /** One English sentence. */
  readonly message: string;
  /** What it is about: the name of a variable, filter or tag, or what the MJML compiler says. */
  readonly what: string;
  /** From 1; null: not to be told. */
  readonly line: number | null;
  readonly column: number | null;
}

export type ProblemCode =
  | 'unknown_variable'
  | 'unknown_filter'
  | 'unknown_tag'
  | 'syntax'
  | 'range'
  | 'nesting'
  | 'too_large'
  | 'too_slow'
  | 'mjml'
  | 'not_closed'
  | 'stray_text'
  | 'forbidden'
  | 'link';

/** Where the character at `index` is, both from 1. */
export function placeOf(source: string, index: number): { line: number; column: number } {
  const before = source.slice(0, index);
  const line = before.split('\n').length;
  return { line, column: index - before.lastIndexOf('\n') };
}
