import type { Client, PageView } from '@bookme/core/client';
import { shallowRef } from 'vue';
import { createAttempt } from './attempt.ts';
import type { Clock } from './clock.ts';

/** A restored tab may hold a page of last week: then its clock is not believed and it is asked for again. */
const STALE_MS = 300_000;

/** The business, its services and staff. */
export function createPage(
  api: Client,
  clock: Clock,
  slug: string,
  initial: PageView | null,
  link: () => string | undefined,
) {
  const view = shallowRef<PageView | null>(null);
  const attempt = createAttempt();

  const load = (): Promise<void> =>
    attempt.run(async () => {
      view.value = await api('GET /pages/:slug', { params: { slug }, query: { link: link() } });
      clock.set(view.value.now);
    });

  if (initial?.slug === slug) {
    view.value = initial;
    if (Math.abs(Date.parse(initial.now) - clock.now.value) < STALE_MS) clock.set(initial.now);
    else void load();
  } else if (slug) void load();

  return { view, attempt, load };
}

export type PageState = ReturnType<typeof createPage>;
