import { nextTick, onMounted, watchEffect } from 'vue';
import { useBookMe } from '../state/context.ts';

/** A new step is announced as a new page would be: by its title, and with the focus on its heading. */
export function useStep(title: () => string | undefined): void {
  const { page, route } = useBookMe();
  watchEffect(() => {
    const parts = [title(), page.view.value?.business.name].filter(Boolean);
    if (parts.length > 0) document.title = [...new Set(parts)].join(' · ');
  });
  onMounted(async () => {
    await nextTick();
    if (route.hasMoved()) document.querySelector('h1')?.focus({ preventScroll: true });
  });
}
