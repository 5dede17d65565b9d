import { ApiProblem } from '@bookme/core/client';
import { expect, it } from 'vitest';
import { createRuleWrites, Declined, type RulesQuery } from './useRuleWrites.ts';

const BOOKING = {
  id: '01a20a81-0000-7000-8000-000000000001',
  kind: 'booking',
  startsAt: '2026-12-01T09:00:00.000Z',
  customerName: 'Ada Lovelace',
  serviceName: 'Haircut',
  staffName: 'Mara Linden',
  why: 'outside_hours',
} as const;
const touches = () =>
  new ApiProblem({
    status: 409,
    code: 'rules.affect_bookings',
    title: 'Conflict',
    affected: [BOOKING],
    affectedCount: 1,
  });

/** A server whose change touches one booking. */
function server() {
  const asked: RulesQuery[] = [];
  return {
    asked,
    call: async (query: RulesQuery): Promise<string | { slotsGained: number; slotsLost: number }> => {
      asked.push(query);
      if ('dryRun' in query) return { slotsGained: 2, slotsLost: 30 };
      if ('confirm' in query) return 'written';
      throw touches();
    },
  };
}

it('writes at once what touches no booking', async () => {
  const writes = createRuleWrites();
  expect(await writes.write(async () => 'written')).toBe('written');
  expect(writes.asked.value).toBeUndefined();
});

it('lists the bookings that a change touches, and writes it only when told to', async () => {
  const writes = createRuleWrites();
  const { asked, call } = server();
  const written = writes.write(call);
  await expect.poll(() => writes.asked.value).toBeDefined();
  expect(writes.asked.value!.consequences).toEqual({
    affected: [BOOKING],
    affectedCount: 1,
    slotsGained: 2,
    slotsLost: 30,
  });
  expect(asked).toEqual([{}, { dryRun: 'true' }]);
  writes.asked.value!.answer(true);
  expect(await written).toBe('written');
  expect(asked.at(-1)).toEqual({ confirm: 'true' });
  expect(writes.asked.value).toBeUndefined();
});

it('writes nothing when the person goes back', async () => {
  const writes = createRuleWrites();
  const { asked, call } = server();
  const written = writes.write(call);
  await expect.poll(() => writes.asked.value).toBeDefined();
  writes.asked.value!.answer(false);
  await expect(written).rejects.toBeInstanceOf(Declined);
  expect(asked).toEqual([{}, { dryRun: 'true' }]);
});

it('lets every other problem through', async () => {
  const offline = new ApiProblem({ status: 0, code: 'client.offline', title: 'offline' });
  await expect(createRuleWrites().write(() => Promise.reject(offline))).rejects.toBe(offline);
});
