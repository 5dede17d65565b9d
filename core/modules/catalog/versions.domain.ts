import type { ServiceView, UpdateService } from './catalog.contract.ts';

// A service as its row says it, and changes that are laid over it one after the other, each from its day on.

/** What can change from a day on. */
export type Terms = Omit<
  ServiceView,
  'id' | 'currency' | 'position' | 'linkToken' | 'upcoming' | 'name' | 'description' | 'locationId' | 'visibility' | 'kind' | 'active' // prettier-ignore
>;
export type TermChanges = Partial<Terms>;

interface Change {
  /** YYYY-MM-DD */
  readonly effectiveFrom?: string | null;
  readonly changes: Readonly<Record<string, unknown>>;
}

const AT_ONCE = ['name', 'description', 'locationId', 'visibility', 'kind', 'active'] as const;

/** What is given and cannot wait for a day. */
export const givenAtOnce = (update: UpdateService): string[] => AT_ONCE.filter((field) => update[field] !== undefined);

/** Splits changes, sorted by their day, into those that hold on a day and those that do not yet. */
export function dueBy<T extends Change>(changes: readonly T[], day: string): { due: T[]; ahead: T[] } {
  return {
    due: changes.filter(({ effectiveFrom }) => !effectiveFrom || effectiveFrom <= day),
    ahead: changes.filter(({ effectiveFrom }) => effectiveFrom && effectiveFrom > day),
  };
}

export const withChanges = <T extends Partial<Terms>>(base: T, changes: readonly Change[]): T =>
  changes.reduce((whole, { changes: given }) => ({ ...whole, ...given }), base);

/** The service as it will be: now, and after each change that waits. */
export const eachStage = <T extends Partial<Terms>>(base: T, changes: readonly Change[]): T[] => [
  base,
  ...changes.map((_, index) => withChanges(base, changes.slice(0, index + 1))),
];
