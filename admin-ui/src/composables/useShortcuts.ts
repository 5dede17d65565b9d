import { onBeforeUnmount, onMounted } from 'vue';
import { usePreferences } from './usePreferences.ts';

const TYPING = 'input, textarea, select, [contenteditable="true"]';
/** Where arrows have a meaning of their own: scroll boxes and grids. */
const MOVING = `${TYPING}, [role="region"], [role="grid"]`;
/** A second key counts as a sequence for this long, in milliseconds. */
const SEQUENCE = 1200;

/**
 * Keys such as `n`, `?` or `g c`. They are silent while somebody types, while a dialog is open, and when the person
 * has switched single keys off (WCAG 2.2, 2.1.4).
 */
export function useShortcuts(bindings: Readonly<Record<string, () => void>>): void {
  const { singleKeys } = usePreferences();
  let first: { key: string; at: number } | undefined;

  function onKey(event: KeyboardEvent): void {
    if (!singleKeys.value || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(event.key.startsWith('Arrow') ? MOVING : TYPING))
      return;
    if (document.querySelector('dialog:modal')) return;
    const sequence = first && event.timeStamp - first.at < SEQUENCE ? `${first.key} ${event.key}` : '';
    const act = bindings[sequence] ?? bindings[event.key];
    first = { key: event.key, at: event.timeStamp };
    if (!act) return;
    event.preventDefault();
    first = undefined;
    act();
  }

  onMounted(() => addEventListener('keydown', onKey));
  onBeforeUnmount(() => removeEventListener('keydown', onKey));
}

/** Ctrl K and ⌘ K, which work everywhere. */
export function usePaletteKey(open: () => void): void {
  function onKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  }
  onMounted(() => addEventListener('keydown', onKey));
  onBeforeUnmount(() => removeEventListener('keydown', onKey));
}
