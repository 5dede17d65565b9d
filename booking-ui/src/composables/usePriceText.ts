import type { Money } from '../i18n/format.ts';
import { useBookMe } from '../state/context.ts';

/** "€48", "from €48", "No charge"; nothing where no price is shown. */
export function usePriceText() {
  const { t, format } = useBookMe().i18n;
  return ({ price, isFrom }: { price: Money | null; isFrom: boolean }): string => {
    if (!price) return '';
    const text = price.amount > 0 ? format.value.price(price) : t('service.noCharge');
    return isFrom ? t('service.from', { price: text }) : text;
  };
}
