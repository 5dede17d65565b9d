import { onBeforeUnmount, onMounted, shallowRef } from 'vue';

/** Epoch milliseconds, moving on every quarter of a minute and when the page is looked at again. */
export function useNow() {
  const now = shallowRef(Date.now());
  let timer: ReturnType<typeof setInterval>;
  const tick = (): void => void (now.value = Date.now());
  onMounted(() => {
    timer = setInterval(tick, 15_000);
    document.addEventListener('visibilitychange', tick);
  });
  onBeforeUnmount(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  });
  return now;
}
