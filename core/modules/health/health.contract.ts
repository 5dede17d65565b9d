import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';

export const HealthView = z.object({
  plugins: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: z.enum(['active', 'inactive', 'failed']),
      reason: z.string(),
      provides: z.array(z.string()),
    }),
  ),
  database: z.enum(['ok', 'down']),
  workflows: z.enum(['ok', 'degraded']),
  outbox: z.object({ waiting: z.int(), oldestSeconds: z.int() }),
  messages: z.object({ failed: z.int(), channel: z.string().nullable() }),
});
export type HealthView = z.infer<typeof HealthView>;

export const healthApi = defineApi({
  show: {
    method: 'GET',
    path: '/health',
    access: 'can:health.read',
    summary: 'What each part did last and what fails',
    response: HealthView,
  },
});
