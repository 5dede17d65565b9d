import type { TemplateDetail, TemplateDraft } from '@bookme/core/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { intentKey, useApi } from '../api.ts';
import { keys } from './keys.ts';

/** Which message a template is of. */
export interface TemplateRef {
  kind: string;
  recipient: 'customer' | 'staff';
  locale: string;
}

export function useTemplateList() {
  const api = useApi();
  return useQuery({
    queryKey: keys.templateList,
    queryFn: async ({ signal }) => (await api('GET /message-templates', { signal })).data,
  });
}

/** A template with its versions, and what can be done with it. */
export function useTemplate(ref: MaybeRefOrGetter<TemplateRef>) {
  const api = useApi();
  const queryClient = useQueryClient();
  const template = useQuery({
    queryKey: computed(() => keys.template(toValue(ref))),
    queryFn: ({ signal }) => api('GET /message-templates/content', { query: toValue(ref), signal }),
    // Whoever writes is not to find other words under the cursor.
    staleTime: Infinity,
    refetchOnMount: 'always',
  });
  const versions = useQuery({
    queryKey: computed(() => keys.templateVersions(toValue(ref))),
    queryFn: async ({ signal }) => (await api('GET /message-templates/versions', { query: toValue(ref), signal })).data,
  });

  function changed(next: TemplateDetail): TemplateDetail {
    queryClient.setQueryData(keys.template(toValue(ref)), next);
    void queryClient.invalidateQueries({ queryKey: keys.templateList });
    void queryClient.invalidateQueries({ queryKey: keys.templateVersions(toValue(ref)) });
    return next;
  }
  const once = () => ({ idempotencyKey: intentKey() });

  return {
    template,
    versions,
    save: async (draft: TemplateDraft, basedOn: number) =>
      changed(await api('POST /message-templates', { body: { ...draft, basedOn }, ...once() })),
    restore: async (version: number) =>
      changed(await api('POST /message-templates/restore', { body: { ...toValue(ref), version }, ...once() })),
    reset: async () => changed(await api('POST /message-templates/reset', { body: toValue(ref), ...once() })),
    test: (draft: TemplateDraft) => api('POST /message-templates/test', { body: draft }),
  };
}
