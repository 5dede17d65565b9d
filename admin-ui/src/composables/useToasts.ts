import { computed, inject, type InjectionKey, shallowRef } from 'vue';

export interface Toast {
  id: number;
  text: string;
  kind: 'good' | 'bad';
  /** Offered for `lasts` milliseconds; the toast goes when it is used. */
  undo?: () => void;
  lasts: number;
}

const LASTS = 5000;
/** A move can be taken back for ten seconds. */
export const UNDO_LASTS = 10_000;

/** Short notes at the edge of the screen, and the dialogs that are open: an open dialog makes the rest inert, so notes must live in the topmost one. */
export function createToasts() {
  const toasts = shallowRef<readonly Toast[]>([]);
  const dialogs = shallowRef<readonly HTMLElement[]>([]);
  let nextId = 1;

  const dismiss = (id: number): void => {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  };
  const show = (toast: Omit<Toast, 'id' | 'lasts'>): void => {
    const lasts = toast.undo ? UNDO_LASTS : LASTS;
    toasts.value = [...toasts.value.slice(-2), { ...toast, id: nextId++, lasts }];
  };

  return {
    toasts: computed(() => toasts.value),
    host: computed<HTMLElement | string>(() => dialogs.value.at(-1) ?? 'body'),
    dismiss,
    good: (text: string, undo?: () => void) => show({ text, kind: 'good', ...(undo && { undo }) }),
    bad: (text: string) => show({ text, kind: 'bad' }),
    dialogOpened: (dialog: HTMLElement) => void (dialogs.value = [...dialogs.value, dialog]),
    dialogClosed: (dialog: HTMLElement) => void (dialogs.value = dialogs.value.filter((open) => open !== dialog)),
  };
}

export type Toasts = ReturnType<typeof createToasts>;
export const toastsKey: InjectionKey<Toasts> = Symbol('toasts');

export function useToasts(): Toasts {
  const toasts = inject(toastsKey);
  if (!toasts) throw new Error('No toasts were provided');
  return toasts;
}
