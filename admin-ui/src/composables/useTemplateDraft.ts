import type { FilledMessage, Problem, TemplateDetail, TemplateDraft } from '@bookme/core/client';
import { useQuery } from '@tanstack/vue-query';
import { computed, reactive, shallowRef, watch } from 'vue';
import { problemOf, useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { keys } from './keys.ts';
import { useDebounced } from './useDebounced.ts';
import { useSession } from './useSession.ts';

/** One thing that is wrong, in words, with its place. */
export interface PlacedProblem {
  part: 'subject' | 'mjml' | 'text';
  text: string;
  line: number | null;
  column: number | null;
}

const PREVIEW_AFTER_MS = 400;

/** What somebody writes, shown and checked as it is typed. Nothing is saved by that. */
export function useTemplateDraft(template: TemplateDetail) {
  const api = useApi();
  const { maybe } = useI18n();
  const { can } = useSession();
  const sourceOf = ({ kind, recipient, locale, subject, mjml, text }: TemplateDraft): TemplateDraft => ({
    ...{ kind, recipient, locale, subject, mjml, text },
  });
  const draft = reactive(sourceOf(template));
  const saved = shallowRef(JSON.stringify(draft));
  /** Kept while the text part is made from the body, so that nothing typed is lost. */
  const ownText = shallowRef(template.text ?? '');
  const written = computed(() => JSON.stringify(draft));
  const settled = useDebounced(() => written.value, PREVIEW_AFTER_MS);

  const preview = useQuery({
    queryKey: computed(() => keys.templatePreview(settled.value)),
    queryFn: ({ signal }) =>
      api('POST /message-templates/preview', { body: JSON.parse(settled.value) as TemplateDraft, signal }),
    enabled: can('messages.write'),
    retry: false,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  const last = shallowRef<FilledMessage>();
  watch(preview.data, (next) => next && (last.value = next), { immediate: true });
  const problem = computed<Problem | undefined>(() =>
    preview.error.value ? problemOf(preview.error.value) : undefined,
  );

  const placed = computed<PlacedProblem[]>(() =>
    (problem.value?.errors ?? []).map(({ path, code, message, line = null, column = null, what = '' }) => ({
      part: path === 'subject' || path === 'text' ? path : 'mjml',
      text: maybe(`templates.problem.${code}`, { what }) ?? maybe(`problem.field.${code}`) ?? message,
      line,
      column,
    })),
  );

  return {
    draft,
    /** What could last be shown. */
    filled: last,
    /** Places of all that is wrong. */
    placed,
    /** Why there is no preview, other than by what is written. */
    problem: computed(() => (placed.value.length > 0 ? undefined : problem.value)),
    isCurrent: computed(() => settled.value === written.value && !preview.isFetching.value),
    isDirty: computed(() => saved.value !== written.value),
    textMode: computed<'derived' | 'own'>({
      get: () => (draft.text === null ? 'derived' : 'own'),
      set(mode) {
        if (mode === 'own') draft.text = ownText.value || (last.value?.textSource ?? '');
        else {
          ownText.value = draft.text ?? '';
          draft.text = null;
        }
      },
    }),
    /** Takes over what is stored now. */
    fill(next: TemplateDetail): void {
      Object.assign(draft, sourceOf(next));
      saved.value = JSON.stringify(draft);
    },
  };
}
