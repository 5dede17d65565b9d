import type { RareMessages } from '../../i18n/messages.ts';

export const messages: RareMessages = {
  'app.title': 'Termin buchen bei {business}',
  'app.noScript': 'Die Online-Buchung braucht JavaScript.',

  'when.notLive': 'Die Live-Anzeige ist unterbrochen. Zeiten können etwas veraltet sein.',
  'when.refresh': 'Aktualisieren',
  'when.noneInRange': 'In diesen Wochen ist nichts frei.',
  'when.noneAhead': 'In den kommenden Monaten wurde nichts Freies gefunden.',
  'when.searching': 'Nächster freier Tag wird gesucht …',
  'when.nextDay': 'Nächster freier Tag: {day}',
  'when.tryAnyone': 'Zeiten von allen zeigen',

  'visit.title': 'Mehrere Leistungen an einem Termin',
  'visit.choose': 'Wählen Sie {fewest} bis {most} Leistungen in der gewünschten Reihenfolge.',
  'visit.more': 'Wählen Sie mindestens {fewest} Leistungen, um Zeiten zu sehen.',
  'visit.place': 'Nr. {number}',
  'visit.who': '{service}: bei wem',
  'visit.week': '{from} bis {to}',
  'visit.none':
    'In diesen Wochen ist keine Zeit für alles zusammen. Versuchen Sie spätere Wochen oder lassen Sie die Person offen.',
  'visit.plan': 'Ihr Besuch',
  'visit.book': 'Alle {count} buchen',
  'visit.together': 'Es werden alle Teile gebucht oder keiner.',
  'visit.mails': 'Die Bestätigungen sind unterwegs an {email}.',
  'visit.each': 'Jeder Teil lässt sich einzeln verschieben oder absagen.',
  'refused.visit.not_possible': 'Der ganze Besuch ist zu dieser Zeit nicht mehr möglich.',

  'feed.title': 'Alle Termine in Ihrem Kalender',
  'feed.text': 'Ihre Kalender-App kann alle Ihre Termine hier abonnieren und folgt jeder Änderung.',
  'feed.fromMail':
    'Um alle Ihre Termine zu abonnieren, öffnen Sie diese Seite über den Link in Ihrer Bestätigungs-E-Mail. Er zeigt, dass die Adresse Ihnen gehört.',
  'feed.secret':
    'Wer diese Adresse hat, sieht Ihre Termine. Sie wird nur jetzt gezeigt; Sie können sie jederzeit zurücknehmen.',
  'feed.address': 'Adresse Ihres Kalenders',
  'feed.create': 'Adresse erstellen',
  'feed.open': 'In Kalender-App öffnen',
  'feed.copy': 'Adresse kopieren',
  'feed.copied': 'Die Adresse ist kopiert.',
  'feed.made': 'Die Adresse ist bereit.',
  'feed.renew': 'Neue Adresse',
  'feed.renewHelp': 'Es gibt schon eine Adresse. Mit einer neuen gilt die bisherige sofort nicht mehr.',
  'feed.remove': 'Adresse zurücknehmen',
  'feed.removed': 'Die Adresse gilt nicht mehr.',
};
