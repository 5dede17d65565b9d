import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Id, Line, listOf, TimeZone } from '../../kernel/http/fields.ts';
import { RulesPreview, RulesQuery } from '../availability/rules/rule-changes.contract.ts';
import { WeeklyHours } from './hours-fields.contract.ts';

const Kind = z.enum(['room', 'equipment']);
/** How many bookings it takes at once. */
const Capacity = z.int().min(1).max(1000);
const Position = z.int().min(0).max(100_000);
/** When it is open at all; null: always. */
const OpeningHours = z.strictObject({ timeZone: TimeZone.optional(), weekly: WeeklyHours });
export type OpeningHours = z.infer<typeof OpeningHours>;

export const ResourceView = z.object({
  id: Id,
  kind: Kind,
  name: z.string(),
  capacity: z.int(),
  active: z.boolean(),
  position: z.int(),
  locationId: Id,
  hours: z.object({ timeZone: z.string(), weekly: WeeklyHours }).nullable(),
  /** Services that require it. */
  serviceIds: z.array(Id),
});
export type ResourceView = z.infer<typeof ResourceView>;

export const CreateResource = z.strictObject({
  kind: Kind,
  name: Line(120),
  capacity: Capacity.default(1),
  position: Position.optional(),
  /** Left out: the first location. */
  locationId: Id.optional(),
  hours: OpeningHours.nullable().default(null),
});
export type CreateResource = z.infer<typeof CreateResource>;

export const UpdateResource = z.strictObject({
  name: Line(120).optional(),
  capacity: Capacity.optional(),
  active: z.boolean().optional(),
  position: Position.optional(),
  hours: OpeningHours.nullable().optional(),
});
export type UpdateResource = z.infer<typeof UpdateResource>;

export const resourcesApi = defineApi({
  listResources: {
    method: 'GET',
    path: '/resources',
    access: 'can:schedules.read',
    summary: 'Rooms and equipment, active or not',
    response: listOf(ResourceView),
  },
  createResource: {
    method: 'POST',
    path: '/resources',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Add a room or equipment',
    body: CreateResource,
    response: ResourceView,
    status: 201,
  },
  showResource: {
    method: 'GET',
    path: '/resources/:id',
    access: 'can:schedules.read',
    summary: 'One room or piece of equipment',
    params: ById,
    response: ResourceView,
  },
  updateResource: {
    method: 'PATCH',
    path: '/resources/:id',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Change a room or equipment',
    params: ById,
    query: RulesQuery,
    body: UpdateResource,
    response: ResourceView,
    preview: RulesPreview,
  },
  removeResource: {
    method: 'DELETE',
    path: '/resources/:id',
    access: 'can:schedules.write',
    summary: 'Remove one that no service and no booking refers to; else deactivate it',
    params: ById,
    response: z.object({ id: Id }),
  },
});
