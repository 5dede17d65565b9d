import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  type Answer,
  type AskOptions,
  type BusinessPlan,
  type CreatedBusiness,
} from '../../core/testing/index.ts';

const PASSWORD = 'correct horse battery';
/** A Monday, 07:00 in Berlin. */
const NOW = '2027-03-01T06:00:00Z';

/** One business with its team at the desk and its customers at the page, on one server. */
export interface RulesWorld {
  readonly business: CreatedBusiness;
  /** As the owner, below `/api/v1`. */
  desk(method: string, path: string, body?: unknown): Promise<Answer>;
  /** As whoever the options say, below `/api/v1`. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** The starts that are offered, `HH:MM` of `timeZone` (Berlin unless told), of one day. */
  free(service: string, day: string, query?: Record<string, string>): Promise<string[]>;
  /** How many starts each day has, `{ '2027-03-01': 3 }`; days without any are left out. */
  days(service: string, from: string, to: string, query?: Record<string, string>): Promise<Record<string, number>>;
  /** As a customer. */
  book(service: string, startsAt: string, more?: Record<string, unknown>): Promise<Answer>;
  page(query?: string): Promise<Answer>;
  /** As whoever holds a booking's link. */
  withLink(token: string, method: string, path: string, body?: unknown): Promise<Answer>;
  close(): Promise<void>;
}

let run = 0;

export async function createRulesWorld(plan: Partial<BusinessPlan>): Promise<RulesWorld> {
  const database = await createTestDatabase();
  const api = await startTestApi(database, { clock: { now: () => Date.parse(NOW) } });
  const business = await createBusiness(database.db, {
    name: 'Salon',
    slug: 'salon',
    timeZone: 'Europe/Berlin',
    ...plan,
    users: [{ email: 'owner@example.com', role: 'owner', password: PASSWORD }],
  });
  const { headers } = await api.signIn('owner@example.com', PASSWORD);

  const ask = async (what: string, service: string, query: Record<string, string>) => {
    const serviceId = business.services[service] ?? service;
    const answer = await api.ask('GET', `/api/v1/${what}?${new URLSearchParams({ serviceId, timeZone: 'Europe/Berlin', ...query })}`); // prettier-ignore
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return answer.json.days as { date: string; free: number; morning: string[]; afternoon: string[]; evening: string[] }[]; // prettier-ignore
  };
  return {
    business,
    desk: (method, path, body) =>
      api.ask(method, `/api/v1${path}`, { headers, ...(body === undefined ? {} : { body }) }),
    ask: (method, path, options) => api.ask(method, `/api/v1${path}`, options),
    async free(service, day, query = {}) {
      const [shown] = await ask('availability', service, { from: day, to: day, ...query });
      const clock = new Intl.DateTimeFormat('en-GB', { timeZone: query['timeZone'] ?? 'Europe/Berlin', timeStyle: 'short' }); // prettier-ignore
      return [...shown!.morning, ...shown!.afternoon, ...shown!.evening].map((at) => clock.format(new Date(at)));
    },
    async days(service, from, to, query = {}) {
      const days = await ask('availability/days', service, { from, to, ...query });
      return Object.fromEntries(days.filter(({ free }) => free > 0).map(({ date, free }) => [date, free]));
    },
    withLink: (token, method, path, body) =>
      api.ask(method, `/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body }),
      }),
    book: (service, startsAt, { customer, dryRun, ...more } = {}) =>
      api.ask('POST', `/api/v1/bookings${dryRun ? '?dryRun=true' : ''}`, {
        body: {
          serviceId: business.services[service] ?? service,
          startsAt,
          customer: customer ?? { name: 'Cy', email: `cy-${++run}@example.com` },
          timeZone: 'Europe/Berlin',
          ...more,
        },
      }),
    page: (query = '') => api.ask('GET', `/api/v1/pages/${business.slug}${query}`),
    async close() {
      await api.close();
      await database.drop();
    },
  };
}
