/** Changes that take no key, and why a repeated one does no harm. */
export const WITHOUT_KEY: Record<string, string> = {
  'DELETE /services/:id/versions/:version': 'takes back one version; again it is not there',
  'DELETE /resources/:id': 'removes one thing; again it is not there',
  'DELETE /staff/:id/overrides/:day': 'removes one thing; again it is not there',
  'DELETE /staff/:id/time-off/:timeOffId': 'removes one thing; again it is not there',
  'DELETE /staff/:id/zone-changes/:zoneChangeId': 'removes one thing; again it is not there',
  'DELETE /staff/:id/schedules/:scheduleId': 'removes one thing; again it is not there',
  'DELETE /staff/:id/schedules/:scheduleId/plans/:day': 'removes one thing; again it is not there',
  'POST /message-templates/preview': 'only shows, in a body because a template is long',
  'POST /message-templates/test': 'sends a mail to oneself; whoever asks again wants another',
  'PATCH /business': 'sets what it is told; again it sets the same',
  'POST /holds/:id/release': 'gives back one hold; again there is nothing to give back',
  'POST /availability/visits': 'only asks, in a body because the question is long',
  'POST /staff/:id/calendar-feed': 'its answer carries a secret, which is not to be stored; again there is another one',
  'DELETE /staff/:id/calendar-feed': 'removes one thing; again it is not there',
  'POST /bookings/:id/calendar-feed':
    'its answer carries a secret, which is not to be stored; again there is another one',
  'DELETE /bookings/:id/calendar-feed': 'removes one thing; again it is not there',
  'POST /session': 'a sign-in is not to be answered from a store: its answer carries a secret',
  'DELETE /session': 'ends this session; again it is over',
  'POST /session/password': 'asks for the present password, which is another one afterwards',
};
