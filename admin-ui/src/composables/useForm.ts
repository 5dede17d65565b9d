import type { Problem } from '@bookme/core/client';
import { computed, nextTick, reactive, shallowRef, useTemplateRef } from 'vue';
import { useAct } from './useAct.ts';
import { useProblem } from './useProblem.ts';

type Errors<V> = Partial<Record<keyof V & string, string>>;

/**
 * A form's values with their errors: quick checks first, then what the server says about single fields. What was typed
 * stays, whatever happens. The form's element carries `ref="form"`, so that the first wrong field can take the focus.
 */
export function useForm<V extends Record<string, unknown>, R>({
  initial,
  check,
  send,
  done,
}: {
  initial: V;
  check: (values: V) => Errors<V>;
  send: (values: V) => Promise<R>;
  done: (result: R) => unknown;
}) {
  const { fields } = useProblem();
  const values = reactive({ ...initial }) as V;
  const saved = shallowRef(JSON.stringify(initial));
  const local = shallowRef<Errors<V>>({});
  const form = useTemplateRef<HTMLFormElement>('form');

  async function showFirst(): Promise<void> {
    await nextTick();
    form.value?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  const act = useAct(send, {
    done: (result) => {
      saved.value = JSON.stringify(values);
      return done(result);
    },
    failed: ({ errors }: Problem) => errors && void showFirst(),
  });

  const errors = computed<Record<string, string | undefined>>(() => ({
    ...(act.problem.value ? fields(act.problem.value) : {}),
    ...local.value,
  }));

  return {
    values,
    errors,
    busy: act.busy,
    /** What is not said beside a field. */
    problem: computed(() => {
      const problem = act.problem.value;
      if (!problem?.errors?.length) return problem;
      const known = Object.keys(fields(problem)).every(
        (path) => path in values || (path.split('.')[0] ?? '') in values,
      );
      return known ? undefined : problem;
    }),
    isDirty: computed(() => JSON.stringify(values) !== saved.value),
    submit(): void {
      local.value = check(values);
      act.reset();
      if (Object.values(local.value).some(Boolean)) void showFirst();
      else act.run(values);
    },
    /** Takes over what the server holds now, unless somebody is typing. */
    refill(next: V): void {
      if (JSON.stringify(values) !== saved.value) return;
      Object.assign(values, next);
      saved.value = JSON.stringify(next);
    },
  };
}
