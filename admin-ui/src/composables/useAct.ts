import type { Problem } from '@bookme/core/client';
import { useMutation } from '@tanstack/vue-query';
import { computed } from 'vue';
import { problemOf } from '../api.ts';
import { Declined } from './useRuleWrites.ts';

/** One thing that a person does to the server's data: it runs once at a time, and its problem is kept to be shown. */
export function useAct<Input, Output>(
  act: (input: Input) => Promise<Output>,
  {
    done,
    failed,
  }: { done?: (output: Output, input: Input) => unknown; failed?: (problem: Problem, input: Input) => unknown } = {},
) {
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: (output, input) => done?.(output, input),
    onError: (error, input) => (error instanceof Declined ? undefined : failed?.(problemOf(error), input)),
  });
  return {
    run: (input: Input): void => {
      if (!mutation.isPending.value) mutation.mutate(input);
    },
    busy: mutation.isPending,
    problem: computed(() => {
      const error = mutation.error.value;
      return error && !(error instanceof Declined) ? problemOf(error) : undefined;
    }),
    reset: () => mutation.reset(),
  };
}
