const KINDS = [
  'booking-requested',
  'booking-confirmed',
  'booking-moved',
  'booking-cancelled',
  'reminder-24h',
  'reminder-1h',
];
const TEMPLATES = KINDS.flatMap((kind) => ['de', 'en'].map((locale) => ({ kind, recipient: 'customer', locale })));
const mjml = '<mjml><mj-body><mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section></mj-body></mjml>';

interface Doors {
  made: (path: string, body: unknown) => Promise<unknown>;
  /** The text of what a GET answers. */
  ask: (path: string) => Promise<string>;
}

/** Changes of templates of messages, each on one that no other change of the same test is about. */
export function createTemplateRows({ made, ask }: Doors) {
  let n = 0;
  /** Words for a template, whatever it says now. */
  async function words() {
    const of = TEMPLATES[++n % TEMPLATES.length]!;
    const text = await ask(`/message-templates/content?${new URLSearchParams(of)}`);
    return { ...of, subject: `Hello ${n}`, mjml, text: null, basedOn: JSON.parse(text).latestVersion as number };
  }
  /** Something that has a first version. */
  async function worded() {
    const draft = await words();
    await made('/message-templates', draft);
    return { kind: draft.kind, recipient: draft.recipient, locale: draft.locale };
  }
  return {
    'POST /message-templates': async () => {
      const draft = await words();
      return { path: '/message-templates', body: draft, other: { body: { ...draft, subject: 'Other' } } };
    },
    'POST /message-templates/restore': async () => ({
      ...{ path: '/message-templates/restore', body: { ...(await worded()), version: 1 } },
      other: { body: { ...(await worded()), version: 1 } },
    }),
    'POST /message-templates/reset': async () => ({
      ...{ path: '/message-templates/reset', body: await worded() },
      other: { body: await worded() },
    }),
  };
}
