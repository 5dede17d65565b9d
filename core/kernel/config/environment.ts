import { z } from 'zod';

/** What `.env.example` and docs/running.md say about a variable. */
export type SettingNote = {
  readonly about: string;
  /** Shown as the value in `.env.example`: the default when there is one, else an example. */
  readonly example: string;
  readonly isDefault?: true;
  /** The value is never printed, not even when it is wrong. */
  readonly secret?: true;
};

/** Notes by schema: one place declares a variable, its rule and its explanation. */
export const settingNotes = z.registry<SettingNote>();

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: `must be a whole number from ${min} to ${max}`, abort: true })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be a whole number from ${min} to ${max}` });

const url = (protocols: readonly string[], error: string) =>
  z.string().refine(
    (text) => {
      const parsed = URL.parse(text);
      return parsed !== null && protocols.includes(parsed.protocol) && parsed.hostname !== '';
    },
    { error, abort: true },
  );

const postgresUrl = () =>
  url(
    ['postgres:', 'postgresql:'],
    'must be a PostgreSQL URL such as postgres://user:password@host:5432/bookme',
  ).refine((text) => (URL.parse(text)?.pathname.length ?? 2) > 1, {
    error: 'must name a database, as in postgres://user:password@host:5432/bookme',
  });

const isMailbox = (text: string): boolean => {
  const named = /^[^<>"\p{Cc}]{1,120} <([^<>]+)>$/u.exec(text);
  return z.email({ pattern: z.regexes.html5Email }).safeParse(named?.[1] ?? text).success; // no-reply@localhost too
};

/** Every variable that BookMe reads. An empty value counts as unset. */
export const Environment = z.object({
  PORT: whole(0, 65_535).optional().register(settingNotes, {
    about: 'Port of the web server. Unset: 3000, or the next free one. Set and taken: an error. 0: any free port.',
    example: '3000',
    isDefault: true,
  }),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/, { error: 'must be an address or host name such as 127.0.0.1' })
    .default('0.0.0.0')
    .register(settingNotes, {
      about: 'Address the web server listens on. 0.0.0.0 lets a phone in the same network open it; 127.0.0.1 does not.',
      example: '0.0.0.0',
      isDefault: true,
    }),
  BOOKME_BASE_URL: url(['http:', 'https:'], 'must be an http or https address such as https://book.example.com')
    .refine((text) => /^\/?$/.test(URL.parse(text)?.pathname ?? '/') && !/[?#]/.test(text), {
      error: 'must have no path, query or fragment: only scheme, host and port',
    })
    .transform((text) => URL.parse(text)?.origin ?? text)
    .optional()
    .register(settingNotes, {
      about: 'Public address. Every link in a mail and every cookie rests on it. Unset: http://localhost:<port>.',
      example: 'https://book.example.com',
    }),
  BOOKME_TRUST_PROXY: whole(0, 10).default(0).register(settingNotes, {
    about: 'How many reverse proxies of your own stand in front: that many X-Forwarded-For entries are believed.',
    example: '0',
    isDefault: true,
  }),
  BOOKME_DATA_DIR: z
    .string()
    .refine((text) => !text.includes('\0'), { error: 'must be a directory name' })
    .default('.bookme')
    .register(settingNotes, {
      about: 'Everything `npm start` keeps: database, workflows, mail, secret, logs. Relative to the repository.',
      example: '.bookme',
      isDefault: true,
    }),
  BOOKME_SEED: z.enum(['demo', 'none'], { error: 'must be demo or none' }).default('demo').register(settingNotes, {
    about: 'What the first start puts into an empty database: a demo business, or only the first admin.',
    example: 'demo',
    isDefault: true,
  }),
  BOOKME_ADMIN_EMAIL: z
    .email({ error: 'must be an e-mail address' })
    .max(254, { error: 'must be at most 254 characters' })
    .default('admin@example.com')
    .register(settingNotes, {
      about: 'E-mail address of the first admin, made by the first start.',
      example: 'admin@example.com',
      isDefault: true,
    }),
  BOOKME_ADMIN_PASSWORD: z
    .string()
    .min(12, { error: 'must have at least 12 characters' })
    .max(200, { error: 'must have at most 200 characters' })
    .optional()
    .register(settingNotes, {
      about: 'Password of the first admin. Unset: generated and printed once.',
      example: 'at-least-12-characters',
      secret: true,
    }),
  BOOKME_SECRET: z.string().min(32, { error: 'must have at least 32 characters' }).optional().register(settingNotes, {
    about:
      'Signs booking links. Keep it: with another one, links already sent no longer open. Unset: made once and kept in <data directory>/secret.',
    example: 'output-of-openssl-rand-base64-48',
    secret: true,
  }),
  DATABASE_URL: postgresUrl().optional().register(settingNotes, {
    about: 'PostgreSQL of your own, as the role bookme_app (no superuser, no BYPASSRLS). Unset: embedded PostgreSQL.',
    example: 'postgres://bookme_app:password@db.example.com:5432/bookme',
    secret: true,
  }),
  DATABASE_OWNER_URL: postgresUrl().optional().register(settingNotes, {
    about: 'The same database as the role bookme_owner, for migrations. Unset: DATABASE_URL.',
    example: 'postgres://bookme_owner:password@db.example.com:5432/bookme',
    secret: true,
  }),
  DATABASE_CONNECTIONS: whole(1, 200).optional().register(settingNotes, {
    about:
      'Connections of each process to PostgreSQL. Unset: twice the cores, 4 to 20. More cost the database more than they bring, unless its disk is slow.',
    example: '8',
  }),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$/, {
      error: 'must be host:port such as temporal.example.com:7233',
    })
    .optional()
    .register(settingNotes, {
      about: 'Temporal server of your own. Unset: the Temporal development server, with a durable file.',
      example: 'temporal.example.com:7233',
    }),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/, { error: 'must be a Temporal namespace such as bookme' })
    .default('bookme')
    .register(settingNotes, { about: 'Namespace on that server.', example: 'bookme', isDefault: true }),
  TEMPORAL_CLI: z.string().optional().register(settingNotes, {
    about: 'The `temporal` program to run. Unset: on PATH, then the cache of BookMe, then downloaded or built once.',
    example: '/usr/local/bin/temporal',
  }),
  SMTP_URL: url(['smtp:', 'smtps:'], 'must be smtp://user:password@host:587 or smtps://…:465')
    .optional()
    .register(settingNotes, {
      about: 'Mail server. Unset: mails are written to <data directory>/mail as .eml files.',
      example: 'smtp://user:password@mail.example.com:587',
      secret: true,
    }),
  BOOKME_MAIL_FROM: z
    .string()
    .refine(isMailbox, { error: 'must be an address, or a name and an address: Salon <salon@example.com>' })
    .optional()
    .register(settingNotes, {
      about: 'Sender of mails. Unset: BookMe <no-reply@host of the base URL>.',
      example: 'Salon <salon@example.com>',
    }),
  BOOKME_RATE_LIMITS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on').register(settingNotes, {
    about: 'Request limits per address. off: only for load tests on a machine of your own.',
    example: 'on',
    isDefault: true,
  }),
  BOOKME_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info')
    .register(settingNotes, { about: 'How much API and worker log.', example: 'info', isDefault: true }),
});

export type EnvironmentName = keyof typeof Environment.shape;
export const environmentNames = Object.keys(Environment.shape) as EnvironmentName[];
export const noteOf = (name: EnvironmentName): SettingNote => settingNotes.get(Environment.shape[name]) as SettingNote;
