import { describe, expect, it } from 'vitest';
import { sampleFacts, toCustomer, toStaff } from '../../../testing/sample-facts.ts';
import type { MessageKind } from '../../bookings/lifecycle/facts.domain.ts';
import { renderMessage, valuesFor } from '../render-message.ts';
import { pressTemplate, type TemplateSource } from './compile-template.ts';
import { fillTemplate } from './fill-template.ts';
import { starterTemplate } from './starter-template.ts';
import { TEMPLATE_REFS } from './template-kinds.ts';

const values = valuesFor(sampleFacts(), 'booking-confirmed', toCustomer());
const mail = (content: string): string =>
  `<mjml>\n<mj-body>\n<mj-section><mj-column>\n<mj-text>${content}</mj-text>\n</mj-column></mj-section>\n</mj-body>\n</mjml>`;
const inBody = (content: string): string => `<mjml>\n<mj-body>\n${content}\n</mj-body>\n</mjml>`;
const press = (over: Partial<TemplateSource>, samples = [values]) =>
  pressTemplate({ subject: 'Hello', mjml: mail('Hello'), text: null, ...over }, samples);

async function filled(over: Partial<TemplateSource>, samples = [values]) {
  const pressed = await press(over, samples);
  if (!pressed.ok) throw new Error(JSON.stringify(pressed.problems));
  return pressed.filled;
}

/** `part code what line:column` of everything that is wrong. */
async function problems(over: Partial<TemplateSource>): Promise<string[]> {
  const pressed = await press(over);
  return pressed.ok
    ? []
    : pressed.problems.map(({ part, code, what, line, column }) => `${part} ${code} ${what} ${line}:${column}`);
}

describe('a template', () => {
  it('becomes subject, HTML and text', async () => {
    const { subject, html, text } = await filled({
      subject: 'For {{ customer.name }}',
      mjml: mail('<p>{{ time.day }}, {{ time.hours }} {{ time.zone }}</p><a href="{{ links.manage }}">Change</a>'),
    });
    expect(subject).toBe('For Zoë O’Brien');
    expect(html).toContain('Tuesday, 24 November 2026');
    expect(text).toBe(
      'Tuesday, 24 November 2026, 09:30\u00a0–\u00a010:15 Greenwich Mean Time (GMT+0)\n\n' +
        `Change [${sampleFacts().links.manage}]\n`,
    );
  });

  it('has a text of its own where its owner writes one', async () => {
    expect((await filled({ text: '{% for fact in facts %}\n{{ fact.label }}{% endfor %}' })).text).toBe(
      'Service\nWith\nWhere\nPrice\n',
    );
  });

  it('keeps tags of Liquid between elements', async () => {
    const mjml = inBody(
      `{% if reason != '' %}\n<mj-section><mj-column><mj-text>Because: {{ reason }}</mj-text></mj-column></mj-section>\n{% else %}\n<mj-section><mj-column>{% for fact in facts %}<mj-text>{{ fact.value }}</mj-text>{% endfor %}</mj-column></mj-section>{% endif %}`,
    );
    expect((await filled({ mjml })).text).toContain('Cut & colour');
    expect((await filled({ mjml })).text).not.toContain('Because');
  });

  it('escapes every value in HTML and leaves it as it is in subject and text', async () => {
    const hostile = valuesFor(
      sampleFacts({ service: `<img src=x onerror="alert('1')">&amp;` }),
      'booking-confirmed',
      toCustomer({ name: '{{ links.manage }}\r\nBcc: thief@example.com\u0007' }),
    );
    const one = await filled(
      {
        subject: '{{ recipient.name }} {{ service }}',
        mjml: mail('{{ service }} {{ service | lines }} {{ recipient.name }}'),
      },
      [hostile],
    );
    expect(one.html).not.toContain('<img');
    expect(one.html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;');
    expect(one.subject).toBe(`{{ links.manage }} Bcc: thief@example.com <img src=x onerror="alert('1')">&amp;`);
    expect(one.text).toContain(`<img src=x onerror="alert('1')">&amp;`);
  });

  it('fetches nothing from elsewhere by itself', async () => {
    expect((await filled({})).html).not.toMatch(/<link|@import|https?:\/\/fonts/);
  });
});

describe('is refused with its place', () => {
  const CASES: readonly [string, Partial<TemplateSource>, string][] = [
    ['an unknown variable', { mjml: mail('\n  {{ custmer.name }}') }, 'mjml unknown_variable custmer.name 5:6'],
    ['one in the subject', { subject: 'Hi {{ nam }}' }, 'subject unknown_variable nam 1:7'],
    ['one in the text', { text: 'Hi\n{{ links.admin }}' }, 'text unknown_variable links.admin 2:4'],
    ['one in a branch that is not taken', { subject: "{% if note == 'x' %}{{ nam }}{% endif %}" }, 'subject unknown_variable nam 1:24'],
    ['one of a loop', { text: '{% for fact in facts %}{{ fact.lable }}{% endfor %}' }, 'text unknown_variable fact.lable 1:27'],
    ['a prototype', { subject: '{{ business.constructor }}' }, 'subject unknown_variable business.constructor 1:4'],
    ['a group of values', { subject: '{{ customer }}' }, 'subject unknown_variable customer 1:4'],
    ['an unknown filter', { subject: '{{ business | json }}' }, 'subject unknown_filter json 1:1'],
    ['an unknown tag', { mjml: mail("{% include 'secrets' %}") }, 'mjml unknown_tag include 4:10'],
    ['a tag that is not closed', { mjml: mail("{% if note == '' %}") }, "mjml not_closed tag {% if note == '' %} 4:10"],
    ['a huge range', { text: '{% for i in (1..100000000) %}{% endfor %}' }, 'text range {% for i in (1..100000000) %} 1:1'],
    ['a range that is assigned', { text: '{% assign many = (1..100000000) %}' }, 'text range {% assign many = (1..100000000) %} 1:1'],
    ['loops in loops in loops', { text: '{% for a in facts %}'.repeat(3) + '{% endfor %}'.repeat(3) }, 'text nesting for 1:41'],
    ['an element that there is not', { mjml: inBody('<mj-section><mj-column><mj-nix /></mj-column></mj-section>') }, "mjml mjml Element mj-nix doesn't exist or is not registered 3:null"],
    ['an attribute that there is not', { mjml: inBody('<mj-section colour="red"></mj-section>') }, 'mjml mjml Attribute colour is illegal 3:null'],
    ['an element that is not closed', { mjml: inBody('<mj-section><mj-column></mj-section>') }, 'mjml not_closed mj-column 3:24'],
    ['text that MJML would drop', { mjml: inBody('Hello') }, 'mjml stray_text mj-body 3:1'],
    ['a value that MJML would drop', { mjml: inBody('{{ business }}') }, 'mjml stray_text {{ business }} 3:1'],
    ['no MJML at all', { mjml: 'Hello' }, 'mjml stray_text  1:1'],
    ['a file', { mjml: inBody('<mj-include path="/etc/passwd" />') }, 'mjml forbidden mj-include 3:1'],
    ['a link in the subject, which the team reads', { subject: '{{ links.manage }}' }, 'subject unknown_variable links.manage 1:4'],
    ['a link that is disguised', { text: "{{ links.manage | replace: '.', '_' }}" }, "text forbidden {{ links.manage | replace: '.', '_' }} 1:1"],
    ['a link under another name', { text: '{% assign a = actions.first.url %}' }, 'text forbidden {% assign a = actions.first.url %} 1:1'],
    ['a picture fetched by a link', { mjml: mail('<img src="https://x.example/{{ links.manage }}" />') }, 'mjml forbidden src="https://x.example/{{ links 4:14'],
    ['a script', { mjml: mail('<script>alert(1)</script>') }, 'mjml forbidden script 4:10'],
    ['an attribute that acts', { mjml: mail('<b onclick="alert(1)">x</b>') }, 'mjml forbidden onclick 4:10'],
    ['a link that acts', { mjml: mail('<a href="javascript:alert(1)">x</a>') }, 'mjml link javascript:alert(1) 4:19'],
    ['a link that a customer types', { mjml: mail('<a href="{{ service }}">x</a>') }, 'mjml link Cut &amp; colour null:null'],
  ]; // prettier-ignore
  it.each(CASES)('%s', async (_what, over, problem) => {
    expect(await problems(over)).toEqual([problem]);
  });

  it('a value that doubles until there is no memory', async () => {
    const doubling = '{% assign a = business %}' + '{% assign a = a | append: a %}'.repeat(60);
    expect(await problems({ text: doubling })).toEqual([expect.stringMatching(/^text too_large value 1:\d+$/)]);
  });

  it('a message too large for any mail program', async () => {
    const many = `{% for a in facts %}{% for b in facts %}${'x'.repeat(50_000)}{% endfor %}{% endfor %}`;
    expect(await problems({ text: many })).toEqual([expect.stringMatching(/^text too_large output 1:\d+$/)]);
  });

  it('what fails for some booking only', async () => {
    const bare = valuesFor(sampleFacts({ price: null }), 'booking-confirmed', toCustomer());
    const tricky = "{% if price == '' %}{% for fact in facts %}{% assign f = fact.value | append: fact.value %}" + '{% assign f = f | append: f %}'.repeat(14) + '{% endfor %}{% endif %}'; // prettier-ignore
    expect((await press({ text: tricky }, [values])).ok).toBe(true);
    expect((await press({ text: tricky }, [values, bare])).ok).toBe(false);
  });
});

describe.each(TEMPLATE_REFS.map((ref) => [`${ref.recipient} ${ref.kind} ${ref.locale}`, ref] as const))(
  '%s',
  (_, ref) => {
    const to = (ref.recipient === 'customer' ? toCustomer : toStaff)({
      locale: ref.locale,
      isFormerStaff: ref.kind === 'handed-over',
    });
    const kind = (ref.kind === 'handed-over' ? 'booking-cancelled' : ref.kind) as MessageKind;
    const facts = sampleFacts({ movedFrom: Date.parse('2026-11-23T13:00Z') });
    const builtIn = renderMessage(facts, kind, to, { domain: 'x.example', sender: 'no-reply@x.example' });

    it('begins as the built-in message', async () => {
      const all = valuesFor(facts, kind, to);
      const { subject, text, html } = await filled(starterTemplate(ref), [all]);
      expect(subject).toBe(builtIn.subject);
      const words = (message: string): string[] => message.toLocaleLowerCase(ref.locale).match(/[\p{L}\d]{3,}/gu) ?? [];
      expect(words(text)).toEqual(expect.arrayContaining(words(builtIn.text)));
      expect(html).toContain('prefers-color-scheme: dark');
    });
  },
);

it('is filled in for a booking without MJML, to the same', async () => {
  const pressed = await press({ subject: '{{ service }}', mjml: mail('{{ note | lines }}') });
  if (!pressed.ok) throw new Error('it is a good one');
  expect(fillTemplate({ version: 1, subject: '{{ service }}', ...pressed.compiled }, values)).toEqual(pressed.filled);
});
