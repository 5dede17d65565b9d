import { lines, Markup, markup } from './markup.ts';
import type { Action, MessageContent } from './message-content.ts';

const FONT = `-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`;
const TEXT = 'color:#161a17';
const MUTED = 'color:#505851';
// Any brand colour has an edge on any background, black on black included.
const EDGE = 'border:1px solid rgba(127,127,127,.35)';
const LAYOUT = new Markup('role="presentation" cellpadding="0" cellspacing="0" border="0"');

// Inline styles are for mail programs that know nothing else; classes are for those that follow the reader's dark mode.
const STYLE = new Markup(`
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .bm-outer { padding: 0 !important; }
  .bm-card { border-radius: 0 !important; }
  .bm-pad { padding-left: 20px !important; padding-right: 20px !important; }
  .bm-when { font-size: 18px !important; line-height: 26px !important; }
  .bm-wide { display: block !important; width: auto !important; }
  table.bm-wide { display: table !important; width: 100% !important; }
}
@media (prefers-color-scheme: dark) {
  .bm-page { background: #0f1211 !important; }
  .bm-card { background: #171b19 !important; }
  .bm-sunken { background: #1e2321 !important; }
  .bm-text { color: #edf1ee !important; }
  .bm-muted { color: #adb7b1 !important; }
  .bm-line { border-color: #2b322f !important; }
}
`);

/** A whole HTML document of tables and inline styles, 600 px at most, good from 320 px on, light and dark. */
export function mailHtml(content: MessageContent): string {
  const { language, subject, title, greeting, lead, when, facts, next, actions, footer } = content;
  return markup`<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<meta name="supported-color-schemes" content="light dark" />
<meta name="format-detection" content="date=no, address=no, email=no, url=no" />
<meta name="x-apple-disable-message-reformatting" />
<title>${subject}</title>
<style>${STYLE}</style>
</head>
<body class="bm-page" style="margin:0;padding:0;background:#f5f6f4;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;opacity:0;mso-hide:all">${when.day}, ${when.hours}, ${when.zone}. ${lead}</div>
<table ${LAYOUT} class="bm-page" width="100%" style="background:#f5f6f4">
<tr><td class="bm-outer" align="center" style="padding:24px 12px">
<!--[if mso]><table role="presentation" width="600"><tr><td><![endif]-->
<table ${LAYOUT} class="bm-card" width="100%" style="max-width:600px;background:#ffffff;border-radius:12px;font-family:${FONT};text-align:left">
${heading(content)}
<tr><td class="bm-pad bm-text" style="padding:24px 32px 0;${TEXT}">
<h1 style="margin:0;font-size:24px;line-height:30px;font-weight:650;letter-spacing:-.012em">${title}</h1>
<p style="margin:16px 0 0;font-size:16px;line-height:24px">${greeting}</p>
<p style="margin:4px 0 0;font-size:16px;line-height:24px">${lead}</p>
</td></tr>
${time(content)}
<tr><td class="bm-pad" style="padding:12px 32px 0">
<table cellpadding="0" cellspacing="0" border="0" width="100%">${facts.map(fact)}</table>
</td></tr>
${next && nextSteps(next)}
${buttons(actions, content)}
<tr><td class="bm-pad" style="padding:24px 32px 28px">
<table ${LAYOUT} width="100%"><tr><td class="bm-muted bm-line" style="padding-top:16px;border-top:1px solid #e2e5e1;font-size:12px;line-height:18px;${MUTED}">
${footer.map((line) => markup`${line}<br />`)}
</td></tr></table>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`.source;
}

/** The business, with its initial on its colour: a logo that no mail program blocks. */
const heading = ({ business, colours: { accent, onAccent } }: MessageContent): Markup => markup`
<tr><td class="bm-pad" style="padding:24px 32px 0">
<table ${LAYOUT}><tr>
<td width="40" height="40" align="center" bgcolor="${accent}" aria-hidden="true" style="width:40px;height:40px;border-radius:10px;${EDGE};background:${accent};color:${onAccent};font-size:18px;line-height:40px;font-weight:650">${initial(business)}</td>
<td class="bm-text" style="padding-left:12px;font-size:16px;line-height:24px;font-weight:600;${TEXT}">${business}</td>
</tr></table>
</td></tr>`;

const initial = (name: string): string => (Array.from(name.trim())[0] ?? '').toLocaleUpperCase();

function time({ when, isOff, elsewhere, before }: MessageContent): Markup {
  const size = `font-size:20px;line-height:28px${isOff ? ';text-decoration:line-through' : ''}`;
  const below = [when.zone, elsewhere, before].filter((line) => line !== null);
  return markup`
<tr><td class="bm-pad" style="padding:20px 32px 0">
<table ${LAYOUT} width="100%"><tr><td class="bm-sunken bm-text" style="padding:16px 20px;background:#f2f4f2;border-radius:12px;${TEXT}">
<div class="bm-when" style="${size};font-weight:650">${when.day}</div>
<div class="bm-when" style="${size};font-variant-numeric:tabular-nums">${when.hours}</div>
${below.map((line) => markup`<div class="bm-muted" style="margin-top:4px;font-size:14px;line-height:20px;${MUTED}">${line}</div>`)}
</td></tr></table>
</td></tr>`;
}

const fact = ({ label, value }: MessageContent['facts'][number]): Markup => markup`
<tr><th scope="row" class="bm-muted" align="left" valign="top" width="104" style="width:104px;padding:8px 16px 0 0;font-size:14px;line-height:24px;font-weight:400;text-align:left;${MUTED}">${label}</th>
<td class="bm-text" valign="top" style="padding:8px 0 0;font-size:16px;line-height:24px;word-break:break-word;${TEXT}">${lines(value)}</td></tr>`;

const nextSteps = ({ title, lines: steps }: NonNullable<MessageContent['next']>): Markup => markup`
<tr><td class="bm-pad bm-text" style="padding:24px 32px 0;${TEXT}">
<h2 style="margin:0;font-size:16px;line-height:24px;font-weight:650">${title}</h2>
${steps.map((step) => markup`<p class="bm-muted" style="margin:4px 0 0;font-size:14px;line-height:20px;${MUTED}">${step}</p>`)}
</td></tr>`;

function buttons([first, ...others]: readonly Action[], { colours: { accent, onAccent } }: MessageContent): Markup {
  const button =
    first &&
    markup`
<table ${LAYOUT} class="bm-wide"><tr><td align="center" bgcolor="${accent}" style="background:${accent};border-radius:8px;${EDGE}">
<a class="bm-wide" href="${first.url}" style="display:inline-block;padding:12px 24px;font-size:16px;line-height:24px;font-weight:600;text-align:center;text-decoration:none;color:${onAccent};border-radius:8px">${first.label}</a>
</td></tr></table>`;
  return markup`
<tr><td class="bm-pad" style="padding:24px 32px 0">${button}
${others.map(link)}
</td></tr>`;
}

const link = ({ label, url }: Action): Markup => markup`
<p style="margin:4px 0 0"><a class="bm-text" href="${url}" style="display:inline-block;padding:10px 0;font-size:16px;line-height:24px;text-decoration:underline;${TEXT}">${label}</a></p>`;
