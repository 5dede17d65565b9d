import { userError, type UserError } from '../../../kernel/errors/errors.ts';

export const visitTooComplex = (): UserError =>
  userError('visit.too_complex', {
    status: 422,
    message:
      'There are too many ways to arrange this visit. Name the staff, allow shorter gaps or ask for fewer parts.',
    errors: [{ path: 'parts', code: 'too_complex', message: 'too many ways to arrange it' }],
  });

export const differentLocations = (): UserError =>
  userError('visit.different_locations', {
    status: 422,
    message: 'All parts of a visit take place at one location.',
    errors: [{ path: 'parts', code: 'different_locations', message: 'must be services of one location' }],
  });
