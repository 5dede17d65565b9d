import type { z } from 'zod';
import { userError, type FieldError } from '../errors/errors.ts';

type Issue = z.core.$ZodIssue;

const CODES: Partial<Record<Issue['code'], string>> = {
  invalid_type: 'wrong_type',
  too_big: 'too_large',
  too_small: 'too_small',
  invalid_format: 'wrong_format',
  unrecognized_keys: 'unknown_field',
  invalid_value: 'not_allowed',
  custom: 'not_allowed',
};

const codeOf = (issue: Issue): string =>
  issue.code === 'invalid_type' && /received undefined/.test(issue.message)
    ? 'missing'
    : (CODES[issue.code] ?? 'invalid');

function fieldErrors(part: string, issues: readonly Issue[]): FieldError[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (part !== 'body') path.unshift(part);
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return unknown.map((key) => ({
      path: (key === undefined ? path : [...path, key.slice(0, 60)]).join('.'),
      code: codeOf(issue),
      message: key === undefined ? issue.message : 'is not a field of this request',
    }));
  });
}

/**
 * One part of a request as its contract wants it.
 * @throws UserError `request.invalid` with every field that is wrong
 */
export function validate<S extends z.ZodType>(
  part: 'params' | 'query' | 'body',
  schema: S,
  value: unknown,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw userError('request.invalid', {
    message: 'Some fields are missing or wrong.',
    errors: fieldErrors(part, result.error.issues).slice(0, 50),
  });
}
