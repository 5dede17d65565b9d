import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, startTestApi, type TestApi, type TestDatabase } from '../../core/testing/index.ts';

let database: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

it('prints exactly the routes that are served, as OpenAPI 3.1', async () => {
  const { status, json } = await api.ask('GET', '/api/v1/openapi.json');
  expect([status, json.openapi]).toEqual([200, '3.1.0']);
  const printed = Object.entries<Record<string, unknown>>(json.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = api.routes.map(
    ({ endpoint }) => `${endpoint.method} /api/v1${endpoint.path.replaceAll(/:(\w+)/g, '{$1}')}`,
  );
  expect(printed.toSorted()).toEqual(served.toSorted());
});

it('names every operation once and says who may call it', async () => {
  const { json } = await api.ask('GET', '/api/v1/openapi.json');
  const operations = Object.values<Record<string, { operationId: string; security: unknown; responses: object }>>(
    json.paths,
  ).flatMap((path) => Object.values(path));
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { security, responses } of operations) {
    expect(security).toBeInstanceOf(Array);
    expect(Object.keys(responses)).toContain('default');
  }
});

it('sends the security headers with every answer, and no cookie without sign-in', async () => {
  for (const path of ['/api/v1/openapi.json', '/api/v1/pages/nobody', '/healthz', '/nothing']) {
    const { headers } = await api.ask('GET', path);
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
    expect(headers.get('x-request-id'), path).toMatch(/^[\w.:-]{8,64}$/);
    expect(headers.getSetCookie(), path).toEqual([]);
  }
});

it('says that it is ready, and that follow-ups are late while Temporal is away', async () => {
  expect(await api.ask('GET', '/healthz')).toMatchObject({ status: 200, json: { alive: true } });
  expect(await api.ask('GET', '/readyz')).toMatchObject({
    status: 200,
    json: { ready: true, database: 'ok', workflows: 'degraded' },
  });
  expect((await api.ask('GET', '/metrics')).text).toContain('bookme_http_request_seconds');
});
