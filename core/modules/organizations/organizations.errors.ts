import { userError, type UserError } from '../../kernel/errors/errors.ts';

const wrong = (path: string, code: string, message: string): UserError =>
  userError('request.invalid', { message: 'Some fields are missing or wrong.', errors: [{ path, code, message }] });

export const slugTaken = (): UserError =>
  userError('location.slug_taken', {
    status: 409,
    message: 'This address is taken. Choose another one.',
    errors: [{ path: 'slug', code: 'taken', message: 'is the address of another page' }],
  });

export const unknownCountry = (): UserError =>
  wrong('country', 'not_found', 'is a country whose public holidays are not known');

export const unknownRegion = (): UserError => wrong('region', 'not_found', 'is no region of this country');

export const regionWithoutCountry = (): UserError => wrong('region', 'without_country', 'goes with a country');

export const unknownLocationOf = (path: string): UserError =>
  wrong(path, 'not_found', 'is no location of this business');

export const lastLocation = (): UserError =>
  userError('location.last', { status: 409, message: 'A business keeps at least one active location.' });

export const tooManyLocations = (most: number): UserError =>
  userError('location.too_many', { status: 422, message: `At most ${most} locations a business.` });
