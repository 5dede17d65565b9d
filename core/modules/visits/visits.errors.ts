import { userError, type UserError } from '../../kernel/errors/errors.ts';

/** @param alternatives epoch milliseconds, nearest first */
export const visitNotPossible = (alternatives: readonly number[]): UserError =>
  userError('visit.not_possible', {
    status: 409,
    message: 'The visit is not possible from this time on.',
    errors: [{ path: 'startsAt', code: 'not_possible', message: 'no plan for all parts begins then' }],
    extra: { alternatives: alternatives.map((at) => new Date(at).toISOString()) },
  });

export const tooManyParts = (most: number): UserError =>
  userError('visit.too_many_parts', {
    status: 422,
    message: `A visit has at most ${most} parts, people counted one by one.`,
    errors: [{ path: 'parts', code: 'too_many', message: `at most ${most}` }],
  });

export const peopleOneByOne = (index: number): UserError =>
  userError('visit.people_in_sequence', {
    status: 422,
    message: 'Several people are served at once: ask for the order `parallel`.',
    errors: [{ path: `parts.${index}.people`, code: 'people_in_sequence', message: 'needs the order parallel' }],
  });
