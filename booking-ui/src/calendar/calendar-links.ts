export interface CalendarEvent {
  title: string;
  /** ISO instants: calendars show them in their owner's zone. */
  startsAt: string;
  endsAt: string;
  place: string;
}

const compact = (instant: string): string => new Date(instant).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

/** Never with the booking's link in it: whoever reads the calendar could cancel. */
export function googleLink({ title, startsAt, endsAt, place }: CalendarEvent): string {
  const query = new URLSearchParams({
    action: 'TEMPLATE',
    text: title,
    dates: `${compact(startsAt)}/${compact(endsAt)}`,
    location: place,
  });
  return `https://calendar.google.com/calendar/render?${query}`;
}

export function outlookLink({ title, startsAt, endsAt, place }: CalendarEvent): string {
  const query = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: new Date(startsAt).toISOString(),
    enddt: new Date(endsAt).toISOString(),
    location: place,
  });
  return `https://outlook.live.com/calendar/0/deeplink/compose?${query}`;
}

/** The calendar file; the token must be in the address, for a download cannot carry a header. */
export const calendarFile = (bookingId: string, token: string): string =>
  `/api/v1/bookings/${encodeURIComponent(bookingId)}/calendar.ics?${new URLSearchParams({ token })}`;
