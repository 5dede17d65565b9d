import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Write } from '../../../kernel/db/idempotent.ts';
import type { UserCaller } from '../../../kernel/http/callers.ts';
import { createMessagesWorld, type MessagesWorld } from '../../../testing/messages-world.ts';
import type { TemplateDraft } from './templates.contract.ts';

let world: MessagesWorld;
let caller: UserCaller;
const REF = { kind: 'booking-confirmed', recipient: 'customer', locale: 'en' } as const;
const mail = (content: string): string =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${content}</mj-text></mj-column></mj-section></mj-body></mjml>`;
const draft = (over: Partial<TemplateDraft> = {}): TemplateDraft => ({
  ...REF,
  ...{
    subject: 'See you, {{ recipient.name }}',
    mjml: mail('{{ time.day }} {{ time.hours }} {{ time.zone }}'),
    text: null,
  },
  ...over,
});

beforeAll(async () => {
  world = await createMessagesWorld();
  const { organizationId, users } = world.business;
  const userId = users['anna@mails.example']!;
  caller = { kind: 'user', organizationId, userId, role: 'owner', staffId: null } as UserCaller;
});
afterAll(async () => {
  await world.messages.close();
  await world.drop();
});
beforeEach(async () => {
  world.reset();
  await world.query('update message_templates set active_version = null');
});

const write: Write = (request, work) => world.inTenant(request.caller.organizationId, (sql) => work(undefined as never, sql)); // prettier-ignore
const request = () => ({ write, caller, idempotency: null });
const templates = () => world.messages.templates;
const latest = async (ref: typeof REF = REF): Promise<number> => (await templates().show(ref, caller)).latestVersion;
const save = async (over: Partial<TemplateDraft> = {}) =>
  templates().save({ ...draft(over), basedOn: (await templates().show({ ...REF, ...pick(over) }, caller)).latestVersion }, request()); // prettier-ignore
const pick = ({ kind, recipient, locale }: Partial<TemplateDraft>) => ({
  ...(kind && { kind }),
  ...(recipient && { recipient }),
  ...(locale && { locale }),
});
async function written(over: { kind?: 'booking-confirmed' | 'booking-cancelled'; staff?: boolean } = {}) {
  const booking = await world.book();
  await world.queue(world.identity(booking, over.kind ?? 'booking-confirmed', 1, over.staff ? 'staff' : 'customer'));
  return (await world.stored(booking))[0]!;
}

describe('versions', () => {
  it('are kept: the newest is in use, an old one comes back as a new one, and the built-in text is never lost', async () => {
    const before = await latest();
    expect(await save({ subject: 'One' })).toMatchObject({ activeVersion: before + 1, subject: 'One' });
    expect(await save({ subject: 'Two' })).toMatchObject({ activeVersion: before + 2, subject: 'Two' });
    const restored = await templates().restore({ ...REF, version: before + 1 }, request());
    expect(restored).toMatchObject({ activeVersion: before + 3, latestVersion: before + 3, subject: 'One' });
    expect((await written()).subject).toBe('One');
    expect(await templates().reset(REF, request())).toMatchObject({
      ...{ activeVersion: null, latestVersion: before + 3, subject: 'Confirmed: {{ service }}, {{ time.short }}' },
    });
    expect((await written()).subject).toBe('Confirmed: Cut & colour, Tue 24 Nov, 09:30 GMT');
    expect((await templates().versions(REF, caller)).data.slice(0, 3)).toMatchObject([
      { version: before + 3, restoredFrom: before + 1, isActive: false, subject: 'One', createdBy: expect.any(String) },
      { version: before + 2, restoredFrom: null, subject: 'Two' },
      { version: before + 1, restoredFrom: null, subject: 'One' },
    ]);
  });

  it('cannot be changed or removed, not even by the application', async () => {
    await save();
    await expect(world.query(`update message_template_versions set subject = 'x'`)).rejects.toThrow(
      /permission denied/,
    );
    await expect(world.query(`delete from message_template_versions`)).rejects.toThrow(/permission denied/);
  });

  it('of two who save at once, the second is told', async () => {
    const basedOn = await latest();
    const both = await Promise.allSettled([1, 2].map((one) => templates().save({ ...draft({ subject: `By ${one}` }), basedOn }, request()))); // prettier-ignore
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'template.changed' } });
    expect(await latest()).toBe(basedOn + 1);
  });

  it('that there are not, and templates that there are not, are not found', async () => {
    const missing = { code: 'template.not_found', status: 404 };
    await expect(templates().restore({ ...REF, version: 999 }, request())).rejects.toMatchObject(missing);
    await expect(templates().show({ ...REF, kind: 'nix' }, caller)).rejects.toMatchObject(missing);
    await expect(templates().show({ ...REF, locale: 'fr' }, caller)).rejects.toMatchObject(missing);
  });

  it('are the tenant’s own', async () => {
    await save({ subject: 'Ours' });
    const other = { ...caller, organizationId: world.other.organizationId };
    expect(await templates().show(REF, other)).toMatchObject({ activeVersion: null, latestVersion: 0 });
    expect((await templates().list(other)).data.filter(({ latestVersion }) => latestVersion > 0)).toEqual([]);
  });
});

describe('a template with a mistake', () => {
  it('is refused before it is saved, with its place and the names that there are', async () => {
    const before = await latest();
    await expect(save({ mjml: mail('\n{{ custmer.name }}') })).rejects.toMatchObject({
      ...{ code: 'template.invalid', status: 422 },
      errors: [{ path: 'mjml', code: 'unknown_variable', what: 'custmer.name', line: 2, column: 4 }],
      extra: { known: expect.arrayContaining(['customer.name', 'time.zone', 'facts[].label']) },
    });
    expect(await latest()).toBe(before);
  });

  it('that only some bookings would show is refused all the same', async () => {
    const doubling = '{% assign a = business %}' + '{% assign a = a | append: a %}'.repeat(20);
    for (const when of ["price == ''", "time.elsewhere != ''", "location.phone == ''"]) {
      const text = `{% if ${when} %}${doubling}{% endif %}`;
      await expect(templates().preview(draft({ text }), caller)).rejects.toMatchObject({ code: 'template.invalid' });
    }
  });

  it('does not open the customer’s link to staff', async () => {
    await expect(
      templates().preview(draft({ recipient: 'staff', text: '{{ links.manage }}' }), caller),
    ).rejects.toMatchObject({
      errors: [{ path: 'text', what: 'links.manage' }],
    });
  });
});

describe('a message', () => {
  it('is written by the template of its reader’s language, in that reader’s zone, and keeps its calendar', async () => {
    await save();
    await save({ locale: 'de', subject: 'Bis bald' });
    const row = await written();
    expect(row).toMatchObject({
      ...{ subject: 'See you, Zoë O’Brien', calendar_method: 'REQUEST', template_problem: '' },
      body_text: 'Tuesday, 24 November 2026 09:30\u00a0–\u00a010:15 Greenwich Mean Time (GMT+0)\n',
    });
    expect(row.template_version).toBe(await latest());
    expect((await written({ staff: true })).subject).toMatch(/^Gebucht/);
  });

  it('to whoever had the booking before has words of its own', async () => {
    await save({ kind: 'handed-over', recipient: 'staff', locale: 'de', subject: '{{ staff }} macht das' });
    const booking = await world.book({ staff: 'Ben' });
    const goodbye = {
      ...world.identity(booking, 'booking-cancelled', 2, 'staff'),
      staffId: world.business.staff['Anna']!,
    };
    await world.queue(goodbye);
    expect((await world.stored(booking))[0]).toMatchObject({ subject: 'Ben macht das', template_kind: 'handed-over' });
  });

  it('whose template fails says the built-in text, and the owner sees why', async () => {
    await save();
    // What no check lets through, such as after a change of ours: a version that names something that is gone.
    await world.asOwner(`update message_template_versions set plain = '{{ gone }}'`);
    const row = await written();
    expect(row).toMatchObject({ status: 'queued', subject: 'Confirmed: Cut & colour, Tue 24 Nov, 09:30 GMT' });
    expect(row.body_text).toContain('Tuesday, 24 November 2026');
    expect(row.template_problem).toMatch(/undefined variable: gone/);
    await world.deliver(row);
    expect(world.sent).toHaveLength(1);
    expect((await world.messages.show(row.id, caller)).template).toEqual({
      version: row.template_version,
      problem: row.template_problem,
    });
    const failed = (await templates().list(caller)).data.filter(({ failure }) => failure);
    expect(failed).toMatchObject([{ ...REF, failure: { messageId: row.id, problem: row.template_problem } }]);
    await save();
    expect((await templates().list(caller)).data.filter(({ failure }) => failure)).toEqual([]);
  });
});

describe('a test', () => {
  it('goes to whoever asks for it', async () => {
    expect(await templates().test(draft(), caller)).toEqual({
      ...{ to: 'anna@mails.example', outcome: 'sent', channel: 'post', reason: '' },
    });
    expect(world.sent).toMatchObject([
      { to: { address: 'anna@mails.example' }, subject: expect.stringMatching(/^\[Test\] See you, /), calendar: null },
    ]);
  });

  it('that cannot be sent says why', async () => {
    world.send = async () => {
      throw new Error('no route to host');
    };
    expect(await templates().test(draft(), caller)).toMatchObject({ outcome: 'failed', reason: 'no route to host' });
  });
});
