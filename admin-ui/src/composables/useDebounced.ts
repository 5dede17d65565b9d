import { onScopeDispose, shallowRef, watch } from 'vue';

/** Follows a text once nobody has typed for a quarter of a second. */
export function useDebounced(source: () => string, wait = 250) {
  const settled = shallowRef(source());
  let timer: ReturnType<typeof setTimeout>;
  watch(source, (next) => {
    clearTimeout(timer);
    timer = setTimeout(() => (settled.value = next), wait);
  });
  onScopeDispose(() => clearTimeout(timer));
  return settled;
}
