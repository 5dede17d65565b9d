import type { Translated } from '../../i18n/translate.ts';
import type { English } from '../en/index.ts';
import { bookings } from './bookings.ts';
import { calendar } from './calendar.ts';
import { classes } from './classes.ts';
import { common } from './common.ts';
import { desk } from './desk.ts';
import { insight } from './insight.ts';
import { places } from './places.ts';
import { problem } from './problem.ts';
import { rooms } from './rooms.ts';
import { rules } from './rules.ts';
import { services } from './services.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { team } from './team.ts';
import { templates } from './templates.ts';

export const de: Translated<English> = {
  common,
  shell,
  calendar,
  bookings,
  desk,
  services,
  rooms,
  rules,
  team,
  insight,
  settings,
  classes,
  places,
  problem,
  templates,
};
