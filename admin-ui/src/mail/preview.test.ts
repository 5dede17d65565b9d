import { describe, expect, it } from 'vitest';
import { inColours, inertMail } from './preview.ts';

declare const window: { happyDOM: { settings: { handleDisabledFileLoadingAsSuccess: boolean } } };

// What the mail wants to load is not there to be loaded.
window.happyDOM.settings.handleDisabledFileLoadingAsSuccess = true;

describe('a mail in the preview', () => {
  it('keeps its text and looks, with every style taken out of the document', () => {
    const { html, css } = inertMail(
      '<html><head><style>.a { color: red }</style></head><body><p class="a" style="font-weight: 600">Hello</p></body></html>',
    );
    expect(html).toContain('Hello');
    expect(html).not.toMatch(/<style|\sstyle=/);
    expect(css).toContain('.a { color: red }');
    expect(css).toMatch(/\[data-mail-style="\d+"\] \{ font-weight: 600 \}/);
  });

  it('holds nothing that acts', () => {
    const { html } = inertMail(
      '<p onclick="x()">a</p><script>x()</script><img src="x" onerror="x()"><a href="javascript:x()">b</a>' +
        '<a href="https://example.org/b/token">manage</a><form action="/"><input></form><iframe></iframe>' +
        '<meta http-equiv="refresh" content="0"><link rel="stylesheet" href="/x.css"><base href="/">',
    );
    expect(html).not.toMatch(/onclick|onerror|<script|href|<form|<input|<iframe|<meta|<link|<base/i);
    expect(html).toContain('manage');
  });

  it('lets no style break out of its rule', () => {
    const { css } = inertMail('<p style="color: red } body { display: none">x</p>');
    expect(css.match(/\{/g)).toHaveLength(1);
  });
});

it('shows the colours of a light and a dark mail program, whichever this device has', () => {
  const css =
    '@media (prefers-color-scheme: dark) { p { color: white } } @media screen and (prefers-color-scheme:light) { p { color: black } }';
  expect(inColours(css, 'dark')).toBe(
    '@media (min-width: 0px) { p { color: white } } @media screen and (max-width: 0px) { p { color: black } }',
  );
  expect(inColours(css, 'light')).toBe(
    '@media (max-width: 0px) { p { color: white } } @media screen and (min-width: 0px) { p { color: black } }',
  );
});
