import { MINUTE } from '../../modules/availability/time/plain-time.domain.ts';

// Whole- and half-hour changes, changes at midnight, offsets of quarter hours, skipped days, Ramadan, and none at all.
// prettier-ignore
export const ZONES: readonly [timeZone: string, year: number][] = [
  ['Europe/Berlin', 2027], ['Europe/London', 2027], ['Europe/Lisbon', 2027], ['Europe/Dublin', 2027],
  ['Europe/Athens', 2027], ['Europe/Kyiv', 2027], ['Europe/Istanbul', 2016], ['Europe/Moscow', 2014],
  ['Europe/Chisinau', 2027], ['Atlantic/Azores', 2027], ['Atlantic/Reykjavik', 2027], ['America/New_York', 2027],
  ['America/Chicago', 2027], ['America/Denver', 2027], ['America/Phoenix', 2027], ['America/Los_Angeles', 2027],
  ['America/Anchorage', 2027], ['America/Adak', 2027], ['Pacific/Honolulu', 2027], ['America/St_Johns', 2010],
  ['America/Halifax', 2027], ['America/Havana', 2027], ['America/Mexico_City', 2022], ['America/Sao_Paulo', 2018],
  ['America/Santiago', 2027], ['America/Asuncion', 2023], ['America/Caracas', 2016], ['America/Nuuk', 2027],
  ['America/Scoresbysund', 2024], ['America/Port-au-Prince', 2027], ['Africa/Casablanca', 2025], ['Africa/Cairo', 2027],
  ['Africa/Lagos', 2027], ['Africa/Juba', 2021], ['Asia/Jerusalem', 2027], ['Asia/Beirut', 2027], ['Asia/Gaza', 2027],
  ['Asia/Amman', 2021], ['Asia/Tehran', 2022], ['Asia/Kolkata', 2027], ['Asia/Kathmandu', 2027], ['Asia/Tokyo', 2027],
  ['Asia/Pyongyang', 2018], ['Australia/Sydney', 2027], ['Australia/Adelaide', 2027], ['Australia/Lord_Howe', 2027],
  ['Australia/Eucla', 2027], ['Pacific/Auckland', 2027], ['Pacific/Chatham', 2027], ['Pacific/Apia', 2011],
  ['Pacific/Fakaofo', 2011], ['Pacific/Easter', 2027], ['Pacific/Norfolk', 2027], ['Antarctica/Troll', 2027],
];

/** Every change of those clocks in those years (a plain day where there is none); minutes since 1970. */
export const ANCHORS = ZONES.flatMap(([timeZone, year]) => {
  const anchors: { timeZone: string; instant: number }[] = [];
  let at = Temporal.PlainDate.from({ year, month: 1, day: 2 }).toZonedDateTime(timeZone);
  for (;;) {
    const change = at.getTimeZoneTransition('next');
    if (change === null || change.year > year + 1 || change.toInstant().toString() > `${year + 1}-01-02`) break;
    anchors.push({ timeZone, instant: change.epochMilliseconds / MINUTE });
    at = change;
  }
  return anchors.length > 0 ? anchors : [{ timeZone, instant: Date.UTC(year, 6, 15, 3) / MINUTE }];
});
