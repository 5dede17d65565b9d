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
    service: {
      not_found: 'Diese Leistung gibt es nicht mehr.',
      invalid: 'Diese Regeln passen nicht zusammen. Bitte sehen Sie die Felder an.',
    },
    staff: { not_found: 'Diese Person gibt es im Team nicht mehr, oder nicht für diese Leistung.' },
    schedule: {
      invalid: 'Diese Zeiten gehen so nicht. Bitte sehen Sie sie noch einmal an.',
      too_many_exceptions: 'Es gibt zu viele Ausnahmen. Entfernen Sie vergangene.',
    },
    message: {
      not_found: 'Diese Nachricht gibt es nicht mehr.',
      not_failed: 'Nur eine fehlgeschlagene Nachricht lässt sich noch einmal senden.',
    },
    password: { wrong: 'Ihr Passwort stimmt nicht.', unchanged: 'Bitte wählen Sie ein anderes Passwort als bisher.' },
    session: { csrf: 'Ihre Sitzung wurde inzwischen erneuert. Bitte noch einmal versuchen.' },
    request: {
      invalid: 'Etwas stimmt nicht. Bitte sehen Sie die Felder an.',
      too_large: 'Das ist zu viel für eine Anfrage.',
    },
  },
  field: {
    missing: 'Bitte ausfüllen.',
    wrong_type: 'Das gehört nicht hierher.',
    wrong_format: 'Das ist nicht so geschrieben, wie es sein soll.',
    not_allowed: 'Das ist hier nicht erlaubt.',
    too_large: 'Das ist zu viel.',
    too_small: 'Das ist zu wenig.',
    out_of_range: 'Das liegt außerhalb des Erlaubten.',
    longer_than_a_day: 'Dauer und Puffer dürfen zusammen 24 Stunden nicht übersteigen.',
    not_below_interval: 'Das muss kleiner sein als der Abstand.',
    beyond_window: 'So würde nie eine Zeit angeboten: die Frist reicht über die Tage im Voraus hinaus.',
    wrong: 'Das stimmt nicht.',
    unchanged: 'Das ist das bisherige.',
  },
  forbidden: 'Ihre Rolle erlaubt das nicht.',
  limited: {
    one: 'Zu viele Anfragen. Bitte {count} Sekunde warten.',
    other: 'Zu viele Anfragen. Bitte {count} Sekunden warten.',
  },
  server: 'Bei uns ist etwas schiefgegangen. Bitte noch einmal versuchen.',
  bug: 'In dieser Seite ist etwas schiefgegangen. Laden Sie sie neu, wenn sie nicht reagiert.',
  request: 'Kennung: {id}',
};
