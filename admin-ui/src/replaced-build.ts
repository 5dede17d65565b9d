const STORED = 'bookme.reloaded';
const PAUSE = 60_000;

/**
 * A page that is older than the server asks for parts that are gone. It is loaded anew then: only when the server
 * really serves another build (a broken network is no reason to lose the page), and once a minute at most.
 */
export function reloadWhenReplaced({
  entry,
  storage,
  reload = () => location.reload(),
  fetch = globalThis.fetch.bind(globalThis),
  now = Date.now,
}: {
  /** Address of the script that runs. */
  entry: string;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  reload?: () => void;
  fetch?: typeof globalThis.fetch;
  now?: () => number;
}): void {
  const name = entry.split('/').at(-1)!;

  async function look(): Promise<void> {
    if (now() - Number(storage.getItem(STORED) ?? 0) < PAUSE) return;
    const html = await fetch(import.meta.env.BASE_URL, { cache: 'no-store' }).then(
      (response) => (response.ok ? response.text() : name),
      () => name, // unreachable: whatever failed, it was not a newer build
    );
    if (html.includes(name)) return;
    storage.setItem(STORED, String(now()));
    reload();
  }

  addEventListener('vite:preloadError', () => void look());
}
