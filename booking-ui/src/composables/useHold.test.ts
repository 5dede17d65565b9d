import { ApiProblem } from '@bookme/core/client';
import { flushPromises } from '@vue/test-utils';
import { defineComponent, h, reactive } from 'vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { contextOf, mountIn, type Answers } from '../../test/context.ts';
import HoldNote from '../components/booking/HoldNote.vue';
import { useHold, type Hold } from './useHold.ts';

const NOW = '2026-11-23T08:40:00.000Z';
beforeEach(() => void vi.useFakeTimers({ now: Date.parse(NOW) }));
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

let made = 0;
const granted = () => {
  const now = new Date().toISOString();
  const expiresAt = new Date(Date.now() + 300_000).toISOString();
  return { ...{ id: `hold-${++made}`, token: 'secret', staff: { id: 'mia', name: 'Mia' } }, expiresAt, now };
};

async function holding(answers: Answers = {}) {
  const bookme = contextOf({
    answers: { 'POST /holds': granted, 'POST /holds/:id/release': () => undefined, ...answers },
  });
  const wanted = reactive({ serviceId: 's1', staffId: null, startsAt: '2026-11-24T09:00:00.000Z' });
  let hold!: Hold;
  const screen = mountIn(
    bookme,
    defineComponent(() => {
      hold = useHold('demo', () => ({ ...wanted }));
      return () => h(HoldNote, { hold });
    }),
  );
  await flushPromises();
  const sent = (operation: string) =>
    vi.mocked(bookme.api).mock.calls.filter(([name]) => name === operation).map(([, request]) => request); // prettier-ignore
  return { hold, screen, sent, wanted, said: () => screen.get('[role=status]').text() };
}

it('counts down for the eye every second, and is heard at one minute left', async () => {
  const { screen, said } = await holding();
  expect(screen.get('[aria-hidden] strong').text()).toBe('5:00');
  expect(said()).toBe('We keep this time for you');
  await vi.advanceTimersByTimeAsync(239_000);
  expect(said()).toBe('We keep this time for you');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(said()).toBe('This time is kept for you for one more minute.');
});

it('is renewed in the place of the one before', async () => {
  const { screen, sent } = await holding();
  const first = `hold-${made}`;
  await vi.advanceTimersByTimeAsync(250_000);
  await screen.get('button').trigger('click');
  await flushPromises();
  expect(sent('POST /holds')[1]).toMatchObject({ body: { instead: { id: first, token: 'secret' } } });
  expect(screen.get('[aria-hidden] strong').text()).toBe('5:00');
});

it('says when it has ended', async () => {
  const { hold, screen } = await holding();
  await vi.advanceTimersByTimeAsync(301_000);
  expect(hold.isHeld.value).toBe(false);
  expect(screen.get('[role=alert]').text()).toContain('We no longer keep this time for you');
});

it('is given back on leaving, and not once it is a booking', async () => {
  const left = await holding();
  left.screen.unmount();
  expect(left.sent('POST /holds/:id/release')).toMatchObject([{ keepalive: true, body: { token: 'secret' } }]);
  const booked = await holding();
  booked.hold.done();
  booked.screen.unmount();
  expect(booked.sent('POST /holds/:id/release')).toEqual([]);
});

it('is no condition: where it cannot be had nothing is said', async () => {
  const { hold, screen } = await holding({
    'POST /holds': () => {
      throw new ApiProblem({ status: 429, code: 'rate.limited', title: 'Too many' });
    },
  });
  expect(hold.mine.value).toBeUndefined();
  expect(hold.refused.value).toBeUndefined();
  expect(screen.text()).toBe('');
});

it('is not sent along for another time than its own', async () => {
  const { hold, wanted } = await holding({ 'POST /holds': granted });
  expect(hold.mine.value).toEqual({ id: `hold-${made}`, token: 'secret' });
  wanted.startsAt = '2026-11-24T10:00:00.000Z';
  expect(hold.mine.value).toBeUndefined();
});
