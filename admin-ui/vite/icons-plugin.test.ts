import { expect, it } from 'vitest';
import { iconNames, pickIcons } from './icons-plugin.ts';

const set = {
  width: 24,
  height: 24,
  icons: { x: { body: '<path/>' }, check: { body: '<g/>' } },
  aliases: { close: { parent: 'x' } },
};

it('ships the icons that the sources name, each once', () => {
  expect(iconNames(['icon="i-lucide-x"', "icon: 'i-lucide-check'", 'name="i-lucide-x"'])).toEqual(['check', 'x']);
  expect(pickIcons(set, ['x', 'close'])).toEqual({ x: { body: '<path/>' }, close: { body: '<path/>' } });
});

it('fails the build for a name that the set does not have', () => {
  expect(() => pickIcons(set, ['x', 'no-such-icon'])).toThrow('Unknown lucide icons: no-such-icon');
});
