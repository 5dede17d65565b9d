import { userError } from '../../kernel/errors/errors.ts';

export const mailLinkNeeded = () =>
  userError('feed.mail_link_needed', {
    status: 403,
    message: 'Open the appointment by the link in its mail: that shows that these appointments are yours.',
  });

/** Its person is no longer with the business: a calendar program may stop asking. */
export const feedGone = () =>
  userError('feed.gone', { status: 410, message: 'This calendar is no longer kept. Remove the subscription.' });
