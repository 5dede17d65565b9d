import { computed } from 'vue';
import { useI18n } from '../i18n/i18n.ts';
import { useResources } from './useTeam.ts';
import { useServiceFields } from './useServiceForm.ts';

/** One line a section of what is set in it; empty: nothing, so that the usual holds. */
export function useRuleSummaries() {
  const { t, formats } = useI18n();
  const { values, currency } = useServiceFields();
  const resources = useResources();
  const nameOf = (id: string): string => resources.data.value?.find((one) => one.id === id)?.name ?? '…';
  const join = (parts: readonly (string | false)[]): string => parts.filter(Boolean).join(' · ');
  const money = (amount: number | null): string =>
    amount === null || Number.isNaN(amount) ? '' : formats.value.money({ amount, currency: currency.value });
  const duration = (minutes: number): string => (minutes >= 0 ? formats.value.duration(minutes) : '…');
  const day = (plain: string): string => formats.value.mediumDay(plain);

  return computed(() => ({
    lengths: join([
      values.durations.length > 0 && formats.value.list(values.durations.map(({ minutes }) => duration(minutes))),
      ...values.levelPrices.map(({ level, priceAmount }) => `${level} ${money(priceAmount)}`.trim()),
    ]),
    addons: formats.value.list(values.addons.filter(({ active }) => active).map(({ name }) => name || '…')),
    who: join([
      values.staffing !== 'one' && t(`rules.who.${values.staffing}`),
      values.staffing !== 'collective' && values.assignment !== 'least_booked' && t(`rules.who.${values.assignment}`),
      values.staffing !== 'collective' && values.preferUsual && t('rules.who.usual'),
      values.staff.some(({ weight }) => weight !== 1) && t('rules.who.weighted'),
    ]),
    needs: join([
      values.resourceIds.length > 0 && formats.value.list(values.resourceIds.map(nameOf)),
      ...values.needs.map(({ name, count, units }) =>
        t('rules.needs.sum', { name: name || '…', count: (count || 0) * (units || 0) }),
      ),
    ]),
    limits: join([
      ...values.caps.map(
        ({ of, per, most }) => `${t(`rules.limits.${of}`)}: ${most || '…'} ${t(`rules.limits.${per}`)}`,
      ),
      values.repeatAfterDays > 0 && t('rules.limits.sumRepeat', { count: values.repeatAfterDays }),
      values.kind === 'appointment' &&
        values.seriesMost > 0 &&
        t('rules.limits.sumSeries', { count: values.seriesMost }),
    ]),
    notices: join([
      values.moveNoticeMinutes !== null && `${t('rules.notices.move')}: ${duration(values.moveNoticeMinutes)}`,
      values.cancelNoticeMinutes !== null && `${t('rules.notices.cancel')}: ${duration(values.cancelNoticeMinutes)}`,
    ]),
    when: join([
      values.activeFrom !== '' && t('rules.when.sumFrom', { day: day(values.activeFrom) }),
      values.activeUntil !== '' && t('rules.when.sumUntil', { day: day(values.activeUntil) }),
    ]),
    starts: join([
      values.slotOffsetMinutes > 0 && t('rules.starts.sumOffset', { time: duration(values.slotOffsetMinutes) }),
      values.offer.fillGapsMinutes !== null &&
        t('rules.starts.sumGaps', { time: duration(values.offer.fillGapsMinutes) }),
      values.offer.busyShare > 0 && t('rules.starts.busyShare', { percent: Math.round(values.offer.busyShare * 100) }),
    ]),
    people: join([
      values.kind === 'class' && t('rules.people.sumClass', { count: values.seats || 0 }),
      values.kind === 'appointment' &&
        (values.minParty !== 1 || values.maxParty !== 1) &&
        t('rules.people.sumParty', { min: values.minParty || 0, max: values.maxParty || 0 }),
    ]),
    link: values.visibility === 'link' ? t('rules.link.link') : '',
  }));
}
