// What few visitors see: weeks without a free time, visits of several services, a calendar to subscribe to; and what the server alone says.
export const messages = {
  'app.title': 'Book an appointment with {business}',
  'app.noScript': 'Online booking needs JavaScript.',

  'when.notLive': 'Live updates are paused. Times may be a little old.',
  'when.refresh': 'Refresh',
  'when.noneInRange': 'Nothing is free in these weeks.',
  'when.noneAhead': 'No free time was found in the coming months.',
  'when.searching': 'Looking for the next free day…',
  'when.nextDay': 'Next free day: {day}',
  'when.tryAnyone': 'See everyone’s times',

  'visit.title': 'Several services in one visit',
  'visit.choose': 'Choose {fewest} to {most} services, in the order you want them.',
  'visit.more': 'Choose at least {fewest} services to see the times.',
  'visit.place': 'No. {number}',
  'visit.who': '{service}: with whom',
  'visit.week': '{from} to {to}',
  'visit.none': 'In these weeks there is no time for all of it. Try later weeks, or anyone.',
  'visit.plan': 'Your visit',
  'visit.book': 'Book all {count}',
  'visit.together': 'All parts are booked, or none.',
  'visit.mails': 'Confirmations are on their way to {email}.',
  'visit.each': 'Each part can be moved or cancelled by itself.',
  'refused.visit.not_possible': 'The whole visit is no longer possible at this time.',

  'feed.title': 'All your appointments in your calendar',
  'feed.text': 'Your calendar app can subscribe to all your appointments here and follows every change.',
  'feed.fromMail':
    'To subscribe to all your appointments, open this page by the link in your confirmation e-mail. It shows that the address is yours.',
  'feed.secret':
    'Whoever has this address can see your appointments. It is shown only now; you can take it back at any time.',
  'feed.address': 'Address of your calendar',
  'feed.create': 'Create the address',
  'feed.open': 'Open in a calendar app',
  'feed.copy': 'Copy the address',
  'feed.copied': 'The address is copied.',
  'feed.made': 'The address is ready.',
  'feed.renew': 'New address',
  'feed.renewHelp': 'There is an address already. With a new one, the former stops working at once.',
  'feed.remove': 'Take the address back',
  'feed.removed': 'The address no longer works.',
} as const;
