import type { Area } from '../en/index.ts';

export const classes: Area<'classes'> = {
  title: 'Kurse',
  plan: 'Kurs planen',
  class: 'Kurs',
  staff: 'Wer ihn leitet',
  day: 'Tag',
  time: 'Beginnt',
  seats: 'Plätze',
  seatsHelp: 'Leer: wie beim Kurs.',
  taken: '{taken} von {capacity} Plätzen vergeben',
  times: 'Wie oft',
  look: 'Zeiten prüfen',
  would: { one: '{count} Kurstermin würde geplant.', other: '{count} Kurstermine würden geplant.' },
  conflicts: { one: '{count} Zeit geht nicht:', other: '{count} Zeiten gehen nicht:' },
  skip: 'Die anderen ohne diese planen',
  save: 'Planen',
  planned: { one: '{count} Kurstermin ist geplant', other: '{count} Kurstermine sind geplant' },
  roster: 'Wer kommt',
  nobody: 'Noch nimmt niemand teil.',
  guests: 'mit {names}',
  cancelled: 'Abgesagt',
};
