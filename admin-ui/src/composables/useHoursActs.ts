import type { HoursView, ScheduleView, WeeklyHours } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { intentKey, useApi } from '../api.ts';
import type { Interval } from '../hours/week.ts';
import type { PlainDay } from '../time/days.ts';
import { keys } from './keys.ts';
import { useRuleWrites } from './useRuleWrites.ts';

export interface TimeOff {
  from: string;
  to: string;
  reason: string;
  rrule: string | null;
  redirectTo: string | null;
}

/** Changes of one member's hours. Those that touch bookings are asked about first. */
export function useHoursActs(staffId: () => string) {
  const api = useApi();
  const queryClient = useQueryClient();
  const rules = useRuleWrites();
  const id = (): string => staffId();

  /** Each of these answers with all of the member's hours. */
  async function settled(answer: Promise<HoursView>): Promise<HoursView> {
    const hours = await answer;
    queryClient.setQueryData(keys.hoursOf(hours.staffId), hours);
    void queryClient.invalidateQueries({ queryKey: keys.schedulesOf(hours.staffId) });
    void queryClient.invalidateQueries({ queryKey: keys.availability });
    return hours;
  }
  async function refreshed<T>(answer: Promise<T>): Promise<T> {
    const result = await answer;
    await queryClient.invalidateQueries({ queryKey: keys.hours });
    void queryClient.invalidateQueries({ queryKey: keys.services });
    void queryClient.invalidateQueries({ queryKey: keys.availability });
    return result;
  }

  const patch = (
    scheduleId: string,
    body: { name?: string; isDefault?: true; weekly?: WeeklyHours; effectiveFrom?: PlainDay },
  ): Promise<ScheduleView> =>
    refreshed(
      rules.write((query) =>
        api('PATCH /staff/:id/schedules/:scheduleId', {
          params: { id: id(), scheduleId },
          query,
          body,
          idempotencyKey: intentKey(),
        }),
      ),
    );

  return {
    setWeek: ({ scheduleId, ...body }: { scheduleId: string; weekly: WeeklyHours; effectiveFrom?: PlainDay }) =>
      patch(scheduleId, body),
    renameSchedule: ({ scheduleId, name }: { scheduleId: string; name: string }) => patch(scheduleId, { name }),
    makeDefault: (scheduleId: string) => patch(scheduleId, { isDefault: true }),
    addSchedule: (body: { name: string; weekly: WeeklyHours }) =>
      refreshed(api('POST /staff/:id/schedules', { params: { id: id() }, body, idempotencyKey: intentKey() })),
    removeSchedule: (scheduleId: string) =>
      refreshed(
        rules.write((query) =>
          api('DELETE /staff/:id/schedules/:scheduleId', { params: { id: id(), scheduleId }, query }),
        ),
      ),
    removePlan: ({ scheduleId, day }: { scheduleId: string; day: PlainDay }) =>
      refreshed(
        rules.write((query) =>
          api('DELETE /staff/:id/schedules/:scheduleId/plans/:day', { params: { id: id(), scheduleId, day }, query }),
        ),
      ),
    setOverride: ({ day, hours }: { day: PlainDay; hours: Interval[] }) =>
      settled(
        rules.write((query) =>
          api('PUT /staff/:id/overrides/:day', {
            params: { id: id(), day },
            query,
            body: { hours },
            idempotencyKey: intentKey(),
          }),
        ),
      ),
    removeOverride: (day: PlainDay) =>
      settled(rules.write((query) => api('DELETE /staff/:id/overrides/:day', { params: { id: id(), day }, query }))),
    addTimeOff: (body: TimeOff) =>
      settled(
        rules.write((query) =>
          api('POST /staff/:id/time-off', { params: { id: id() }, query, body, idempotencyKey: intentKey() }),
        ),
      ),
    removeTimeOff: (timeOffId: string) =>
      settled(
        rules.write((query) =>
          api('DELETE /staff/:id/time-off/:timeOffId', { params: { id: id(), timeOffId }, query }),
        ),
      ),
    addZoneChange: (body: { from: PlainDay; to: PlainDay; timeZone: string }) =>
      settled(
        rules.write((query) =>
          api('POST /staff/:id/zone-changes', { params: { id: id() }, query, body, idempotencyKey: intentKey() }),
        ),
      ),
    removeZoneChange: (zoneChangeId: string) =>
      settled(
        rules.write((query) =>
          api('DELETE /staff/:id/zone-changes/:zoneChangeId', { params: { id: id(), zoneChangeId }, query }),
        ),
      ),
  };
}
