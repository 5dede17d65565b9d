import { ApiProblem, createClient, type SessionView } from '@bookme/core/client';
import { computed, inject, type InjectionKey, shallowRef } from 'vue';

type State = 'unknown' | 'in' | 'out' | 'unreachable';

export function createSession() {
  const view = shallowRef<SessionView>();
  const state = shallowRef<State>('unknown');
  /** Why the sign-in page is shown; empty at the first visit. */
  const ended = shallowRef<'' | 'expired' | 'signed-out'>('');
  const api = createClient({ csrfToken: () => view.value?.csrfToken });

  function enter(session: SessionView): void {
    view.value = session;
    state.value = 'in';
    ended.value = '';
  }

  function leave(why: '' | 'expired' | 'signed-out'): void {
    view.value = undefined;
    state.value = 'out';
    ended.value = why;
  }

  return {
    api,
    view: computed(() => view.value),
    state: computed(() => state.value),
    ended: computed(() => ended.value),
    /** Whose calendar alone this person sees and fills; undefined for those who see all. */
    ownStaffId: computed(() =>
      view.value?.user.role === 'staff' ? (view.value.user.staffId ?? undefined) : undefined,
    ),
    can: (permission: string): boolean => view.value?.permissions.includes(permission) ?? false,

    /** Asks who is signed in. Never throws for an answer; offline leaves the state `unreachable`. */
    async load(): Promise<void> {
      try {
        enter(await api('GET /session', {}));
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        if (error.problem.status === 401) leave('');
        else state.value = 'unreachable';
      }
    },

    /** @throws ApiProblem for wrong credentials (401) and too many attempts (429). */
    async signIn(email: string, password: string): Promise<void> {
      enter(await api('POST /session', { body: { email, password } }));
    },

    async signOut(): Promise<void> {
      await api('DELETE /session', {});
      leave('signed-out');
    },

    /** The server no longer knows this session. */
    expire(): void {
      if (state.value === 'in') leave('expired');
    },
  };
}

export type Session = ReturnType<typeof createSession>;
export const sessionKey: InjectionKey<Session> = Symbol('session');

export function useSession(): Session {
  const session = inject(sessionKey);
  if (!session) throw new Error('No session was provided');
  return session;
}
