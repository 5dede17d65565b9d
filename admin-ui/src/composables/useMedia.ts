import { onBeforeUnmount, shallowRef } from 'vue';

export function useMedia(query: string) {
  const media = matchMedia(query);
  const matches = shallowRef(media.matches);
  const update = (): void => void (matches.value = media.matches);
  media.addEventListener('change', update);
  onBeforeUnmount(() => media.removeEventListener('change', update));
  return matches;
}

/** Below this width the calendar is a list and tables are cards. */
export const usePhone = () => useMedia('(width < 48rem)');
