import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Id, Line, listOf, Prose } from '../../kernel/http/fields.ts';

const minutes = (max: number) => z.int().min(0).max(max);

export const ServiceFields = {
  name: Line(120),
  description: Prose(2000),
  durationMinutes: z.int().min(5).max(720),
  bufferBeforeMinutes: minutes(240),
  bufferAfterMinutes: minutes(240),
  slotIntervalMinutes: z.int().min(5).max(720),
  /** How long before the start it can last be booked. */
  minNoticeMinutes: minutes(43_200),
  /** How long before the start the customer can last move or cancel. */
  changeNoticeMinutes: minutes(43_200),
  /** How many days ahead it can be booked, today included as day 0. */
  windowDays: z.int().min(1).max(730),
  /** Integer minor units in the location's currency; null: no price is shown. */
  priceAmount: z.int().min(0).max(100_000_000).nullable(),
  requiresApproval: z.boolean(),
  active: z.boolean(),
  staffIds: z.array(Id).max(200),
  /** Rooms or equipment that every booking of this service occupies too. */
  resourceIds: z.array(Id).max(20),
};

export const CreateService = z.strictObject({
  ...ServiceFields,
  description: ServiceFields.description.default(''),
  bufferBeforeMinutes: ServiceFields.bufferBeforeMinutes.default(0),
  bufferAfterMinutes: ServiceFields.bufferAfterMinutes.default(0),
  slotIntervalMinutes: ServiceFields.slotIntervalMinutes.default(15),
  minNoticeMinutes: ServiceFields.minNoticeMinutes.default(60),
  changeNoticeMinutes: ServiceFields.changeNoticeMinutes.default(1440),
  windowDays: ServiceFields.windowDays.default(60),
  priceAmount: ServiceFields.priceAmount.default(null),
  requiresApproval: ServiceFields.requiresApproval.default(false),
  active: ServiceFields.active.default(true),
  staffIds: ServiceFields.staffIds.default([]),
  resourceIds: ServiceFields.resourceIds.default([]),
});
export type CreateService = z.infer<typeof CreateService>;

export const UpdateService = z.strictObject(ServiceFields).partial();
export type UpdateService = z.infer<typeof UpdateService>;

export const ServiceView = z.object({ id: Id, ...ServiceFields, currency: z.string(), position: z.int() });
export type ServiceView = z.infer<typeof ServiceView>;

export const catalogApi = defineApi({
  listServices: {
    method: 'GET',
    path: '/services',
    access: 'can:catalog.read',
    summary: 'All services, active or not',
    response: listOf(ServiceView),
  },
  createService: {
    method: 'POST',
    path: '/services',
    access: 'can:catalog.write',
    idempotent: true,
    summary: 'Add a service',
    body: CreateService,
    response: ServiceView,
    status: 201,
  },
  showService: {
    method: 'GET',
    path: '/services/:id',
    access: 'can:catalog.read',
    summary: 'One service',
    params: ById,
    response: ServiceView,
  },
  updateService: {
    method: 'PATCH',
    path: '/services/:id',
    access: 'can:catalog.write',
    idempotent: true,
    summary: 'Change a service; bookings already made keep their terms',
    params: ById,
    body: UpdateService,
    response: ServiceView,
  },
});
