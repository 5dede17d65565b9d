import { computed } from 'vue';
import { useI18n, type PlainKey } from '../i18n/i18n.ts';
import { useSession } from './useSession.ts';

export interface NavEntry {
  name: string;
  label: string;
  icon: string;
  /** Second key of `g …`. */
  key: string;
  /** A line is drawn before it. */
  begins: boolean;
}

const ENTRIES: { name: string; text: PlainKey; icon: string; key: string; needs: string; begins?: boolean }[] = [
  { name: 'calendar', text: 'shell.calendar', icon: 'i-lucide-calendar-days', key: 'c', needs: 'bookings.read' },
  { name: 'bookings', text: 'shell.bookings', icon: 'i-lucide-notebook-text', key: 'b', needs: 'bookings.read' },
  { name: 'customers', text: 'shell.customers', icon: 'i-lucide-users', key: 'u', needs: 'customers.read' },
  {
    name: 'services',
    text: 'shell.services',
    icon: 'i-lucide-scissors',
    key: 's',
    needs: 'catalog.read',
    begins: true,
  },
  { name: 'team', text: 'shell.team', icon: 'i-lucide-user-cog', key: 't', needs: 'schedules.read' },
  { name: 'rooms', text: 'rooms.title', icon: 'i-lucide-door-open', key: 'r', needs: 'schedules.read' },
  { name: 'messages', text: 'shell.messages', icon: 'i-lucide-mail', key: 'm', needs: 'messages.read', begins: true },
  {
    name: 'settings',
    text: 'shell.settings',
    icon: 'i-lucide-settings',
    key: ',',
    needs: 'settings.read',
    begins: true,
  },
  { name: 'health', text: 'shell.health', icon: 'i-lucide-activity', key: 'h', needs: 'health.read' },
];

/** What this person may open. */
export function useNavigation() {
  const { t } = useI18n();
  const { can } = useSession();
  return computed<NavEntry[]>(() =>
    ENTRIES.filter(({ needs }) => can(needs)).map(({ name, text, icon, key, begins = false }) => ({
      name,
      label: t(text),
      icon,
      key,
      begins,
    })),
  );
}
