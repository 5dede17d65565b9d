import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

/** JSON lines on standard output. What may be personal or secret is never written, whatever object is passed in. */
export const createLog = (level: string, name: string): Logger =>
  pino({
    level,
    base: { name },
    redact: {
      paths: [
        '*.email',
        '*.phone',
        '*.password',
        '*.token',
        '*.note',
        '*.customer',
        '*.authorization',
        '*.cookie',
        'email',
        'phone',
        'token',
        'customer',
      ],
      censor: '[hidden]',
    },
    formatters: { level: (label) => ({ level: label }) },
  });
