import { shallowRef } from 'vue';
import { parsePlace, printPlace, type Place } from './place.ts';

/** The address bar as state. Steps push an entry; a change within a step replaces it. */
export function createRoute(window: Window & typeof globalThis) {
  const place = shallowRef<Place>(parsePlace(window.location.href));
  let moved = false;
  const read = (): void => {
    moved = true;
    place.value = parsePlace(window.location.href);
  };
  window.addEventListener('popstate', read);

  function go(to: Place, options: { replace?: boolean } = {}): void {
    const method = options.replace ? 'replaceState' : 'pushState';
    window.history[method](null, '', printPlace(to));
    const stepped = place.value.name !== to.name;
    moved = true;
    place.value = to;
    if (stepped) window.scrollTo({ top: 0, behavior: 'instant' });
  }

  return {
    place,
    go,
    /** False on the page that was opened: only later steps take the focus. */
    hasMoved: () => moved,
    /** For an anchor: a real address, opened in place by a plain click. */
    link: (to: Place) => ({
      href: printPlace(to),
      onClick: (event: MouseEvent): void => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      },
    }),
    close: (): void => window.removeEventListener('popstate', read),
  };
}

export type Route = ReturnType<typeof createRoute>;
