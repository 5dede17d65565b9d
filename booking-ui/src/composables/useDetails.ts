import type { BookingView, PageView, Problem, RequestOf } from '@bookme/core/client';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { createAttemptKey } from '../state/attempt-key.ts';
import { createAttempt } from '../state/attempt.ts';
import { askedOf, type Choice } from '../state/choice.ts';
import { useBookMe } from '../state/context.ts';
import type { Place } from '../state/place.ts';
import { useContact } from './useContact.ts';
import { useHold } from './useHold.ts';

/** The form: what was typed (kept over a reload), what is wrong with it, and the one act of booking. */
export function useDetails(
  place: () => Extract<Place, { name: 'details' }>,
  service: () => PageView['services'][number],
  choice: () => Choice,
) {
  const { api, fresh, i18n, remembered, session, zone } = useBookMe();
  const { slug } = place();
  const contact = useContact(slug);
  /** Nearest free times when the one asked for was refused; absent: it was not. */
  const alternatives = shallowRef<string[]>();
  /** Of a class: the session behind each of them. */
  const sessions = new Map<string, string>();
  /** Names of those who come along to a class. */
  const guests = reactive<string[]>(session.get<string[]>(`guests:${slug}`) ?? []);
  const isClass = (): boolean => service().kind === 'class';
  /** By somebody else; otherwise it lies too near, too far or outside of hours by now. */
  const wasTaken = ref(true);
  const refusal = shallowRef<Problem>();
  const booked = shallowRef<BookingView>();
  const sending = createAttempt();
  const key = createAttemptKey(session, `attempt:${slug}`);

  watch(guests, () => session.set(`guests:${slug}`, [...guests]));

  const wanted = () => ({
    serviceId: service().id,
    staffId: place().staff ?? null,
    startsAt: place().slot,
    ...askedOf(service(), choice()),
    ...(choice().people > 1 ? { party: choice().people } : {}),
    ...opened(),
  });
  const opened = () => (place().link ? { link: place().link } : {});
  const hold = useHold(slug, () => (isClass() ? undefined : wanted()));
  /** Where people cost differently, whoever is kept is booked: the price must be what was said. */
  const assigned = computed(() =>
    place().staff || service().levelPrices.length === 0 ? undefined : hold.staffId.value,
  );
  const seat = () => {
    const { people } = choice();
    const names = guests.slice(0, people - 1).map((name) => name.trim()).filter(Boolean); // prettier-ignore
    return {
      ...{ serviceId: service().id, startsAt: place().slot, sessionId: place().session, seats: people },
      ...(names.length > 0 ? { guests: names.map((name) => ({ name })) } : {}),
      ...opened(),
    };
  };

  const body = computed((): RequestOf<'POST /bookings'>['body'] => ({
    ...(isClass() ? seat() : wanted()),
    ...(assigned.value ? { staffId: assigned.value } : {}),
    ...(hold.mine.value ? { hold: hold.mine.value } : {}),
    customer: contact.customer(),
    timeZone: zone.value,
    locale: i18n.tag.value,
    note: contact.fields.note.trim(),
  }));

  watch(sending.problem, (problem) => {
    if (!problem) return;
    contact.mark(problem);
    if (refuse(problem)) sending.clear();
  });
  watch(hold.refused, (problem) => problem && !mayBeOurs() && refuse(problem));

  /** Whether there is another way: then it is offered. */
  function refuse(problem: Problem): boolean {
    if (!problem.alternatives) return false;
    alternatives.value = problem.alternatives.map((each: string | { id: string; startsAt: string }) => {
      if (typeof each === 'string') return each;
      sessions.set(each.startsAt, each.id);
      return each.startsAt;
    });
    wasTaken.value = problem.code === 'booking.slot_taken';
    refusal.value = problem;
    return true;
  }
  const mayBeOurs = (): boolean => Boolean(booked.value) || (!alternatives.value && key.wasTried(body.value));

  const book = (): Promise<void> =>
    sending.run(async () => {
      const idempotencyKey = key.for(body.value);
      const { booking, token } = await api('POST /bookings', { body: body.value, idempotencyKey });
      remembered.add(booking, token, i18n.format.value.moment(booking.startsAt, zone.value), place().link);
      contact.keep();
      key.done();
      hold.done();
      session.remove(`guests:${slug}`);
      fresh.value = booking;
      booked.value = booking;
    });

  return {
    contact,
    alternatives,
    wasTaken,
    refusal,
    sessionAt: (at: string) => sessions.get(at),
    guests,
    hold,
    assigned,
    booked,
    sending,
    book,
    /** The time may be gone because we took it: the answer was lost, or is just arriving. */
    mayBeOurs,
  };
}
