import type { Store } from './storage.ts';

/** 128 random bits. Not `crypto.randomUUID`, which browsers offer only over https: a phone may try us by http://192.168.… */
export const randomKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

interface Kept {
  key: string;
  body: string;
}

/**
 * The idempotency key of one intent: made when the form opens, kept over reloads and tries, and replaced as soon as
 * something else would be sent. So an answer lost on the way never leads to a second booking.
 */
export function createAttemptKey(store: Store, name: string) {
  let kept = store.get<Kept>(name) ?? { key: randomKey(), body: '' };
  return {
    for(body: unknown): string {
      const text = JSON.stringify(body);
      kept = { key: kept.body === '' || kept.body === text ? kept.key : randomKey(), body: text };
      store.set(name, kept);
      return kept.key;
    },
    /** An answer to just this may have been lost: the effect may be there already. */
    wasTried: (body: unknown): boolean => kept.body === JSON.stringify(body),
    done: (): void => store.remove(name),
  };
}
