/** What a browser keeps for us; where it refuses (private mode, full, blocked), memory does until the page closes. */
export interface Store {
  get: <T>(key: string) => T | undefined;
  set: (key: string, value: unknown) => void;
  remove: (key: string) => void;
}

const refused = (error: unknown): boolean => error instanceof DOMException;

export function createStore(open: () => Storage, prefix = 'bm:'): Store {
  const memory = new Map<string, string>();
  const attempt = <T>(act: (storage: Storage) => T, otherwise: () => T): T => {
    try {
      return act(open());
    } catch (error) {
      if (!refused(error)) throw error;
      return otherwise();
    }
  };
  return {
    get<T>(key: string): T | undefined {
      const text =
        attempt(
          (storage) => storage.getItem(prefix + key),
          () => null,
        ) ?? memory.get(key);
      return text === undefined ? undefined : parsed<T>(text);
    },
    set(key, value) {
      const text = JSON.stringify(value);
      memory.set(key, text);
      attempt(
        (storage) => storage.setItem(prefix + key, text),
        () => undefined,
      );
    },
    remove(key) {
      memory.delete(key);
      attempt(
        (storage) => storage.removeItem(prefix + key),
        () => undefined,
      );
    },
  };
}

/** Somebody else's or an older version's text is no value of ours. */
function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
