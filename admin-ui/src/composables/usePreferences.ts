import { inject, type InjectionKey, shallowRef, watch } from 'vue';

export type Theme = 'system' | 'light' | 'dark';
type KeyValue = Pick<Storage, 'getItem' | 'setItem'>;

/** The browser's storage, or memory where the browser refuses it. */
function openStorage(): KeyValue {
  try {
    globalThis.localStorage.getItem('bookme.theme');
    return globalThis.localStorage;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const memory = new Map<string, string>();
    return { getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => void memory.set(key, value) };
  }
}

/** What a person chose on this device. */
export function createPreferences() {
  const storage = openStorage();
  const stored = storage.getItem('bookme.theme');
  const theme = shallowRef<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');
  const singleKeys = shallowRef(storage.getItem('bookme.single-keys') !== 'off');
  const calendarView = shallowRef<'day' | 'list'>(storage.getItem('bookme.calendar-view') === 'list' ? 'list' : 'day');
  const system = matchMedia('(prefers-color-scheme: dark)');

  const paint = (): void => {
    const dark = theme.value === 'dark' || (theme.value === 'system' && system.matches);
    document.documentElement.classList.toggle('dark', dark);
  };
  system.addEventListener('change', paint);
  watch(theme, (value) => {
    storage.setItem('bookme.theme', value); // public/theme.js reads it before the first paint
    paint();
  });
  watch(singleKeys, (on) => storage.setItem('bookme.single-keys', on ? 'on' : 'off'));
  watch(calendarView, (view) => storage.setItem('bookme.calendar-view', view));

  return { storage, theme, singleKeys, calendarView };
}

export type Preferences = ReturnType<typeof createPreferences>;
export const preferencesKey: InjectionKey<Preferences> = Symbol('preferences');

export function usePreferences(): Preferences {
  const preferences = inject(preferencesKey);
  if (!preferences) throw new Error('No preferences were provided');
  return preferences;
}
