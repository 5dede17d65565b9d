import type { ExplainView } from '@bookme/core/client';

type Candidate = ExplainView['candidates'][number];
export type Broken = Candidate['broken'][number];
export type Change = NonNullable<Candidate['changes']>[number];

/** Whose page holds the rule that a change is about. */
export type Where = 'service' | 'member' | 'rooms' | 'calendar';

const ON_THE_SERVICE = new Set([
  'active',
  'notice',
  'window_days',
  'window_from',
  'window_to',
  'active_from',
  'active_until',
  'cap',
  'repeat',
  'grid',
  'fill_gaps',
  'busy_share',
]);

export function whereOf({ kind }: Change): Where {
  if (ON_THE_SERVICE.has(String(kind))) return 'service';
  if (kind === 'capacity') return 'rooms';
  return kind === 'free' ? 'calendar' : 'member';
}

/** The reasons of all, each once, in the order in which the engine judges. */
export const rulesOf = ({ candidates }: Pick<ExplainView, 'candidates'>): string[] => [
  ...new Set(candidates.flatMap(({ broken }) => broken.map(({ rule }) => rule))),
];
