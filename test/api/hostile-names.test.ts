import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostPlugin, type HostedPlugin } from '../../core/testing/index.ts';
import { createMessagesWorld, type MessagesWorld, type StoredMessage } from '../../core/testing/messages-world.ts';
import { findMailpit } from '../../plugins/smtp-messages/testing/install.ts';
import { startMailpit, type Mailpit } from '../../plugins/smtp-messages/testing/mailpit.ts';

// What somebody typed as a name or an address, on its whole way: stored, written by the built-in text and by an owner's
// template, handed to a real mail server. The checks of the API would refuse most of it; here they are passed by.

const program = findMailpit(process.env) ?? '';
const THIEF = 'thief@example.com';
const NAMES = [
  `Zoë\r\nBcc: ${THIEF}`,
  `Zoë\nTo: ${THIEF}\n\n<h1>another body</h1>`,
  `Zoë\r\n.\r\nMAIL FROM:<${THIEF}>\r\nRCPT TO:<${THIEF}>\r\nDATA`,
  `Zoë" <${THIEF}>, "x`,
  `Zoë\u0085Bcc: ${THIEF}\u2028Cc: ${THIEF}`,
  `\u0007\u001b[31mZoë\u007f\t\u200fEnd`,
  `=?utf-8?Q?Zo=0D=0ABcc:_${THIEF}?=`,
];
const ADDRESSES = [
  `zoe@example.com\r\nBcc: ${THIEF}`,
  `zoe@example.com>\r\nRCPT TO:<${THIEF}`,
  `zoe@example.com, ${THIEF}`,
  `"${THIEF}, x" <zoe@example.com>`,
];

interface Envelope {
  readonly ID: string;
  readonly To: readonly { Address: string }[] | null;
  readonly Cc: readonly { Address: string }[] | null;
  readonly Bcc: readonly { Address: string }[] | null;
}

describe.skipIf(!program)('a hostile name or address', () => {
  let world: MessagesWorld;
  let mailpit: Mailpit;
  let plugin: HostedPlugin;
  let nth = 0;

  beforeAll(async () => {
    world = await createMessagesWorld();
    mailpit = await startMailpit(program);
    const folder = path.resolve(import.meta.dirname, '../../plugins/smtp-messages');
    plugin = await hostPlugin(folder, {
      env: { SMTP_URL: mailpit.url, BOOKME_MAIL_FROM: 'Salon <salon@example.com>' },
    });
    await world.useTemplate({
      subject: '{{ customer.name }} {{ recipient.name }}',
      html: '<p>{{ customer.name }}</p>',
    });
  });
  beforeEach(() => {
    world.reset();
    world.send = (message) => plugin.provider('messages.channel').send(message);
  });
  afterAll(async () => {
    await plugin.close();
    await mailpit.stop();
    await world.messages.close();
    await world.drop();
  });

  /** A confirmation to somebody so called, sent; to the customer by the owner's template, to staff by the built-in text. */
  async function sent(person: { name?: string; email?: string }, to: 'customer' | 'staff'): Promise<StoredMessage> {
    const booking = await world.book();
    await world.query('update bookings set customer_name = $2, customer_email = $3 where id = $1', [
      booking,
      person.name ?? 'Zoë',
      person.email ?? `zoe${++nth}@example.com`,
    ]);
    await world.queue(world.identity(booking, 'booking-confirmed', 1, to));
    const [row] = await world.stored(booking);
    await world.deliver(row!);
    return world.reread(row!);
  }

  /** Everything that reached a mailbox, with its headers as they went over the wire. */
  async function received(row: StoredMessage) {
    const query = encodeURIComponent(`message-id:"${row.message_id}"`);
    const { messages } = await mailpit.get<{ messages: Envelope[] }>(`/api/v1/search?query=${query}`);
    return Promise.all(
      messages.map(async ({ ID, To, Cc, Bcc }) => {
        const raw = await mailpit.raw(ID);
        const head = raw.slice(0, raw.search(/\r?\n\r?\n/));
        const people = [To, Cc, Bcc].flatMap((list) => (list ?? []).map(({ Address }) => Address));
        return { head, people, names: head.split(/\r?\n(?![ \t])/).map((line) => line.split(':')[0]!.toLowerCase()) };
      }),
    );
  }

  it.each(
    NAMES.flatMap((name) => (['customer', 'staff'] as const).map((to) => [JSON.stringify(name), to, name] as const)),
  )('called %s: to %s nothing is added and nobody else gets it', async (_shown, to, name) => {
    const row = await sent({ name }, to);
    expect(row).toMatchObject({ status: 'sent', template_problem: '' });
    expect(row.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    const [mail, ...more] = await received(row);
    expect(more).toEqual([]);
    expect(mail!.people).toEqual([row.to_address]);
    expect(mail!.names).not.toContain('bcc');
    expect(mail!.names.filter((one) => ['to', 'from', 'subject', 'cc'].includes(one)).toSorted()).toEqual([
      ...['from', 'subject', 'to'],
    ]);
  });

  it.each(ADDRESSES.map((email) => [JSON.stringify(email), email]))(
    'at %s: nobody gets it, and the team reads why',
    async (_shown, email) => {
      const row = await sent({ email }, 'customer');
      expect(row).toMatchObject({ status: 'failed', next_attempt_at: null });
      expect(row.reason).toContain('is not an address');
      expect(await received(row)).toEqual([]);
    },
  );

  it('at an address with a control character behind it gets its mail', async () => {
    const row = await sent({ email: 'zoe@example.com\u0001' }, 'customer');
    expect((await received(row)).flatMap(({ people }) => people)).toEqual(['zoe@example.com']);
  });

  it('would be noticed if it reached somebody else', async () => {
    const row = await sent({ email: THIEF }, 'customer');
    expect((await received(row)).flatMap(({ people }) => people)).toContain(THIEF);
  });
});
