import { userError, type FieldError, type UserError } from '../../kernel/errors/errors.ts';

const MESSAGES = {
  staffIds: 'is nobody on the team',
  staff: 'is nobody on the team',
  scheduleId: 'is no schedule of this person',
  resourceIds: 'is no room or equipment',
  locationId: 'is no location of this business',
  addons: 'is no add-on of this service',
} as const;

/** Ids that are not of this business, or not of that kind; which of both is not told. */
export const unknownIds = (kind: keyof typeof MESSAGES, paths: readonly string[]): UserError =>
  userError('request.invalid', {
    message: 'Some fields are missing or wrong.',
    errors: paths.map((path): FieldError => ({ path, code: 'not_found', message: MESSAGES[kind] })),
  });

export const notLater = (today: string): UserError =>
  userError('request.invalid', {
    message: 'Some fields are missing or wrong.',
    errors: [{ path: 'effectiveFrom', code: 'not_later', message: `must come after today, ${today}` }],
  });

/** What a service is and where cannot differ from day to day. */
export const notFromADayOn = (fields: readonly string[]): UserError =>
  userError('request.invalid', {
    message: 'Some fields are missing or wrong.',
    errors: fields.map((path): FieldError => ({ path, code: 'not_versioned', message: 'cannot wait for a day; leave effectiveFrom out' })), // prettier-ignore
  });

export const tooManyUpcoming = (most: number): UserError =>
  userError('service.too_many_versions', {
    status: 422,
    message: `At most ${most} changes of one service can wait for their day.`,
  });

export const notPrivate = (): UserError =>
  userError('service.not_private', {
    status: 409,
    message: 'This service is listed on the page. Set visibility to link first.',
  });

/** Not to be confirmed: sessions and bookings of another kind of service could be neither joined nor moved. */
export const kindInUse = (standing: { readonly sessions: number; readonly bookings: number }): UserError =>
  userError('service.kind_in_use', {
    status: 409,
    message: 'Sessions or bookings of this service are to come. Cancel them first, or make another service.',
    extra: standing,
  });
