import type { HealthView } from '@bookme/core/client';

/** What waits longer than this, in seconds, should have been passed on. */
export const LATE = 60;

/** Whether somebody has to do something. */
export const hasTrouble = ({ database, workflows, outbox, messages, plugins }: HealthView): boolean =>
  database !== 'ok' ||
  workflows !== 'ok' ||
  messages.channel === null ||
  messages.failed > 0 ||
  (outbox.waiting > 0 && outbox.oldestSeconds > LATE) ||
  plugins.some(({ status }) => status === 'failed');
