import { expect, it } from 'vitest';
import { ConfigError, environmentOf, loadConfig, loadRuntimeConfig } from './config.ts';

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env, '/srv/bookme');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

it('needs no setting at all', () => {
  expect(loadConfig({}, '/srv/bookme')).toMatchObject({
    host: '0.0.0.0',
    port: 3000,
    portIsSet: false,
    baseUrl: 'http://localhost:3000',
    dataDir: '/srv/bookme/.bookme',
    seed: 'demo',
    databaseUrl: undefined,
    temporalNamespace: 'bookme',
    mailFrom: 'BookMe <no-reply@localhost>',
  });
});

it('lists every wrong value at once', () => {
  const problems = problemsOf({
    PORT: '99999',
    HOST: 'a b',
    BOOKME_BASE_URL: 'https://example.com/book',
    BOOKME_TRUST_PROXY: 'yes',
    BOOKME_SEED: 'full',
    BOOKME_ADMIN_EMAIL: 'nobody',
    BOOKME_ADMIN_PASSWORD: 'short',
    BOOKME_SECRET: 'short too',
    DATABASE_URL: 'mysql://db/bookme',
    TEMPORAL_ADDRESS: 'temporal',
    TEMPORAL_NAMESPACE: '-',
    SMTP_URL: 'https://mail.example.com',
    BOOKME_MAIL_FROM: 'Salon <salon@example.com>\r\nBcc: all@example.com',
    BOOKME_LOG_LEVEL: 'loud',
  });
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'PORT',
    'HOST',
    'BOOKME_BASE_URL',
    'BOOKME_TRUST_PROXY',
    'BOOKME_SEED',
    'BOOKME_ADMIN_EMAIL',
    'BOOKME_ADMIN_PASSWORD',
    'BOOKME_SECRET',
    'DATABASE_URL',
    'TEMPORAL_ADDRESS',
    'TEMPORAL_NAMESPACE',
    'SMTP_URL',
    'BOOKME_MAIL_FROM',
    'BOOKME_LOG_LEVEL',
  ]);
});

it('says what a wrong value is, but never repeats one that may be secret', () => {
  const message = problemsOf({
    PORT: 'http',
    BOOKME_ADMIN_PASSWORD: 'tiger',
    BOOKME_SECRET: 'too-short-secret',
    DATABASE_URL: 'mysql://app:hunter2@db/bookme',
  }).join('\n');
  expect(message).toContain('but is "http"');
  expect(message).not.toMatch(/tiger|too-short-secret|hunter2/);
});

it.each(['', '  '])('counts PORT=%j as unset', (PORT) => {
  expect(loadConfig({ PORT }).portIsSet).toBe(false);
});

it.each(['3e3', '-1', '65536', '3000.5', '0x10', '3000\n'])('refuses PORT=%j', (PORT) => {
  expect(problemsOf({ PORT })).toHaveLength(1);
});

it('takes the origin of the base URL, without a slash at its end', () => {
  expect(loadConfig({ BOOKME_BASE_URL: 'https://Book.Example.com/' }).baseUrl).toBe('https://book.example.com');
});

it('refuses the owner side of a database whose app side is not given', () => {
  expect(problemsOf({ DATABASE_OWNER_URL: 'postgres://o:p@db/bookme' })).toEqual([
    expect.stringContaining('DATABASE_OWNER_URL'),
  ]);
});

it('migrates over DATABASE_URL when no owner is named', () => {
  const { databaseOwnerUrl } = loadConfig({ DATABASE_URL: 'postgres://me:pw@db/bookme' });
  expect(databaseOwnerUrl).toBe('postgres://me:pw@db/bookme');
});

it('is the same again after a passage through the environment', () => {
  const first = loadRuntimeConfig(
    {
      PORT: '3105',
      BOOKME_SECRET: 'x'.repeat(48),
      DATABASE_URL: 'postgres://bookme_app:pw@127.0.0.1:5433/bookme',
      DATABASE_CONNECTIONS: '6',
      TEMPORAL_ADDRESS: '127.0.0.1:7233',
      BOOKME_MAIL_FROM: 'Salon Demo <salon@example.com>',
    },
    '/srv/bookme',
  );
  const second = loadRuntimeConfig(environmentOf(first), '/elsewhere');
  expect(second).toEqual({ ...first, baseUrlIsSet: true });
  expect(second.databaseConnections).toBe(6);
});

it.each(['http://localhost:3000', 'http://192.168.1.20:3000', 'http://[::1]:3000', 'https://book.example.com'])(
  'takes its own defaults for valid at %s',
  (BOOKME_BASE_URL) => {
    const config = loadConfig({ BOOKME_BASE_URL });
    expect(loadConfig(environmentOf(config))).toEqual({ ...config, portIsSet: true });
  },
);

it('names what a process lacks that must have its services', () => {
  expect(() => loadRuntimeConfig({ BOOKME_SECRET: 'x'.repeat(48) })).toThrow(/DATABASE_URL[^]*TEMPORAL_ADDRESS/);
});

it('cannot be changed afterwards', () => {
  expect(Object.isFrozen(loadConfig({}))).toBe(true);
});
