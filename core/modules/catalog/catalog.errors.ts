import { userError, type FieldError, type UserError } from '../../kernel/errors/errors.ts';

/** Ids in a list that are not of this business, or not of that kind; which of both is not told. */
export const unknownIds = (field: 'staffIds' | 'resourceIds', places: readonly number[]): UserError =>
  userError('request.invalid', {
    message: 'Some fields are missing or wrong.',
    errors: places.map((place): FieldError => ({
      path: `${field}.${place}`,
      code: 'not_found',
      message: field === 'staffIds' ? 'is nobody on the team' : 'is no room or equipment',
    })),
  });
