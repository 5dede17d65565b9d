import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { Email, Id, Line, Locale } from '../../kernel/http/fields.ts';

export const Role = z.enum(['owner', 'manager', 'staff']);
export type Role = z.infer<typeof Role>;

export const SignIn = z.strictObject({ email: Email, password: z.string().min(1).max(200) });
export type SignIn = z.infer<typeof SignIn>;

export const SessionView = z.object({
  user: z.object({
    id: Id,
    name: z.string(),
    email: z.string(),
    role: Role,
    staffId: Id.nullable(),
    locale: z.string(),
  }),
  organization: z.object({ id: Id, name: z.string() }),
  permissions: z.array(z.string()),
  /** Sent back as `X-CSRF-Token` with every unsafe method. */
  csrfToken: z.string().meta({ description: 'Goes back as `X-CSRF-Token` with everything that is not a GET' }),
  expiresAt: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;

export const ChangePassword = z.strictObject({
  currentPassword: z.string().min(1).max(200),
  newPassword: z.string().min(12).max(200),
});
export type ChangePassword = z.infer<typeof ChangePassword>;

export const UpdateMe = z.strictObject({ name: Line(120).optional(), locale: Locale.optional() });

export const identityApi = defineApi({
  signIn: {
    method: 'POST',
    path: '/session',
    access: 'public',
    limit: 'sign-in',
    summary: 'Sign in with e-mail and password; sets the session cookie',
    body: SignIn,
    response: SessionView,
    status: 201,
  },
  showSession: {
    method: 'GET',
    path: '/session',
    access: 'signed-in',
    summary: 'Who is signed in',
    response: SessionView,
  },
  signOut: { method: 'DELETE', path: '/session', access: 'signed-in', summary: 'End this session', status: 204 },
  changePassword: {
    method: 'POST',
    path: '/session/password',
    access: 'signed-in',
    limit: 'sign-in',
    summary: 'Change the own password; ends every other session',
    body: ChangePassword,
    status: 204,
  },
});
