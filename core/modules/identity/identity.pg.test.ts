import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../kernel/crypto/tokens.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { startTestApi, type Answer, type TestApi } from '../../testing/api.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';

const PASSWORD = 'correct horse battery';
const DAY = 86_400_000;
const BEGIN = Date.parse('2026-11-23T08:00:00Z');

let database: TestDatabase;
let superuser: pg.Client;
let api: TestApi;
let other: TestApi;
let salon: CreatedBusiness;
let now = BEGIN;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const clock = { now: () => now };
  api = await startTestApi(database, { clock });
  other = await startTestApi(database, { clock }); // a second process of the same installation
  salon = await createBusiness(database.db, {
    name: 'Salon',
    slug: 'salon',
    staff: [{ name: 'Ada' }],
    users: [
      { email: 'Owner@Example.com', name: 'Olga', role: 'owner', password: PASSWORD, locale: 'de' },
      { email: 'ada@example.com', role: 'staff', staff: 'Ada', password: PASSWORD },
      { email: 'nameless@example.com', role: 'staff', password: PASSWORD },
      { email: 'retired@example.com', role: 'owner', password: PASSWORD },
      { email: 'changer@example.com', role: 'manager', password: PASSWORD },
    ],
  });
  await superuser.query(`update users set active = false where email = 'retired@example.com'`);
});
afterAll(async () => {
  await api.close();
  await other.close();
  await superuser.end();
  await database.drop();
});

const signIn = (email: string, password = PASSWORD, on = api): Promise<Answer> =>
  on.ask('POST', '/api/v1/session', { body: { email, password } });
const show = (headers: Readonly<Record<string, string>>, on = api): Promise<Answer> =>
  on.ask('GET', '/api/v1/session', { headers });

describe('signing in', () => {
  it('tells who it is and sets a cookie that no script can read', async () => {
    const answer = await signIn('owner@example.COM');
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      user: { id: salon.users['Owner@Example.com'], name: 'Olga', email: 'Owner@Example.com', role: 'owner', staffId: null, locale: 'de' }, // prettier-ignore
      organization: { id: salon.organizationId, name: 'Salon' },
      permissions: expect.arrayContaining(['settings.write']),
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: '2026-11-30T08:00:00.000Z',
    });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^bookme=[\w-]{22}\.[\w-]{43}; path=\/; expires=Wed, 23 Dec 2026 08:00:00 GMT; samesite=lax; httponly$/i,
    );
  });

  it('keeps the token only as a digest', async () => {
    const answer = await signIn('ada@example.com');
    const token = /^bookme=([^;]+)/.exec(answer.headers.getSetCookie()[0]!)![1]!;
    const { rows } = await superuser.query('select from sessions where token_hash = $1', [sha256(token)]);
    expect(rows).toHaveLength(1);
    const { rows: all } = await superuser.query('select sessions::text as row from sessions');
    expect(all.map(({ row }) => row).join()).not.toContain(token.split('.')[1]);
  });

  it('gives a new session each time, whatever cookie comes along', async () => {
    const first = (await signIn('ada@example.com')).headers.getSetCookie()[0]!.split(';')[0]!;
    const body = { email: 'ada@example.com', password: PASSWORD };
    const second = await api.ask('POST', '/api/v1/session', { body, headers: { cookie: first } });
    expect(second.headers.getSetCookie()[0]!.split(';')[0]).not.toBe(first);
  });

  it('answers alike to an unknown e-mail, a wrong password and a switched-off account', async () => {
    const answers = await Promise.all([
      signIn('nobody@example.com'),
      signIn('owner@example.com', 'wrong horse battery'),
      signIn('retired@example.com'),
    ]);
    const shape = ({ status, json, headers }: Answer) => ({
      status,
      body: { ...json, requestId: '' },
      headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
    });
    expect(shape(answers[0])).toMatchObject({ status: 401, body: { code: 'session.wrong_credentials' } });
    expect(shape(answers[1])).toEqual(shape(answers[0]));
    expect(shape(answers[2])).toEqual(shape(answers[0]));
  });

  it('finds the right business when one e-mail has accounts at two', async () => {
    const garage = await createBusiness(database.db, {
      name: 'Garage',
      slug: 'garage',
      users: [{ email: 'owner@example.com', role: 'manager', password: 'another long password' }],
    });
    expect((await signIn('owner@example.com')).json.organization.id).toBe(salon.organizationId);
    const there = await signIn('owner@example.com', 'another long password');
    expect(there.json).toMatchObject({ organization: { id: garage.organizationId }, user: { role: 'manager' } });
    expect((await signIn('owner@example.com', 'neither of them')).status).toBe(401);
  });
});

describe('a session', () => {
  it('works in every process and shows the same as signing in did', async () => {
    const { headers } = await api.signIn('ada@example.com', PASSWORD);
    const answer = await show(headers, other);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ csrfToken: headers['x-csrf-token'], user: { staffId: salon.staff['Ada'] } });
  });

  it.each([
    ['no cookie', ''],
    ['a made-up token', 'bookme=AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['rubbish', 'bookme=%00%ff'],
  ])('is not there with %s', async (_what, cookie) => {
    const answer = await show(cookie ? { cookie } : {});
    expect([answer.status, answer.json.code]).toEqual([401, 'session.required']);
  });

  it('is not there when its token names another tenant', async () => {
    const { headers } = await api.signIn('ada@example.com', PASSWORD);
    const foreign = await createBusiness(database.db, { name: 'Foreign', slug: 'foreign' });
    const packed = Buffer.from(foreign.organizationId.replaceAll('-', ''), 'hex').toString('base64url');
    const cookie = headers['cookie']!.replace(/=[\w-]+\./, `=${packed}.`);
    expect((await show({ cookie })).status).toBe(401);
  });

  it('shows staff without a calendar of their own an empty one, never everybody’s', async () => {
    const { headers } = await api.signIn('nameless@example.com', PASSWORD);
    const token = headers['cookie']!.split('=')[1]!;
    const caller = await api.runtime.identity.authenticate(token);
    expect(caller?.staffId).toBe(salon.users['nameless@example.com']);
    expect((await show(headers)).json.user.staffId).toBeNull();
  });

  it('asks for the CSRF token on every unsafe method', async () => {
    const { headers } = await api.signIn('ada@example.com', PASSWORD);
    const without = await api.ask('DELETE', '/api/v1/session', { headers: { cookie: headers['cookie']! } });
    expect([without.status, without.json.code]).toEqual([403, 'session.csrf']);
    const wrong = { ...headers, 'x-csrf-token': 'guessed' };
    expect((await api.ask('DELETE', '/api/v1/session', { headers: wrong })).status).toBe(403);
    expect((await show(headers)).status).toBe(200);
  });

  it('is over at once in every process after signing out', async () => {
    const { headers } = await api.signIn('ada@example.com', PASSWORD);
    expect((await show(headers, other)).status).toBe(200);
    const out = await api.ask('DELETE', '/api/v1/session', { headers });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^bookme=; .*expires=Thu, 01 Jan 1970/);
    expect((await show(headers, other)).status).toBe(401);
    expect((await show(headers)).status).toBe(401);
  });

  it('is over at once when the account is switched off', async () => {
    const { headers } = await api.signIn('nameless@example.com', PASSWORD);
    await superuser.query(`update users set active = false where email = 'nameless@example.com'`);
    expect((await show(headers)).status).toBe(401);
  });

  it('ends after seven days without use, is kept alive by use, and ends after thirty days anyway', async () => {
    try {
      const unused = await api.signIn('ada@example.com', PASSWORD);
      const used = await api.signIn('ada@example.com', PASSWORD);
      for (let day = 1; day < 30; day++) {
        now = BEGIN + day * DAY;
        expect([day, (await show(used.headers)).status]).toEqual([day, 200]);
      }
      expect((await show(unused.headers)).status).toBe(401);
      now = BEGIN + 30 * DAY;
      expect((await show(used.headers)).status).toBe(401);
    } finally {
      now = BEGIN;
    }
  });
});

describe('changing the password', () => {
  const change = (headers: Readonly<Record<string, string>>, currentPassword: string, newPassword: string) =>
    api.ask('POST', '/api/v1/session/password', { headers, body: { currentPassword, newPassword } });

  it('ends every other session, and replaces this one', async () => {
    const elsewhere = await other.signIn('changer@example.com', PASSWORD);
    const here = await api.signIn('changer@example.com', PASSWORD);
    const answer = await change(here.headers, PASSWORD, 'a much better password');
    expect(answer.status).toBe(204);
    expect((await show(elsewhere.headers, other)).status).toBe(401);
    expect((await show(here.headers)).status).toBe(401); // whoever had stolen this very cookie is out too
    const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
    const replaced = await show({ cookie });
    expect(replaced.json.csrfToken).toBe(here.headers['x-csrf-token']);
    expect((await signIn('changer@example.com')).status).toBe(401);
    expect((await signIn('changer@example.com', 'a much better password')).status).toBe(201);
  });

  it.each([
    ['a wrong current password', 'not this one', 'a third good password', 422, 'password.wrong'],
    ['the same password', PASSWORD, PASSWORD, 422, 'password.unchanged'],
    ['a short password', PASSWORD, 'too short', 400, 'request.invalid'],
  ])('refuses %s and keeps all sessions', async (_what, current, next, status, code) => {
    const { headers } = await api.signIn('ada@example.com', PASSWORD);
    const answer = await change(headers, current, next);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect((await show(headers)).status).toBe(200);
  });
});
