import type { z } from 'zod';
import type { Api } from '../kernel/http/define-api.ts';
import type { availabilityApi } from '../modules/availability/availability.contract.ts';
import type { AffectedBooking } from '../modules/availability/rules/rule-changes.contract.ts';
import type { bookingsApi } from '../modules/bookings/bookings.contract.ts';
import type { deskApi } from '../modules/bookings/desk.contract.ts';
import type { holdsApi } from '../modules/bookings/holds.contract.ts';
import type { importApi } from '../modules/bookings/import.contract.ts';
import type { catalogApi } from '../modules/catalog/catalog.contract.ts';
import type { classesApi, Conflict } from '../modules/classes/classes.contract.ts';
import type { customersApi } from '../modules/customers/customers.contract.ts';
import type { feedsApi } from '../modules/feeds/feeds.contract.ts';
import type { healthApi } from '../modules/health/health.contract.ts';
import type { identityApi } from '../modules/identity/identity.contract.ts';
import type { messagesApi } from '../modules/messages/messages.contract.ts';
import type { templatesApi } from '../modules/messages/templates/templates.contract.ts';
import type { locationsApi } from '../modules/organizations/locations.contract.ts';
import type { organizationsApi } from '../modules/organizations/organizations.contract.ts';
import type { resourcesApi } from '../modules/schedules/resources.contract.ts';
import type { schedulesApi } from '../modules/schedules/schedules.contract.ts';
import type { seriesApi } from '../modules/series/series.contract.ts';
import type { visitsApi } from '../modules/visits/visits.contract.ts';

/** The endpoints of a contract by `METHOD /path`. */
type Of<T extends Api> = { [K in keyof T as `${T[K]['method']} ${T[K]['path']}`]: T[K] };
type Endpoints = Of<typeof availabilityApi> &
  Of<typeof bookingsApi> &
  Of<typeof deskApi> &
  Of<typeof holdsApi> &
  Of<typeof importApi> &
  Of<typeof catalogApi> &
  Of<typeof classesApi> &
  Of<typeof customersApi> &
  Of<typeof feedsApi> &
  Of<typeof healthApi> &
  Of<typeof identityApi> &
  Of<typeof locationsApi> &
  Of<typeof messagesApi> &
  Of<typeof templatesApi> &
  Of<typeof organizationsApi> &
  Of<typeof resourcesApi> &
  Of<typeof schedulesApi> &
  Of<typeof seriesApi> &
  Of<typeof visitsApi>;

/** `METHOD /path`, as in the contracts. */
export type Operation = keyof Endpoints;
type Find<O extends Operation> = Endpoints[O];

type Part<E, K extends 'params' | 'query' | 'body'> =
  E extends Record<K, infer S extends z.ZodType>
    ? object extends z.input<S>
      ? { [P in K]?: z.input<S> }
      : Record<K, z.input<S>>
    : unknown;

/** What a call needs: exactly the parts that its contract declares; one that may be empty may be left out. */
export type RequestOf<O extends Operation> = Part<Find<O>, 'params'> &
  Part<Find<O>, 'query'> &
  Part<Find<O>, 'body'> &
  CallOptions;
export type ResponseOf<O extends Operation> =
  Find<O> extends { response: infer S extends z.ZodType } ? z.output<S> : undefined;

/** What the same call answers with `query: { dryRun: 'true' }`. */
export type PreviewOf<O extends Operation> =
  Find<O> extends { preview: infer S extends z.ZodType } ? z.output<S> : undefined;

export interface CallOptions {
  /** Same key and body give the same answer for 72 h: make it once per intent, not per try. */
  idempotencyKey?: string;
  /** The booking link's token. */
  token?: string;
  signal?: AbortSignal;
  /** Sent even when the page is being left. */
  keepalive?: boolean;
}

/** The problem document (RFC 9457) of an answer that is not 2xx. */
export interface Problem {
  status: number;
  /** `noun.reason`; `client.offline` when no answer came. */
  code: string;
  title: string;
  detail?: string;
  /** With line and column, from 1, where they are about a text of many lines; `what` is what it is about. */
  errors?: {
    path: string;
    code: string;
    message: string;
    line?: number | null;
    column?: number | null;
    what?: string;
  }[];
  /** Of `template.invalid`: names that may be used. */
  known?: string[];
  /** Of `booking.slot_taken`: up to three instants, nearest first. */
  alternatives?: string[];
  /** Of `rules.affect_bookings`: the coming bookings that the new rules would not allow, and how many there are in all. */
  affected?: AffectedBooking[];
  affectedCount?: number;
  /** Of `session.conflicts`. */
  conflicts?: Conflict[];
  requestId?: string;
  /** Seconds. */
  retryAfter?: number;
}

export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** `''` for the same origin. */
  baseUrl?: string;
  /** Called before each unsafe request of a signed-in user. */
  csrfToken?: () => string | undefined;
  fetch?: typeof globalThis.fetch;
}

interface LooseRequest extends CallOptions {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

const pathOf = (template: string, params: Record<string, string> = {}): string =>
  template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

const queryOf = (query: Record<string, unknown> = {}): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null) search.set(name, String(value));
  return search.size > 0 ? `?${search}` : '';
};

const offline = (): ApiProblem =>
  new ApiProblem({ status: 0, code: 'client.offline', title: 'The server could not be reached.' });

async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  const isProblem = response.headers.get('content-type')?.includes('problem+json') ?? false;
  const problem: Problem = isProblem
    ? ((await response.json()) as Problem)
    : { status: response.status, code: 'server.unavailable', title: `The server answered ${response.status}.` };
  return new ApiProblem(retryAfter === undefined ? problem : { ...problem, retryAfter });
}

/**
 * A typed client of BookMe's API without dependencies.
 * @example const page = await createClient()('GET /pages/:slug', { params: { slug: 'demo' } });
 * @throws ApiProblem for every answer that is not 2xx, and with code `client.offline` when there was none.
 */
export function createClient({
  baseUrl = '',
  csrfToken,
  fetch = globalThis.fetch.bind(globalThis),
}: ClientOptions = {}) {
  return async <O extends Operation>(operation: O, request: RequestOf<O>): Promise<ResponseOf<O>> => {
    const { params, query, body, idempotencyKey, token, signal, keepalive = false } = request as LooseRequest;
    const [method, template] = operation.split(' ') as [string, string];
    const headers = new Headers({ accept: 'application/json, application/problem+json' });
    if (body !== undefined) headers.set('content-type', 'application/json');
    if (idempotencyKey) headers.set('idempotency-key', idempotencyKey);
    if (token) headers.set('authorization', `Bearer ${token}`);
    const csrf = method === 'GET' ? undefined : csrfToken?.();
    if (csrf) headers.set('x-csrf-token', csrf);
    const response = await fetch(`${baseUrl}/api/v1${pathOf(template, params)}${queryOf(query)}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      signal: signal ?? null,
      keepalive,
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw offline();
    });
    if (!response.ok) throw await problemOf(response);
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return (isJson ? await response.json() : undefined) as ResponseOf<O>;
  };
}

export type Client = ReturnType<typeof createClient>;
export type {
  AvailabilityView,
  ExplainView,
  FreeDaysView,
  SlotDay,
} from '../modules/availability/availability.contract.ts';
export type { AffectedBooking, RulesPreview } from '../modules/availability/rules/rule-changes.contract.ts';
export type { Booked, BookingStatus, BookingView } from '../modules/bookings/bookings.contract.ts';
export type { DeskBooking, DeskBookingDetail, TimelineEntry } from '../modules/bookings/desk.contract.ts';
export type { ServiceVersion, ServiceView, UpdateService } from '../modules/catalog/catalog.contract.ts';
export type {
  Conflict,
  Roster,
  SessionsPreview,
  SessionView as ClassSession,
} from '../modules/classes/classes.contract.ts';
export type { CustomerView } from '../modules/customers/customers.contract.ts';
export type { HealthView } from '../modules/health/health.contract.ts';
export type { SessionView } from '../modules/identity/identity.contract.ts';
export type { MessageDetail, MessageView } from '../modules/messages/messages.contract.ts';
export type {
  FilledMessage,
  TemplateDetail,
  TemplateDraft,
  TemplateSummary,
  TemplateVersionView,
} from '../modules/messages/templates/templates.contract.ts';
export type { BusinessView, PageView } from '../modules/organizations/organizations.contract.ts';
export type { HolidayView, LocationView } from '../modules/organizations/locations.contract.ts';
export type { ScheduleView, WeeklyHours } from '../modules/schedules/hours-fields.contract.ts';
export type { ResourceView } from '../modules/schedules/resources.contract.ts';
export type { HoursView, StaffView } from '../modules/schedules/schedules.contract.ts';
export type { SeriesPreview, SeriesView } from '../modules/series/series.contract.ts';
export type { VisitPreview } from '../modules/visits/visits.contract.ts';
