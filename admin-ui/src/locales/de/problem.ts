import type { Area } from '../en/index.ts';

export const problem: Area<'problem'> = {
  loadTitle: 'Das ließ sich nicht laden',
  code: {
    client: {
      offline: 'Der Server ist nicht erreichbar. Prüfen Sie die Verbindung; was Sie eingegeben haben, bleibt erhalten.',
    },
    server: { unavailable: 'Der Server antwortet nicht, wie er soll. Bitte gleich noch einmal versuchen.' },
    booking: {
      slot_taken: 'Diese Zeit ist gerade vergeben worden.',
      changed: 'Jemand hat diese Buchung inzwischen geändert.',
      not_found: 'Diese Buchung gibt es nicht, oder Sie dürfen sie nicht sehen.',
      closed: 'Diese Buchung ist abgesagt oder vorbei, daher geht das nicht mehr.',
      same_time: 'Die Buchung liegt schon auf dieser Zeit.',
      in_the_past: 'Diese Zeit liegt zu weit zurück.',
      too_soon: 'Für diese Zeit ist es zu spät.',
      too_far_ahead: 'Diese Zeit lässt sich noch nicht buchen.',
      outside_hours: 'Um diese Zeit arbeitet niemand.',
      off_grid: 'Zu dieser Minute beginnen keine Buchungen.',
      service_inactive: 'Diese Leistung wird gerade nicht angeboten.',
    },
    service: { not_found: 'Diese Leistung gibt es nicht mehr.' },
    staff: { not_found: 'Diese Person gibt es im Team nicht mehr.' },
    message: { not_found: 'Diese Nachricht gibt es nicht mehr.' },
  },
  field: {
    required: 'Bitte ausfüllen.',
    too_long: 'Das ist zu lang.',
    too_short: 'Das ist zu kurz.',
    out_of_range: 'Das liegt außerhalb des Erlaubten.',
    longer_than_a_day: 'Dauer und Puffer dürfen zusammen 24 Stunden nicht übersteigen.',
    not_below_interval: 'Das muss kleiner sein als der Abstand.',
    beyond_window: 'So würde nie eine Zeit angeboten: die Frist reicht über die Tage im Voraus hinaus.',
  },
  forbidden: 'Ihre Rolle erlaubt das nicht.',
  limited: {
    one: 'Zu viele Anfragen. Bitte {count} Sekunde warten.',
    other: 'Zu viele Anfragen. Bitte {count} Sekunden warten.',
  },
  server: 'Bei uns ist etwas schiefgegangen. Bitte noch einmal versuchen.',
  request: 'Kennung: {id}',
};
