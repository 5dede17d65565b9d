import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { useRouter } from 'vue-router';
import { useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { keys } from './keys.ts';
import { useDebounced } from './useDebounced.ts';
import { useNavigation } from './useNavigation.ts';
import { usePreferences } from './usePreferences.ts';
import { useSession } from './useSession.ts';

export interface Command {
  id: string;
  label: string;
  about?: string;
  icon: string;
  run: () => unknown;
}

const FOUND = 6;

/** Groups of what a text can mean: pages, commands, and bookings of a customer of that name. */
export function usePalette(text: Ref<string>, { create, showKeys }: { create: () => void; showKeys: () => void }) {
  const api = useApi();
  const router = useRouter();
  const session = useSession();
  const entries = useNavigation();
  const { theme } = usePreferences();
  const { t, formats } = useI18n();

  const settled = useDebounced(() => text.value.trim());
  const query = computed(() => ({ q: settled.value, limit: FOUND }));
  const found = useQuery({
    queryKey: computed(() => keys.list(query.value)),
    queryFn: ({ signal }) => api('GET /desk/bookings', { query: query.value, signal }),
    enabled: () => settled.value.length >= 2 && session.can('bookings.read'),
  });

  const fits = ({ label }: Command): boolean =>
    label.toLocaleLowerCase(formats.value.locale).includes(text.value.trim().toLocaleLowerCase(formats.value.locale));

  const groups = computed(() => {
    const pages: Command[] = entries.value.map(({ name, label, icon }) => ({
      id: `page-${name}`,
      label,
      icon,
      run: () => router.push({ name }),
    }));
    const commands: Command[] = [
      ...(session.can('bookings.write')
        ? [{ id: 'new', label: t('shell.newBooking'), icon: 'i-lucide-plus', run: create }]
        : []),
      ...(['light', 'dark', 'system'] as const).map((value) => ({
        id: `theme-${value}`,
        label: `${t('shell.theme')}: ${t(`shell.themes.${value}`)}`,
        icon: 'i-lucide-sun-moon',
        run: () => (theme.value = value),
      })),
      { id: 'keys', label: t('shell.keys.open'), icon: 'i-lucide-keyboard', run: showKeys },
      { id: 'sign-out', label: t('shell.signOut'), icon: 'i-lucide-log-out', run: () => session.signOut() },
    ];
    const bookings: Command[] = (
      settled.value === text.value.trim() && settled.value ? (found.data.value?.data ?? []) : []
    ).map((booking) => ({
      id: booking.id,
      label: booking.customer.name,
      about: `${formats.value.shortDateTime(booking.startsAt, booking.location.timeZone)} · ${booking.service.name}`,
      icon: 'i-lucide-notebook-text',
      run: () => router.push({ name: 'bookings', query: { q: booking.customer.name, booking: booking.id } }),
    }));
    return [
      { title: t('shell.palette.pages'), commands: pages.filter(fits) },
      { title: t('shell.palette.bookings'), commands: bookings },
      { title: t('shell.palette.commands'), commands: commands.filter(fits) },
    ].filter((group) => group.commands.length > 0);
  });

  return { groups };
}
