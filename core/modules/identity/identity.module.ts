import { mountApi } from '../../kernel/http/mount-api.ts';
import { identityApi } from './identity.contract.ts';
import { createIdentityService, type IdentityDeps } from './identity.service.ts';

export type { IdentityDeps } from './identity.service.ts';

export function createIdentityModule(deps: IdentityDeps) {
  const service = createIdentityService(deps);
  return {
    service,
    routes: mountApi(identityApi, {
      async signIn({ body, cookie }) {
        const { session, view } = await service.signIn(body);
        cookie.set(session.token, session.endsAt);
        return view;
      },
      showSession: ({ caller }) => service.show(caller),
      async signOut({ caller, cookie }) {
        await service.signOut(caller);
        cookie.clear();
      },
      async changePassword({ caller, body, cookie }) {
        const session = await service.changePassword(caller, body);
        cookie.set(session.token, session.endsAt);
      },
    }),
  };
}
