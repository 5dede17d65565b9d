import path from 'node:path';
import { Environment, environmentNames, noteOf, type EnvironmentName } from './environment.ts';

/** The settings of one BookMe, checked and complete with defaults. Frozen. */
export type Config = {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** false when `port` is only the default, so another may be taken instead. */
  readonly portIsSet: boolean;
  /** Origin without a trailing slash. */
  readonly baseUrl: string;
  readonly baseUrlIsSet: boolean;
  /** Number of own reverse proxies in front. */
  readonly trustProxy: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly seed: 'demo' | 'none';
  readonly adminEmail: string;
  readonly adminPassword: string | undefined;
  readonly secret: string | undefined;
  /** As bookme_app. Undefined: embedded. */
  readonly databaseUrl: string | undefined;
  /** As bookme_owner, for migrations and the first seed. */
  readonly databaseOwnerUrl: string | undefined;
  /** Of each process. Undefined: by the cores of the machine. */
  readonly databaseConnections: number | undefined;
  /** host:port. Undefined: development server. */
  readonly temporalAddress: string | undefined;
  readonly temporalNamespace: string;
  readonly temporalCli: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly rateLimits: 'on' | 'off';
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
};

/** What API and worker run on: every service has an address. `npm start` fills in those of its own services. */
export type RuntimeConfig = Config & {
  readonly secret: string;
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string;
  readonly temporalAddress: string;
};

/** Wrong settings, all of them in one message for the person at the terminal. Print it without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const many = problems.length === 1 ? 'a setting is' : `${problems.length} settings are`;
    super(
      `BookMe cannot start: ${many} wrong.\n${problems.map((problem) => `  ${problem}`).join('\n')}\n` +
        'Settings come from the environment and from the file .env; .env.example explains each of them.',
    );
    this.problems = problems;
  }
}

/**
 * Reads the settings. Pure: it looks at nothing but its arguments.
 *
 * @param env usually process.env
 * @param root what a relative data directory is relative to; default the working directory
 * @throws ConfigError naming every wrong value at once; values that may be secret are not repeated
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, root = process.cwd()): Config {
  const given = Object.fromEntries(environmentNames.map((name) => [name, env[name]?.trim() ? env[name] : undefined]));
  const parsed = Environment.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map((issue) =>
    describe(issue.path[0] as EnvironmentName, issue.message, given),
  );
  if (given.DATABASE_OWNER_URL && !given.DATABASE_URL) {
    problems.push('DATABASE_OWNER_URL: is set without DATABASE_URL: it is the same database, as its owner');
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const { data } = parsed;
  const port = data.PORT ?? 3000;
  const baseUrl = data.BOOKME_BASE_URL ?? `http://localhost:${port}`;
  return Object.freeze({
    host: data.HOST,
    port,
    portIsSet: data.PORT !== undefined,
    baseUrl,
    baseUrlIsSet: data.BOOKME_BASE_URL !== undefined,
    trustProxy: data.BOOKME_TRUST_PROXY,
    dataDir: path.resolve(root, data.BOOKME_DATA_DIR),
    seed: data.BOOKME_SEED,
    adminEmail: data.BOOKME_ADMIN_EMAIL,
    adminPassword: data.BOOKME_ADMIN_PASSWORD,
    secret: data.BOOKME_SECRET,
    databaseUrl: data.DATABASE_URL,
    databaseOwnerUrl: data.DATABASE_OWNER_URL ?? data.DATABASE_URL,
    databaseConnections: data.DATABASE_CONNECTIONS,
    temporalAddress: data.TEMPORAL_ADDRESS,
    temporalNamespace: data.TEMPORAL_NAMESPACE,
    temporalCli: data.TEMPORAL_CLI,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.BOOKME_MAIL_FROM ?? `BookMe <no-reply@${mailDomain(baseUrl)}>`,
    rateLimits: data.BOOKME_RATE_LIMITS,
    logLevel: data.BOOKME_LOG_LEVEL,
  });
}

/**
 * For API, worker and commands that need the services themselves.
 * @throws ConfigError also when the address of a service or the secret is missing
 */
export function loadRuntimeConfig(env: Readonly<Record<string, string | undefined>>, root?: string): RuntimeConfig {
  const config = loadConfig(env, root);
  const { secret, databaseUrl, databaseOwnerUrl, temporalAddress } = config;
  if (secret && databaseUrl && databaseOwnerUrl && temporalAddress) {
    return Object.freeze({ ...config, secret, databaseUrl, databaseOwnerUrl, temporalAddress });
  }
  const needed = { BOOKME_SECRET: secret, DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress };
  const missing = Object.entries(needed).filter(([, value]) => !value);
  throw new ConfigError(missing.map(([name]) => `${name}: is needed here (npm start sets it for its own services)`));
}

/** The environment that yields this very config again: how `npm start` hands it to API and worker. */
export function environmentOf(config: Config): Record<string, string> {
  const values: Record<EnvironmentName, string | number | undefined> = {
    PORT: config.port,
    HOST: config.host,
    BOOKME_BASE_URL: config.baseUrl,
    BOOKME_TRUST_PROXY: config.trustProxy,
    BOOKME_DATA_DIR: config.dataDir,
    BOOKME_SEED: config.seed,
    BOOKME_ADMIN_EMAIL: config.adminEmail,
    BOOKME_ADMIN_PASSWORD: config.adminPassword,
    BOOKME_SECRET: config.secret,
    DATABASE_URL: config.databaseUrl,
    DATABASE_OWNER_URL: config.databaseOwnerUrl,
    DATABASE_CONNECTIONS: config.databaseConnections,
    TEMPORAL_ADDRESS: config.temporalAddress,
    TEMPORAL_NAMESPACE: config.temporalNamespace,
    TEMPORAL_CLI: config.temporalCli,
    SMTP_URL: config.smtpUrl,
    BOOKME_MAIL_FROM: config.mailFrom,
    BOOKME_RATE_LIMITS: config.rateLimits,
    BOOKME_LOG_LEVEL: config.logLevel,
  };
  // an empty value counts as unset and keeps .env from setting it again
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')]));
}

/** An IPv6 address is no domain of a mail address. */
function mailDomain(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  return hostname.startsWith('[') ? 'localhost' : hostname;
}

function describe(name: EnvironmentName, message: string, given: Record<string, string | undefined>): string {
  const value = given[name];
  const shown = value === undefined || noteOf(name).secret ? '' : `, but is ${JSON.stringify(value.slice(0, 80))}`;
  return `${name}: ${message}${shown}`;
}
