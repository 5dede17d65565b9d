import type { Problem } from '@bookme/core/client';
import { reactive, ref, watch } from 'vue';
import type { PlainKey } from '../i18n/messages.ts';
import { useBookMe } from '../state/context.ts';

export const FIELDS = ['name', 'email', 'phone', 'note'] as const;
export type Field = (typeof FIELDS)[number];
type Fields = Record<Field, string>;

const BAD = {
  name: 'details.badName',
  email: 'details.badEmail',
  phone: 'details.badPhone',
  note: 'details.badNote',
} as const;
const NEEDED: Partial<Record<Field, PlainKey>> = { name: 'details.needName', email: 'details.needEmail' };

/** The sentence for what the browser finds wrong with a field, if anything. */
export const errorOf = (field: Field, { valid, valueMissing }: ValidityState): PlainKey | undefined =>
  valid ? undefined : (valueMissing && NEEDED[field]) || BAD[field];

/** The form's fields that a problem names, by `customer.email` or `note`. */
export const fieldsOf = (problem: Problem): Field[] =>
  (problem.errors ?? []).map(({ path }) => path.split('.').at(-1) as Field).filter((field) => FIELDS.includes(field));

/** Who books: what was typed (kept over a reload), and what is wrong with it. */
export function useContact(slug: string) {
  const { remembered, session } = useBookMe();
  const draft = session.get<Fields>(`draft:${slug}`);
  const known = remembered.contact();
  const empty: Fields = { name: '', email: '', phone: '', note: '' };
  const fields = reactive<Fields>({ ...empty, ...(draft ?? known) });
  const errors = reactive<Partial<Record<Field, PlainKey>>>({});
  const prefilled = ref(!draft && Boolean(known));
  const typed = () => ({ name: fields.name.trim(), email: fields.email.trim(), phone: fields.phone.trim() });

  watch(fields, () => session.set(`draft:${slug}`, { ...fields }));
  for (const field of FIELDS)
    watch(
      () => fields[field],
      () => delete errors[field],
    );

  return {
    fields,
    errors,
    prefilled,
    /** As the server takes it. */
    customer: () => ({ ...typed(), phone: typed().phone || null }),
    /** Marks what the server finds wrong. */
    mark(problem: Problem): void {
      for (const field of fieldsOf(problem)) errors[field] = BAD[field];
    },
    /** After booking: kept on this device, and nothing is left of the draft. */
    keep(): void {
      remembered.keepContact(typed());
      session.remove(`draft:${slug}`);
    },
    clear(): void {
      remembered.forgetContact();
      Object.assign(fields, empty);
      prefilled.value = false;
    },
  };
}

export type Contact = ReturnType<typeof useContact>;
