import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBusiness,
  createClass,
  createTestDatabase,
  startTestApi,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';
import { CANARY, PASSWORD, ROWS, type Place } from './access-rows.ts';

// Every route × who asks × whose things. The routes come from the running server: one without a row here fails, and so
// does a row without a route. Bodies are good ones, so that a refusal is about the caller and nothing else.

let database: TestDatabase;
let api: TestApi;
let ours: Place;
let theirs: Place;

async function createPlace(slug: string, name: string): Promise<Place> {
  const business = await createBusiness(database.db, {
    name,
    slug,
    staff: [
      {
        name: `${name} staff`,
        email: `${slug}@example.com`,
        timeOff: [{ from: '2027-07-01T00:00', to: '2027-07-02T00:00', reason: name }],
        zoneChanges: [{ from: '2027-07-03', to: '2027-07-04', timeZone: 'UTC' }],
        schedules: [{ name: 'Evenings', weekly: [] }],
      },
    ],
    rooms: [{ name: 'Room', capacity: 2 }],
    services: [
      {
        name: `${name} service`,
        durationMinutes: 30,
        windowDays: 730,
        seriesMost: 12,
        versions: [{ from: '2028-01-01', changes: { priceAmount: 4200 } }],
      },
      { name: `${name} class`, durationMinutes: 60, windowDays: 730 },
    ],
    users: (['owner', 'manager', 'staff'] as const).map((role) => ({
      email: `${role}@${slug}.example.com`,
      name: `${name} ${role}`,
      role,
      password: PASSWORD,
    })),
  });
  const { organizationId } = business;
  const serviceId = business.services[`${name} service`]!;
  const booked = await api.ask('POST', '/api/v1/bookings', {
    body: {
      serviceId,
      startsAt: '2027-03-02T09:00:00Z',
      customer: { name, email: `customer@${slug}.example.com` },
      timeZone: 'Europe/Berlin',
    },
  });
  expect(booked.status).toBe(201);
  const [sessionId] = await createClass(database.db, business, {
    service: `${name} class`,
    seats: 5,
    sessions: [{ startsAt: '2027-03-08T09:00:00Z' }],
  });
  const series = await api.ask('POST', '/api/v1/series', {
    body: {
      serviceId,
      rrule: 'FREQ=WEEKLY;COUNT=3',
      startsAt: '2027-05-03T09:00',
      customer: { name, email: `customer@${slug}.example.com` },
      timeZone: 'Europe/Berlin',
    },
  });
  expect(series.status).toBe(201);
  const bookingId: string = booked.json.booking.id;
  const messageId = randomUUID();
  const [rule] = await database.db.tenant(organizationId, async (sql) => {
    await sql.query(
      {
        name: 'plant_message',
        text: `insert into messages (organization_id, id, booking_id, version, kind, recipient, message_id, to_name, to_address, subject, html, body_text, status, reason)
          values ($1, $2, $3, 1, 'booking-confirmed', 'customer', $4, $5, 'to@example.com', $5, $5, $5, 'failed', 'planted')`,
      },
      [organizationId, messageId, bookingId, `<${messageId}@example.com>`, name],
    );
    return sql.query<{ timeOffId: string; zoneChangeId: string }>(
      {
        name: 'first_rules',
        text: `select f.id as "timeOffId", z.id as "zoneChangeId" from time_off f, zone_changes z
          where f.organization_id = $1 and z.organization_id = $1`,
      },
      [organizationId],
    );
  });
  return {
    business,
    serviceId,
    staffId: business.staff[`${name} staff`]!,
    bookingId,
    token: booked.json.token,
    messageId,
    ...rule!,
    classId: business.services[`${name} class`]!,
    sessionId: sessionId!,
    seriesId: series.json.series.id,
  };
}

const pathOf = (operation: string, place: Place): string => {
  const row = ROWS[operation]!;
  const params = row.params?.(place) ?? {};
  const path = operation.split(' ')[1]!.replace(/:(\w+)/g, (_, name: string) => params[name]!);
  const query = row.query ? `?${new URLSearchParams(row.query(place))}` : '';
  return `/api/v1${path}${query}`;
};

const ask = (operation: string, place: Place, headers: Record<string, string> = {}) =>
  api.ask(operation.split(' ')[0]!, pathOf(operation, place), {
    headers,
    ...(ROWS[operation]!.body ? { body: ROWS[operation]!.body!(place) } : {}),
  });

const operations = Object.keys(ROWS);
const accessOf = (operation: string): string =>
  api.routes.find(({ endpoint }) => `${endpoint.method} ${endpoint.path}` === operation)!.endpoint.access;
const byAccess = (kind: RegExp): string[] => operations.filter((operation) => kind.test(accessOf(operation)));

beforeAll(async () => {
  database = await createTestDatabase();
  // One connection: whoever held it and asked for another would wait for ever.
  api = await startTestApi(database, { env: { DATABASE_CONNECTIONS: '1' } });
  ours = await createPlace('ours', 'Our-business');
  theirs = await createPlace('theirs', CANARY);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

it('has a row for every route, and no row without one', () => {
  const served = api.routes.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`);
  expect(operations.toSorted()).toEqual(served.toSorted());
});

it('notices a route without a row', () => {
  const served = [...api.routes.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`), 'GET /planted'];
  expect(operations.toSorted()).not.toEqual(served.toSorted());
});

describe('nobody in particular', () => {
  it('gets nothing that asks for sign-in or a link', async () => {
    for (const operation of byAccess(/^(signed-in|can:)/))
      expect([operation, (await ask(operation, ours)).status]).toEqual([operation, 401]);
    for (const operation of byAccess(/^booking-link/))
      expect([operation, (await ask(operation, ours)).status]).toEqual([operation, 404]);
  });

  it('with a guessed, foreign or misshapen token gets the same answer as for what is not there', async () => {
    const guessed = `${ours.token.split('.')[0]}.${'A'.repeat(43)}`;
    for (const operation of byAccess(/^booking-link/)) {
      const answers = [];
      for (const token of [guessed, theirs.token, 'x', '']) {
        const { status, json } = await ask(operation, ours, { authorization: `Bearer ${token}` });
        answers.push([status, json.code, json.detail]);
      }
      const missing = await ask(
        operation,
        { ...ours, bookingId: randomUUID() },
        { authorization: `Bearer ${ours.token}` },
      );
      answers.push([missing.status, missing.json.code, missing.json.detail]);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size, operation).toBe(1);
      expect(answers[0]![0], operation).toBe(404);
    }
  });

  it('with an expired or made-up session gets 401', async () => {
    const made = `${ours.token.split('.')[0]}.${'B'.repeat(43)}`;
    for (const operation of byAccess(/^(signed-in|can:)/)) {
      expect([
        operation,
        (await ask(operation, ours, { cookie: `bookme=${made}`, 'x-csrf-token': 'x' })).status,
      ]).toEqual([operation, 401]);
    }
  });
});

describe('a team of another business', () => {
  it('finds nothing of ours, whatever id it names, and reads nothing of ours in any answer', async () => {
    const { headers } = await api.signIn('owner@theirs.example.com', PASSWORD);
    for (const operation of byAccess(/^can:/)) {
      const answer = await ask(operation, ours, headers);
      expect(answer.text, operation).not.toContain('Our-business');
      if (ROWS[operation]!.params) expect([operation, answer.status]).toEqual([operation, 404]);
      else expect([operation, answer.status < 500]).toEqual([operation, true]);
    }
  });
});

describe('a role', () => {
  it('without the permission gets 403, with it never 401 or 403', async () => {
    for (const role of ['staff', 'manager', 'owner'] as const) {
      const signedIn = await api.signIn(`${role}@ours.example.com`, PASSWORD);
      const session = await api.ask('GET', '/api/v1/session', { headers: signedIn.headers });
      const permissions: string[] = session.json.permissions;
      for (const operation of byAccess(/^can:/)) {
        const allowed = permissions.includes(accessOf(operation).slice('can:'.length));
        const { status, text } = await ask(operation, ours, signedIn.headers);
        expect([role, operation, status === 403, status === 401]).toEqual([role, operation, !allowed, false]);
        expect(status, `${role} ${operation}: ${text}`).toBeLessThan(500);
        expect(text, operation).not.toContain(CANARY);
      }
    }
  });

  it('is told to reload when the CSRF token is missing or wrong, on every unsafe method', async () => {
    const { headers } = await api.signIn('owner@ours.example.com', PASSWORD);
    for (const operation of byAccess(/^(signed-in|can:)/).filter((name) => !name.startsWith('GET'))) {
      for (const token of ['', 'wrong']) {
        const { status, json } = await ask(operation, ours, { cookie: headers['cookie']!, 'x-csrf-token': token });
        expect([operation, status, json.code]).toEqual([operation, 403, 'session.csrf']);
      }
    }
  });
});

it('a GET changes nothing', async () => {
  const { headers } = await api.signIn('owner@ours.example.com', PASSWORD);
  const rows = async (): Promise<string> => {
    const tables = [
      'bookings',
      'class_sessions',
      'booking_series',
      'claims',
      'booking_events',
      'customers',
      'services',
      'resources',
      'schedules',
      'service_versions',
      'locations',
      'messages',
      'message_templates',
      'message_template_versions',
      'idempotency_keys',
    ];
    const all: unknown[] = [];
    for (const table of tables) {
      all.push(
        await database.db.tenant(ours.business.organizationId, (sql) =>
          sql.query({
            name: `all_${table}`,
            text: `select md5(string_agg(t::text, '' order by t::text)) from ${table} t`,
          }),
        ),
      );
    }
    return JSON.stringify(all);
  };
  const before = await rows();
  for (const operation of operations.filter((name) => name.startsWith('GET')))
    await ask(operation, ours, { ...headers, authorization: `Bearer ${ours.token}` });
  expect(await rows()).toBe(before);
});
