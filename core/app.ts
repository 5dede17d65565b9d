import { readdirSync } from 'node:fs';
import path from 'node:path';
import type Koa from 'koa';
import packageJson from './package.json' with { type: 'json' };
import { systemClock, type Clock } from './kernel/clock/clock.ts';
import { environmentOf, type RuntimeConfig } from './kernel/config/config.ts';
import { createSecrets } from './kernel/crypto/tokens.ts';
import { createDb } from './kernel/db/db.ts';
import { createWrites } from './kernel/db/idempotent.ts';
import { createOrm } from './kernel/db/orm.ts';
import { UserError } from './kernel/errors/errors.ts';
import { createFailpoints } from './kernel/failpoints/failpoints.ts';
import { sessionCookieName, type LinkCaller } from './kernel/http/callers.ts';
import { createHealth } from './kernel/http/health-routes.ts';
import { createHttpApp } from './kernel/http/http-app.ts';
import { createKeptAnswers } from './kernel/http/kept-answers.ts';
import type { Route } from './kernel/http/mount-api.ts';
import { openApiRoute } from './kernel/http/openapi.ts';
import { createRateLimits } from './kernel/http/rate-limits.ts';
import { createRouter } from './kernel/http/router.ts';
import { userInterfaces } from './kernel/http/user-interfaces.ts';
import { createChanges } from './kernel/live/changes.ts';
import { createStamps } from './kernel/live/stamps.ts';
import { createStream, type Stream } from './kernel/live/stream.ts';
import { createLog } from './kernel/log/log.ts';
import { createMetrics } from './kernel/log/metrics.ts';
import { createDirectory } from './kernel/tenancy/directory.ts';
import { createAvailabilityModule } from './modules/availability/availability.module.ts';
import { createBookingsModule } from './modules/bookings/bookings.module.ts';
import { catalogEntities, createCatalogModule } from './modules/catalog/catalog.module.ts';
import { createClassesModule } from './modules/classes/classes.module.ts';
import { createCustomersModule } from './modules/customers/customers.module.ts';
import { createFeedsModule } from './modules/feeds/feeds.module.ts';
import { createHealthModule } from './modules/health/health.module.ts';
import { createIdentityModule } from './modules/identity/identity.module.ts';
import { createMessagesModule } from './modules/messages/messages.module.ts';
import { createOrganizationsModule, organizationEntities } from './modules/organizations/organizations.module.ts';
import { createSchedulesModule, scheduleEntities } from './modules/schedules/schedules.module.ts';
import { createSeriesModule } from './modules/series/series.module.ts';
import { createVisitsModule } from './modules/visits/visits.module.ts';
import { createStreamAdmission } from './kernel/live/admission.ts';
import { createPluginHost } from './kernel/plugins/plugin-host.ts';
import { createZoneTables } from './modules/availability/time/zone-table.domain.ts';
import { createHolidays } from './modules/availability/rules/holidays.ts';
import { createRuleChanges } from './modules/availability/rules/rule-changes.ts';
import { createRulesStore } from './modules/availability/rules/rules-store.ts';
import { extensionPoints, parseMailbox, PLUGIN_API_VERSION, type ExtensionPoints } from './plugin-api/index.ts';

export { exitWithParent } from './cli/parent-watch.ts';
export { ConfigError, loadRuntimeConfig, type RuntimeConfig } from './kernel/config/config.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

export interface RuntimeOptions {
  /** In the log: `api`, `worker`. */
  name: string;
  clock?: Clock;
  /** Where plugin folders are. */
  plugins?: string;
}

const migrationNames = (): string[] =>
  readdirSync(path.join(ROOT, 'migrations'))
    .filter((file) => /^Migration\d+_\w+\.ts$/.test(file))
    .map((file) => path.basename(file, '.ts'));

/** Everything of one process but its doors: the kernel and the modules in their order. */
export async function createRuntime(
  config: RuntimeConfig,
  { name, clock = systemClock, plugins = path.join(ROOT, 'plugins') }: RuntimeOptions,
) {
  const { baseUrl } = config;
  const log = createLog(config.logLevel, name);
  const metrics = createMetrics();
  const db = createDb({
    url: config.databaseUrl,
    max: config.databaseConnections,
    onConnectionError: (error) => log.warn({ err: error }, 'a database connection was lost'),
    ...(config.databaseUrl === config.databaseOwnerUrl ? { role: 'bookme_app' } : {}),
  });
  const orm = createOrm({
    pool: db.pool,
    entities: [...organizationEntities, ...catalogEntities, ...scheduleEntities],
  });
  const write = createWrites({ orm });
  const changes = createChanges({ db, url: config.databaseUrl, log });
  const directory = createDirectory(db);
  const secrets = createSecrets(config.secret);
  const rateLimits = createRateLimits({ pool: db.pool, switch: config.rateLimits });
  const host = await createPluginHost<ExtensionPoints>({
    folder: plugins,
    dataDir: config.dataDir,
    env: { ...process.env, ...environmentOf(config) }, // settings with their defaults: the sender of mails is one
    points: extensionPoints,
    apiVersion: PLUGIN_API_VERSION,
    clock,
    log: {
      info: (message, fields) => log.info(fields ?? {}, message),
      warn: (message, fields) => log.warn(fields ?? {}, message),
    },
  });

  const zones = createZoneTables();
  const holidays = createHolidays();
  const rules = createRulesStore({ db, zones, clock, holidays });
  const ruleChanges = createRuleChanges({ orm, write, rules, zones, clock, changes });
  const availability = createAvailabilityModule({
    db,
    directory,
    rules,
    zones,
    clock,
  });
  const classes = createClassesModule({
    db,
    directory,
    availability: availability.service,
    rules,
    zones,
    secrets,
    clock,
    changes,
    metrics,
  });
  /** The next time of each service, of a class the next session. */
  const nextFree = async (organizationId: string, serviceIds: readonly string[]) =>
    new Map([
      ...(await availability.service.nextFree(organizationId, serviceIds)),
      ...(await classes.service.nextFree(organizationId, serviceIds)),
    ]);
  const schedules = createSchedulesModule({ orm, write, ruleChanges, changes, zones, clock });
  const organizations = createOrganizationsModule({
    db,
    orm,
    write,
    ruleChanges,
    changes,
    directory,
    holidays,
    clock,
    baseUrl,
    nextFree,
    followZone: schedules.service.followZone,
  });
  const catalog = createCatalogModule({ orm, write, ruleChanges, changes, clock });
  const customers = createCustomersModule({ db, clock });
  const identity = createIdentityModule({ db, directory, rateLimits, clock });
  const messages = createMessagesModule({
    db,
    host,
    clock,
    changes,
    secrets,
    baseUrl,
    sender: parseMailbox(config.mailFrom).address,
  });
  const feeds = createFeedsModule({ db, clock, baseUrl, origin: messages.service.origin });
  const bookings = createBookingsModule({
    db,
    directory,
    availability: availability.service,
    secrets,
    clock,
    changes,
    metrics,
    failpoint: createFailpoints(process.env['FAILPOINT']),
    baseUrl,
    zones,
    calendarFile: messages.service.calendarFile,
    seats: classes.service.seats,
  });
  const series = createSeriesModule({
    db,
    directory,
    availability: availability.service,
    rules,
    zones,
    secrets,
    clock,
    metrics,
    bookings: bookings.service,
  });
  const visits = createVisitsModule({
    db,
    directory,
    rules,
    zones,
    secrets,
    clock,
    metrics,
    bookings: bookings.service,
  });

  return {
    config,
    log,
    metrics,
    db,
    changes,
    clock,
    zones,
    directory,
    rateLimits,
    host,
    messages: messages.service,
    bookings: bookings.service,
    /** Whoever holds the link of a booking, or of a series. */
    openLink: async (shown: string, id: string): Promise<LinkCaller | null> => {
      const { token, isMailed } = secrets.readMailed(shown);
      const caller = (await bookings.service.openLink(token, id)) ?? (await series.service.openLink(token, id));
      return caller && { ...caller, isMailed };
    },
    organizations: organizations.service,
    identity: identity.service,
    routes: [
      identity,
      organizations,
      catalog,
      schedules,
      availability,
      classes,
      bookings,
      series,
      visits,
      customers,
      feeds,
      { routes: messages.routes(write) },
    ].flatMap((module): Route[] => module.routes),
    async close(): Promise<void> {
      await changes.close();
      await messages.service.close();
      await host.close();
      await orm.close();
      await db.close();
    },
  };
}

/** What is not there is no failure of a page: it says so itself. */
const orNull = <T>(found: Promise<T>): Promise<T | null> =>
  found.catch((error: unknown) => {
    if (error instanceof UserError && error.status === 404) return null;
    throw error;
  });

export type Runtime = Awaited<ReturnType<typeof createRuntime>>;

/** What a worker process runs besides. Loaded only there: the client of Temporal weighs as much as the rest of an API process. */
export const createBackground = async (runtime: Runtime) => (await import('./background.ts')).createBackground(runtime);

/** The doors of an API process: routes, pages, health and the live stream. */
export async function createHttp(
  runtime: Runtime,
  { isServing = () => true }: { isServing?: () => boolean } = {},
): Promise<{ app: Koa; stream: Stream; routes: Route[] }> {
  const { config, db, log, metrics, changes, clock, directory, host, identity, openLink, organizations, messages } =
    runtime;
  const { baseUrl } = config;
  const https = baseUrl.startsWith('https:');
  const health = createHealth({
    db,
    metrics,
    temporalAddress: config.temporalAddress,
    migrations: migrationNames(),
    isServing,
  });
  const own = createHealthModule({
    db,
    readiness: health.readiness,
    plugins: () => host.list().map(({ permissions, ...plugin }) => ({ ...plugin, provides: [...permissions] })),
    mailChannel: messages.channelName,
  });
  const routes = [...runtime.routes, ...own.routes];
  const kept = createKeptAnswers({ stamps: createStamps(changes), clock, rateLimits: runtime.rateLimits });
  const router = createRouter({
    routes,
    authenticator: { session: identity.authenticate, bookingLink: openLink },
    rateLimits: runtime.rateLimits,
    secureCookies: https,
    kept,
  });
  const pages = await userInterfaces({
    root: ROOT,
    page: (slug, link) => orNull(organizations.page(slug, link)),
    home: async () => '/admin',
    baseUrl,
  });
  const outer = [kept.middleware, health.middleware, openApiRoute(routes, packageJson.version), ...pages];
  const app = await createHttpApp({ router, log, metrics, https, trustProxy: config.trustProxy, outer });
  const admit = createStreamAdmission({
    directory,
    authenticate: identity.authenticate,
    cookieName: sessionCookieName(https),
  });
  const stream = createStream({ changes, log, metrics, admit, origin: baseUrl });
  return { app, stream, routes };
}
