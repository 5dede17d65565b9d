import type { HoursView } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { intentKey, useApi } from '../api.ts';
import type { PlainDay } from '../time/days.ts';
import { keys } from './keys.ts';

/** Changes of one member's hours. Each answers with all of them. */
export function useHoursActs(staffId: () => string) {
  const api = useApi();
  const queryClient = useQueryClient();

  async function settled(answer: Promise<HoursView>): Promise<HoursView> {
    const hours = await answer;
    queryClient.setQueryData(keys.hoursOf(hours.staffId), hours);
    void queryClient.invalidateQueries({ queryKey: keys.availability });
    return hours;
  }
  const id = (): string => staffId();

  return {
    setWeek: (weekly: HoursView['weekly']) =>
      settled(api('PUT /staff/:id/hours', { params: { id: id() }, body: { weekly }, idempotencyKey: intentKey() })),
    setOverride: ({ day, hours }: { day: PlainDay; hours: { from: number; to: number }[] }) =>
      settled(
        api('PUT /staff/:id/overrides/:day', {
          params: { id: id(), day },
          body: { hours },
          idempotencyKey: intentKey(),
        }),
      ),
    removeOverride: (day: PlainDay) => settled(api('DELETE /staff/:id/overrides/:day', { params: { id: id(), day } })),
    addTimeOff: (body: { from: string; to: string; reason: string }) =>
      settled(api('POST /staff/:id/time-off', { params: { id: id() }, body, idempotencyKey: intentKey() })),
    removeTimeOff: (timeOffId: string) =>
      settled(api('DELETE /staff/:id/time-off/:timeOffId', { params: { id: id(), timeOffId } })),
  };
}
