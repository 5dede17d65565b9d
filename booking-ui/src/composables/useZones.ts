import { computed } from 'vue';
import { useBookMe } from '../state/context.ts';

/** Times in the visitor's zone, and beside them the location's wherever clocks differ. */
export function useZones() {
  const { i18n, zone, page } = useBookMe();
  const { t, format } = i18n;
  const location = computed(() => page.view.value?.location.timeZone ?? zone.value);

  return {
    location,
    /** "16:30 in Berlin", with its day where that differs; nothing when both clocks agree. */
    thereAt(at: string, locationZone = location.value): string | undefined {
      const { sameClock, time, dayOf, city, moment } = format.value;
      if (sameClock(zone.value, locationZone, at)) return undefined;
      const sameDay = dayOf(at, zone.value, 'short') === dayOf(at, locationZone, 'short');
      return t('when.there', {
        time: sameDay ? time(at, locationZone) : moment(at, locationZone),
        city: city(locationZone),
      });
    },
  };
}
