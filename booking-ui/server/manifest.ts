/** dist/.vite/manifest.json: https://vite.dev/guide/backend-integration */
export type Manifest = Record<
  string,
  { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[]; isEntry?: boolean }
>;

const ENTRY = 'index.html';

/** A chunk and all that it imports at once; nothing for a name that was not built. */
export function chunksOf(manifest: Manifest, name: string, seen = new Set<string>()): string[] {
  const chunk = manifest[name];
  if (!chunk || seen.has(name)) return [];
  seen.add(name);
  return [chunk.file, ...(chunk.imports ?? []).flatMap((each) => chunksOf(manifest, each, seen))];
}

/** The lazy screen that an address opens. */
function screenOf(path: string): string | undefined {
  const [, , service, step, act] = path.split('/').filter(Boolean);
  if (service === 'manage') return act === 'move' ? 'src/pages/MovePage.vue' : 'src/pages/ManagePage.vue';
  if (service === 'visit') return 'src/pages/VisitPage.vue';
  if (step === 'details') return 'src/pages/DetailsPage.vue';
  return step === 'done' ? 'src/pages/DonePage.vue' : undefined;
}

/** All scripts of a first load: the entry, the language, and the screen in the address with its texts. */
export function filesFor(manifest: Manifest, language: string, path: string): string[] {
  const screen = screenOf(path);
  const names = [ENTRY, `src/locales/${language}.ts`, screen, screen && `src/locales/later/${language}.ts`];
  const seen = new Set<string>();
  return names.flatMap((name) => (name ? chunksOf(manifest, name, seen) : []));
}

export const styleSheetOf = (manifest: Manifest): string | undefined =>
  manifest[ENTRY]?.css?.[0] ?? manifest['style.css']?.file;
