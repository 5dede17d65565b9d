import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Id, Line, listOf, PlainDay, Prose } from '../../kernel/http/fields.ts';
import { RulesPreview, RulesQuery } from '../availability/rules/rule-changes.contract.ts';
import { Price, RULE_DEFAULTS, RuleFields, StaffLink } from './service-fields.contract.ts';

const minutes = (max: number) => z.int().min(0).max(max);

export const once = (ids: readonly string[]): boolean => new Set(ids.map((id) => id.toLowerCase())).size === ids.length;

const ServiceFields = {
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
  /** How many days ahead it can be booked, today included as day 0: short for a `window` of days. */
  windowDays: z.int().min(1).max(730),
  /** Integer minor units in the location's currency; null: no price is shown. */
  priceAmount: Price.nullable(),
  requiresApproval: z.boolean(),
  active: z.boolean(),
  staffIds: z.array(Id).max(200),
  /** Rooms or equipment that every booking of this service occupies too. */
  resourceIds: z.array(Id).max(20),
  ...RuleFields,
};

/** Instead of `staffIds`, to say more of each. */
const Staff = z
  .array(StaffLink)
  .max(200)
  .refine((list) => once(list.map(({ staffId }) => staffId)), { message: 'names somebody twice' });
const onceOnly = { message: 'give either staffIds or staff', path: ['staffIds'] };
const onceStaff = (service: { staff?: unknown; staffIds?: unknown }) => !(service.staff && service.staffIds);
const onceWindow = { message: 'give either windowDays or window', path: ['windowDays'] };
const oneWindow = (service: { window?: unknown; windowDays?: unknown }) => !(service.window && service.windowDays);

type Fields = typeof ServiceFields;
const defaulted = <K extends keyof typeof RULE_DEFAULTS & keyof Fields>(): { [F in K]: z.ZodDefault<Fields[F]> } =>
  Object.fromEntries(
    Object.entries(RULE_DEFAULTS).map(([name, value]) => [
      name,
      (ServiceFields[name as K] as z.ZodType).default(structuredClone(value)),
    ]),
  ) as { [F in K]: z.ZodDefault<Fields[F]> };

export const CreateService = z
  .strictObject({
    ...ServiceFields,
    ...defaulted<keyof typeof RULE_DEFAULTS>(),
    description: ServiceFields.description.default(''),
    bufferBeforeMinutes: ServiceFields.bufferBeforeMinutes.default(0),
    bufferAfterMinutes: ServiceFields.bufferAfterMinutes.default(0),
    slotIntervalMinutes: ServiceFields.slotIntervalMinutes.default(15),
    minNoticeMinutes: ServiceFields.minNoticeMinutes.default(60),
    changeNoticeMinutes: ServiceFields.changeNoticeMinutes.default(1440),
    windowDays: ServiceFields.windowDays.optional(),
    window: ServiceFields.window.optional(),
    priceAmount: ServiceFields.priceAmount.default(null),
    requiresApproval: ServiceFields.requiresApproval.default(false),
    active: ServiceFields.active.default(true),
    staffIds: ServiceFields.staffIds.optional(),
    staff: Staff.optional(),
    resourceIds: ServiceFields.resourceIds.default([]),
    /** Left out: the first location. */
    locationId: Id.optional(),
  })
  .refine(onceStaff, onceOnly)
  .refine(oneWindow, onceWindow);
export type CreateService = z.infer<typeof CreateService>;

export const UpdateService = z
  .strictObject(ServiceFields)
  .partial()
  .extend({
    staff: Staff.optional(),
    locationId: Id.optional(),
    /** Holds for appointments whose local day is this one or later; left out: at once, for all. */
    effectiveFrom: PlainDay.optional(),
  })
  .refine(onceStaff, onceOnly)
  .refine(oneWindow, onceWindow);
export type UpdateService = z.infer<typeof UpdateService>;

const { addons: _, ...Unchanged } = ServiceFields;
const AddonView = z.object({
  id: Id,
  name: z.string(),
  minutes: z.int(),
  priceAmount: z.int(),
  active: z.boolean(),
});

export const ServiceView = z.object({
  id: Id,
  ...Unchanged,
  addons: z.array(AddonView),
  staff: Staff,
  locationId: Id,
  currency: z.string(),
  position: z.int(),
  /** Opens the service while it is on no page: `/b/<slug>?link=<token>`. Null for one that is listed. */
  linkToken: z.string().nullable(),
  /** Changes that were made and do not hold yet, soonest first. */
  upcoming: z.array(z.object({ version: z.int(), effectiveFrom: PlainDay })),
});
export type ServiceView = z.infer<typeof ServiceView>;

export const ServiceVersion = z.object({
  version: z.int(),
  changedAt: z.iso.datetime(),
  /** `user:<id>` */
  changedBy: z.string(),
  changedByName: z.string().nullable(),
  /** Null: it held at once. */
  effectiveFrom: PlainDay.nullable(),
  /** What was given, by the names of the fields. */
  changes: z.record(z.string(), z.unknown()),
  /** Made and not yet holding: it can still be taken back. */
  upcoming: z.boolean(),
});
export type ServiceVersion = z.infer<typeof ServiceVersion>;

const rules = { query: RulesQuery, preview: RulesPreview } as const;
const ByVersion = z.strictObject({ id: Id, version: z.string().regex(/^[1-9]\d{0,5}$/, { message: 'is no version' }) });

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
    summary: 'Change a service, at once or from a day on; bookings already made keep their terms',
    params: ById,
    ...rules,
    body: UpdateService,
    response: ServiceView,
  },
  listVersions: {
    method: 'GET',
    path: '/services/:id/versions',
    access: 'can:catalog.read',
    summary: 'What was changed, by whom and from when, newest first',
    params: ById,
    response: listOf(ServiceVersion),
  },
  removeVersion: {
    method: 'DELETE',
    path: '/services/:id/versions/:version',
    access: 'can:catalog.write',
    summary: 'Take back a change that does not hold yet',
    params: ByVersion,
    ...rules,
    response: ServiceView,
  },
  renewLink: {
    method: 'POST',
    path: '/services/:id/link',
    access: 'can:catalog.write',
    idempotent: true,
    summary: 'A new private link; the former one opens nothing any more',
    params: ById,
    body: z.strictObject({}),
    response: ServiceView,
  },
});
