import { z } from 'zod';
import type { News } from './merge-changes.ts';

/** What a reader looks at. */
export interface Watch {
  /** YYYY-MM-DD, both included, in the location's zone. */
  readonly days?: readonly [first: string, last: string] | undefined;
  readonly resources?: ReadonlySet<string> | undefined;
}

const MOST_RESOURCES = 20;
const Day = z.iso.date();
const Resources = z.array(z.uuid()).min(1).max(MOST_RESOURCES);

const Asked = z.object({ days: z.tuple([Day, Day]).optional(), resources: Resources.optional() });
const Message = Asked.extend({ type: z.literal('watch'), lastEventId: z.string().max(64).optional() });

const watchOf = ({ days, resources }: z.output<typeof Asked>): Watch | null =>
  days || resources ? { days, resources: resources && new Set(resources) } : null;

/** Of the address: `days=2026-12-01..2026-12-31`, `resources=id,id`. Null: everything. Undefined: not understood. */
export function watchOfQuery(query: URLSearchParams): Watch | null | undefined {
  const [days, resources] = [query.get('days'), query.get('resources')];
  const asked = Asked.safeParse({
    ...(days === null ? {} : { days: days.split('..') }),
    ...(resources === null ? {} : { resources: resources.split(',') }),
  });
  return asked.success ? watchOf(asked.data) : undefined;
}

/** Of a message `{ type: 'watch', days?, resources?, lastEventId? }`: from then on instead of what was watched. */
export function watchOfMessage(text: string): { watch: Watch | null; lastEventId: string | null } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const message = Message.safeParse(value);
  return message.success ? { watch: watchOf(message.data), lastEventId: message.data.lastEventId ?? null } : undefined;
}

/** Rules and messages concern everyone; a booking those who look at one of its days and, if they named some, resources. */
export function concerns(watch: Watch | null, news: News): boolean {
  if (!watch || news.kind !== 'bookings') return true;
  const { days, resources } = watch;
  if (days && !news.days.some((day) => day >= days[0] && day <= days[1])) return false;
  if (!resources || !news.subjects) return true;
  return [...news.staffIds, ...news.subjects].some((id) => resources.has(id));
}
