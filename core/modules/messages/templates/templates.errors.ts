import { userError, type FieldError } from '../../../kernel/errors/errors.ts';
import type { TemplateProblem } from './problems.domain.ts';

/** A field error with its place, both from 1. */
type PlacedError = FieldError & Pick<TemplateProblem, 'line' | 'column' | 'what'>;

/** @param known the names that a template may use */
export const invalidTemplate = (problems: readonly TemplateProblem[], known: readonly string[]) => {
  const errors: readonly PlacedError[] = problems.map(({ part, ...problem }) => ({ path: part, ...problem }));
  return userError('template.invalid', {
    status: 422,
    message: 'This template cannot be used. Please look at what is marked.',
    errors,
    extra: { known },
  });
};

export const templateChanged = () =>
  userError('template.changed', {
    status: 409,
    message: 'Somebody else has saved this template meanwhile. Load it again and repeat your change.',
  });
