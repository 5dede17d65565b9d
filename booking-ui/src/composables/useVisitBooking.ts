import type { PreviewOf, Problem, RequestOf } from '@bookme/core/client';
import { computed, ref, shallowRef, watch } from 'vue';
import { createAttemptKey } from '../state/attempt-key.ts';
import { createAttempt } from '../state/attempt.ts';
import { useBookMe } from '../state/context.ts';
import { useContact } from './useContact.ts';
import type { VisitPlace } from '../state/visit-place.ts';
import type { Visit } from './useVisit.ts';

/** The plan of a visit at one start, and the one act of booking it: all parts or none. */
export function useVisitBooking(place: () => VisitPlace & { slot: string }, { shape }: Visit) {
  const { api, i18n, remembered, session, zone } = useBookMe();
  const { slug } = place();
  const contact = useContact(slug);
  const planning = createAttempt();
  const sending = createAttempt();
  const key = createAttemptKey(session, `visit:${slug}`);
  const plan = shallowRef<PreviewOf<'POST /visits'>>();
  /** Nearest other starts when this one was refused; absent: it was not. */
  const alternatives = shallowRef<string[]>();
  const refusal = shallowRef<Problem>();
  const booked = ref<string[]>();

  const asked = computed(() => ({
    ...shape.value,
    startsAt: place().slot,
    timeZone: zone.value,
    locale: i18n.tag.value,
  }));
  const body = computed((): RequestOf<'POST /visits'>['body'] => ({
    ...asked.value,
    customer: contact.customer(),
    note: contact.fields.note.trim(),
  }));

  function refuse(problem: Problem | undefined): boolean {
    if (!problem?.alternatives) return false;
    alternatives.value = problem.alternatives as string[];
    refusal.value = problem;
    return true;
  }
  watch(planning.problem, (problem) => refuse(problem) && planning.clear());
  watch(sending.problem, (problem) => {
    if (problem) contact.mark(problem);
    if (refuse(problem)) sending.clear();
  });
  // Nobody has said who they are yet, so it is asked for somebody.
  const somebody = { name: '-', email: 'somebody@example.com' };
  watch(
    () => JSON.stringify(asked.value),
    () =>
      planning.run(async () => {
        alternatives.value = undefined;
        plan.value = undefined;
        const answer = await api('POST /visits', {
          query: { dryRun: 'true' },
          body: { ...asked.value, customer: somebody },
        });
        // The client types what is booked; with `dryRun` the plan is answered.
        plan.value = answer as unknown as PreviewOf<'POST /visits'>;
      }),
    { immediate: true },
  );

  const book = (): Promise<void> =>
    sending.run(async () => {
      const { bookings } = await api('POST /visits', { body: body.value, idempotencyKey: key.for(body.value) });
      for (const { booking, token } of bookings.toReversed())
        remembered.add(booking, token, i18n.format.value.moment(booking.startsAt, zone.value), place().link);
      contact.keep();
      key.done();
      booked.value = bookings.map(({ booking }) => booking.id);
    });

  return { contact, planning, sending, plan, alternatives, refusal, booked, book };
}
