import { ApiProblem, type AffectedBooking } from '@bookme/core/client';
import { computed, inject, type InjectionKey, shallowRef } from 'vue';

/** What a change of a rule would do, for the person who decides. */
export interface Consequences {
  affected: readonly AffectedBooking[];
  affectedCount: number;
  slotsGained: number;
  slotsLost: number;
}

/** What every route that changes rules takes beside its body. */
export interface RulesQuery {
  dryRun?: 'true';
  confirm?: 'true';
}

/** The person looked at the consequences and went back: nothing was written, and nothing went wrong. */
export class Declined extends Error {
  override name = 'Declined';
}

/**
 * Changes of rules. One that touches coming bookings is asked about before it is written; the dialog that asks lies
 * over whatever is open, so every form and dialog can write through here.
 */
export function createRuleWrites() {
  const asked = shallowRef<{ consequences: Consequences; answer: (write: boolean) => void }>();

  const ask = (consequences: Consequences): Promise<boolean> =>
    new Promise((resolve) => {
      asked.value = {
        consequences,
        answer: (write) => {
          asked.value = undefined;
          resolve(write);
        },
      };
    });

  return {
    asked: computed(() => asked.value),

    /**
     * @param call sends the change with the query that it is given, each time under a key of its own
     * @throws Declined when the person went back, ApiProblem as the call does
     */
    async write<T, P>(call: (query: RulesQuery) => Promise<T | P>): Promise<T> {
      try {
        return (await call({})) as T;
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.problem.code !== 'rules.affect_bookings') throw error;
        const { affected = [], affectedCount = affected.length } = error.problem;
        const { slotsGained, slotsLost } = (await call({ dryRun: 'true' })) as Consequences;
        if (!(await ask({ affected, affectedCount, slotsGained, slotsLost }))) throw new Declined();
        return (await call({ confirm: 'true' })) as T;
      }
    },
  };
}

export type RuleWrites = ReturnType<typeof createRuleWrites>;
export const ruleWritesKey: InjectionKey<RuleWrites> = Symbol('rule writes');

export function useRuleWrites(): RuleWrites {
  const writes = inject(ruleWritesKey);
  if (!writes) throw new Error('No rule writes were provided');
  return writes;
}
