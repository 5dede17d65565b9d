import { languageOf } from '../locales/locales.ts';
import type { TextKey } from '../locales/en.ts';
import type { TemplateRef } from './template-kinds.ts';
import type { TemplateSource } from './compile-template.ts';

/** Places of the built-in texts as Liquid. */
const PLACES = {
  service: '{{ service }}',
  business: '{{ business }}',
  customer: '{{ customer.name }}',
  staff: '{{ staff }}',
  when: '{{ time.short }}',
  name: '{{ recipient.name }}',
};

/** The built-in message as a template: what an owner begins to change. It looks and says the same. */
export function starterTemplate({ kind, recipient, locale }: TemplateRef): TemplateSource {
  const { say, tag } = languageOf(locale);
  const text = (part: 'subject' | 'title' | 'lead'): string => say(`${recipient}.${kind}.${part}` as TextKey, PLACES);
  const own = kind === 'booking-cancelled' ? say(`${recipient}.booking-cancelled.lead.own`, PLACES) : null;
  const lead =
    own === null ? text('lead') : `{% if cancelled_by == 'customer' %}${own}{% else %}${text('lead')}{% endif %}`;
  const isOff = kind === 'booking-cancelled' || kind === 'booking-declined' || kind === 'handed-over';
  return {
    subject: text('subject'),
    mjml: document({ language: tag, title: text('title'), greeting: say('greeting', PLACES), lead, isOff }),
    text: null,
  };
}

interface Words {
  readonly language: string;
  readonly title: string;
  readonly greeting: string;
  readonly lead: string;
  readonly isOff: boolean;
}

const document = ({ language, title, greeting, lead, isOff }: Words): string => `<mjml lang="${language}">
  <mj-head>
    <mj-title>${title}</mj-title>
    <mj-preview>{{ time.day }}, {{ time.hours }}, {{ time.zone }}. ${lead}</mj-preview>
    <mj-attributes>
      <mj-all font-family="-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
      <mj-text padding="0 32px" font-size="16px" line-height="24px" color="#161a17" css-class="bm-text" />
      <mj-section padding="0" background-color="#ffffff" css-class="bm-card" />
    </mj-attributes>
    <mj-raw>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
    </mj-raw>
    <mj-style>
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      .bm-facts th { width: 104px; padding: 8px 16px 0 0; font-weight: 400; font-size: 14px; text-align: left; vertical-align: top; color: #505851; }
      .bm-facts td { padding: 8px 0 0; vertical-align: top; word-break: break-word; }
      @media (max-width: 480px) {
        .bm-text > div, .bm-text > table { padding: 0 !important; }
      }
      @media (prefers-color-scheme: dark) {
        body, .bm-page, .bm-page > div { background: #0f1211 !important; }
        .bm-card, .bm-card > table { background: #171b19 !important; }
        .bm-sunken table { background: #1e2321 !important; }
        .bm-text div, .bm-text table, .bm-text a, .bm-facts td { color: #edf1ee !important; }
        .bm-muted div, .bm-muted table, .bm-facts th { color: #adb7b1 !important; }
        .bm-line p { border-color: #2b322f !important; }
      }
    </mj-style>
  </mj-head>
  <mj-body background-color="#f5f6f4" css-class="bm-page">
    <mj-wrapper padding="24px 0">
      <mj-section border-radius="12px 12px 0 0" padding="24px 0 0">
        <mj-column>
          <mj-text font-weight="600">
            <span style="display:inline-block;width:12px;height:12px;border-radius:4px;background:{{ brand.accent }}"></span>
            {{ business }}
          </mj-text>
          <mj-text padding="24px 32px 0" font-size="24px" line-height="30px" font-weight="650"><h1 style="margin:0;font-size:24px;line-height:30px">${title}</h1></mj-text>
          <mj-text padding="16px 32px 0">${greeting}</mj-text>
          <mj-text padding="4px 32px 0">${lead}</mj-text>
        </mj-column>
      </mj-section>
      <mj-section padding="20px 32px 0">
        <mj-column background-color="#f2f4f2" border-radius="12px" css-class="bm-sunken">
          <mj-text padding="16px 20px 0" font-size="20px" line-height="28px" font-weight="650"${isOff ? ' text-decoration="line-through"' : ''}>{{ time.day }}<br />{{ time.hours }}</mj-text>
          <mj-text padding="4px 20px 16px" font-size="14px" line-height="20px" color="#505851" css-class="bm-text bm-muted">
            {{ time.zone }}
            {% if time.elsewhere != '' %}<br />{{ time.elsewhere }}{% endif %}
            {% if time.before != '' %}<br />{{ time.before }}{% endif %}
          </mj-text>
        </mj-column>
      </mj-section>
      <mj-section padding="12px 0 0">
        <mj-column>
          <mj-table padding="0 32px" font-size="16px" line-height="24px" color="#161a17" css-class="bm-facts">
            {% for fact in facts %}
            <tr><th scope="row">{{ fact.label }}</th><td>{{ fact.value | lines }}</td></tr>
            {% endfor %}
          </mj-table>
        </mj-column>
      </mj-section>
      {% if next.title != '' %}
      <mj-section padding="24px 0 0">
        <mj-column>
          <mj-text font-weight="650">{{ next.title }}</mj-text>
          <mj-text padding="4px 32px 0" font-size="14px" line-height="20px" color="#505851" css-class="bm-text bm-muted">
            {% for line in next.lines %}{{ line }}<br />{% endfor %}
          </mj-text>
        </mj-column>
      </mj-section>
      {% endif %}
      <mj-section padding="24px 0 0">
        <mj-column>
          {% for action in actions %}
          {% if forloop.first %}
          <mj-button href="{{ action.url }}" align="left" padding="0 32px" inner-padding="12px 24px" border-radius="8px" font-size="16px" line-height="24px" font-weight="600" background-color="{{ brand.accent }}" color="{{ brand.on_accent }}">{{ action.label }}</mj-button>
          {% else %}
          <mj-text padding="10px 32px 0"><a href="{{ action.url }}" style="color:#161a17;text-decoration:underline">{{ action.label }}</a></mj-text>
          {% endif %}
          {% endfor %}
        </mj-column>
      </mj-section>
      <mj-section border-radius="0 0 12px 12px" padding="24px 0 28px">
        <mj-column>
          <mj-divider padding="0 32px 16px" border-width="1px" border-color="#e2e5e1" css-class="bm-line" />
          <mj-text font-size="12px" line-height="18px" color="#505851" css-class="bm-text bm-muted">
            {% for line in footer %}{{ line }}<br />{% endfor %}
          </mj-text>
        </mj-column>
      </mj-section>
    </mj-wrapper>
  </mj-body>
</mjml>
`;
