import type { ClassSession, RequestOf } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { intentKey, previewed, useApi } from '../api.ts';
import { keys } from './keys.ts';

export type Scope = 'this' | 'following' | 'all';
export type SessionMove = Omit<RequestOf<'POST /desk/class-sessions/:id/move'>['body'], 'version'>;
export interface SessionCancel {
  scope: Scope;
  reason?: string;
  notify?: boolean;
}
export type Join = RequestOf<'POST /desk/bookings'>['body'];

/** What the desk does with sessions of classes. Every act names the version that the person saw. */
export function useClassActs() {
  const api = useApi();
  const queryClient = useQueryClient();
  const settled = <T>(answer: T): T => {
    for (const queryKey of [keys.bookings, keys.availability]) void queryClient.invalidateQueries({ queryKey });
    return answer;
  };
  const about = <B extends object>({ id, version }: ClassSession, body: B) => ({
    params: { id },
    body: { ...body, version },
    idempotencyKey: intentKey(),
  });
  const dry = { query: { dryRun: 'true' } } as const;

  return {
    settled,
    previewMove: (session: ClassSession, body: SessionMove) =>
      previewed(api, 'POST /desk/class-sessions/:id/move', { ...about(session, body), ...dry }),
    move: async (session: ClassSession, body: SessionMove) =>
      settled(await api('POST /desk/class-sessions/:id/move', about(session, body))),
    previewCancel: (session: ClassSession, body: SessionCancel) =>
      previewed(api, 'POST /desk/class-sessions/:id/cancel', { ...about(session, body), ...dry }),
    cancel: async (session: ClassSession, body: SessionCancel) =>
      settled(await api('POST /desk/class-sessions/:id/cancel', about(session, body))),
    resize: async (session: ClassSession, capacity: number) =>
      settled(await api('POST /desk/class-sessions/:id/capacity', about(session, { capacity }))),
    join: async (body: Join) => settled(await api('POST /desk/bookings', { body, idempotencyKey: intentKey() })),
  };
}
