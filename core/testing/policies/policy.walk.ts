import type { AvailabilityService } from '../../modules/availability/availability.service.ts';
import type { AvailabilityQuery, ExplainView, SlotDay } from '../../modules/availability/availability.contract.ts';
import type { BookSlot } from '../../modules/bookings/bookings.contract.ts';
import type { BookingsService } from '../../modules/bookings/bookings.service.ts';
import { UserError } from '../../kernel/errors/errors.ts';
import type { CreatedBusiness, ServicePlan } from '../../seed/business-plan.ts';
import type { Accepted } from './policy.oracle.ts';
import { drawing, type PolicyWorld } from './policy.plans.ts';
import { stageAt, stagesOf } from './policy.stages.ts';

export interface WalkDeps {
  readonly availability: AvailabilityService;
  readonly bookings: BookingsService;
}

/** What a walk has come across; with the differences it was all for. */
export interface Walk extends Accepted {
  readonly differences: readonly string[];
  /** How often each rule was the one that was told. */
  readonly refused: ReadonlyMap<string, number>;
  readonly offered: number;
  /** How often what kind of policy was met, and booked. */
  readonly met: ReadonlyMap<string, number>;
}

// The rules in the order of docs/scheduling.md, the last of them nearest to being bookable; with what a customer is told.
const CODES = new Map([
  ['past', 'booking.in_the_past'],
  ['notice', 'booking.too_soon'],
  ['window', 'booking.too_far_ahead'],
  ['not_offered_then', 'booking.not_offered_then'],
  ['outside_hours', 'booking.outside_hours'],
  ['time_off', 'booking.outside_hours'],
  ['cap', 'booking.limit_reached'],
  ['repeat', 'booking.too_soon_again'],
  ['busy', 'booking.slot_taken'],
  ['no_room', 'booking.slot_taken'],
  ['off_grid', 'booking.off_grid'],
  ['gap', 'booking.not_offered'],
  ['hidden', 'booking.not_offered'],
]);
const NEAREST_LAST = [...CODES.keys()];
const MINUTE = 60_000;

/** A value, or the code of a refusal. */
async function tried<T>(work: Promise<T>): Promise<{ done: T } | { code: string }> {
  try {
    return { done: await work };
  } catch (error) {
    if (error instanceof UserError && error.status < 500) return { code: error.code };
    throw error;
  }
}
type Tried<T> = Awaited<ReturnType<typeof tried<T>>>;

const apart = (start: string, instant: number): number => Math.abs(Date.parse(start) - instant);

const startsOf = (days: readonly SlotDay[]): string[] =>
  days.flatMap(({ morning, afternoon, evening }) => [...morning, ...afternoon, ...evening]);

/** The rule that a customer is told of: that of whoever came nearest. */
function toldRule({ candidates }: ExplainView): string | null {
  const first = candidates.map(({ broken }) => broken[0]?.rule ?? '');
  if (first.includes('service_inactive')) return 'service_inactive';
  return first.toSorted((a, b) => NEAREST_LAST.indexOf(a) - NEAREST_LAST.indexOf(b)).at(-1) ?? null;
}

const brokenRules = ({ candidates }: ExplainView): string[] => [
  ...new Set(candidates.flatMap(({ broken }) => broken.map(({ rule }) => rule))),
];

function toldCode(explained: Tried<ExplainView>): string {
  if ('code' in explained) return explained.code;
  if (explained.done.offered) return 'done';
  const rule = toldRule(explained.done);
  if (rule === null) return 'staff.not_found';
  return rule === 'service_inactive' ? 'service.not_found' : CODES.get(rule)!;
}

const UNUSUAL = [
  ...[
    'slotOffsetMinutes',
    'bufferBeforeMinutes',
    'bufferAfterMinutes',
    'minNoticeMinutes',
    'activeFrom',
    'activeUntil',
  ],
  ...['repeatAfterDays', 'offer', 'preferUsual', 'needs', 'rooms', 'location', 'requiresApproval', 'maxParty'],
  ...['visibility', 'durations', 'levelPrices', 'addons', 'versions'],
] as (keyof ServicePlan)[];

/** What is unusual about a policy. */
function kindsOf(plan: ServicePlan, { plan: { travel } }: PolicyWorld): string[] {
  return [
    ...UNUSUAL.filter((field) => [plan[field]].flat().some(Boolean)),
    ...[`staffing ${plan.staffing}`, `assignment ${plan.assignment}`],
    ...(plan.window ? [`window ${plan.window.kind}`] : []),
    ...(plan.caps ?? []).map(({ of, per }) => `cap of ${of} per ${per}`),
    ...(travel.length > 0 ? ['travel'] : []),
  ];
}

/**
 * Goes through the policies of a tenant one after the other: lists, books what is offered and what is not, and compares
 * what listing, explaining, dry run and commit say. What is booked stays in the way of all that follows.
 */
export async function walk(
  { availability, bookings }: WalkDeps,
  world: PolicyWorld,
  ids: CreatedBusiness,
): Promise<Walk> {
  const draw = drawing(world.seed + 500_000_000);
  const { one, once, between, random } = draw;
  const stages = stagesOf(world.plan, ids);
  const [from, to] = world.days;
  const differences: string[] = [];
  const refused = new Map<string, number>();
  const customers = new Set<string>();
  const metTimes = new Map<string, number>();
  const met = (what: string) => void metTimes.set(what, (metTimes.get(what) ?? 0) + 1);
  /** Where something begins or ends: what is refused or just fits is there. */
  const edges: number[] = [];
  const count = { bookings: 0, holding: 0, offered: 0 };
  const differ = (what: string, ...seen: unknown[]) => void differences.push(`${what}: ${JSON.stringify(seen)}`);
  const stranger = () => `stranger-${customers.size}-${random(1_000_000)}@example.com`;

  async function policy(plan: ServicePlan): Promise<void> {
    const serviceId = ids.services[plan.name]!;
    const staffNames = plan.staff!.map((one) => (typeof one === 'string' ? one : one.name));
    const named = once(2) ? { staffId: ids.staff[one(staffNames)]! } : {};
    const choice = {
      ...(plan.durations!.length > 0 && once(2) ? { durationMinutes: one(plan.durations!).minutes } : {}),
      ...(plan.addons!.length > 0 && once(2)
        ? { addonIds: [ids.addons[`${plan.name}/${plan.addons![0]!.name}`]!] }
        : {}),
    };
    const link = plan.visibility === 'link' && !once(8) ? { link: plan.linkToken! } : {};
    const isSecret = plan.visibility === 'link' && !('link' in link);
    const timeZone = once(4) ? one(['America/New_York', 'Asia/Kathmandu']) : world.timeZone;
    const query: AvailabilityQuery = { serviceId, from, to, timeZone, ...named, ...choice, ...link };
    const list = async (more: Partial<AvailabilityQuery> = {}) => tried(availability.slots({ ...query, ...more }));

    /** Asks all four about one start. @param listed whether it is in a list; null: the customer may have limits of theirs */
    async function attempt(
      startsAt: string,
      listed: boolean | null,
      email: string,
      staff: { staffId?: string } = named,
    ) {
      const party = between(plan.minParty ?? 1, plan.maxParty ?? 1) + (once(40) ? 10 : 0);
      const request = { serviceId, startsAt, ...staff, ...choice, party };
      const explained = await tried(availability.explain(ids.organizationId, { ...request, email }));
      const told = isSecret && 'done' in explained ? 'service.not_found' : toldCode(explained);
      const body: BookSlot = {
        ...{ ...request, ...link, timeZone, locale: 'en', note: '' },
        customer: { name: 'Ada Lovelace', email },
      };
      const previewed = await tried(bookings.preview(body));
      const booked = await tried(bookings.book(body, null));
      const seen = { startsAt, service: plan.name, ...staff, ...choice, party, email, explained, previewed, booked };
      if ('done' in explained && listed !== null && explained.done.offered !== listed)
        differ(listed ? 'listed, yet explained away' : 'not listed, yet explained as free', seen);
      if (
        'done' in explained &&
        !explained.done.offered &&
        explained.done.candidates.some(({ broken }) => broken.length === 0)
      )
        differ('refused without a rule', seen);
      if (('done' in previewed ? 'done' : previewed.code) !== told) differ(`dry run is not ${told}`, seen);
      if (('done' in booked ? 'done' : booked.code) !== told) differ(`booking is not ${told}`, seen);
      if ('code' in booked) {
        const rules = 'done' in explained ? brokenRules(explained.done) : [];
        for (const rule of rules.length > 0 ? rules : [told]) refused.set(rule, (refused.get(rule) ?? 0) + 1);
        return null;
      }
      const { booking } = booked.done;
      count.bookings++;
      edges.push(Date.parse(booking.startsAt), Date.parse(booking.endsAt));
      customers.add(email);
      const { requiresApproval, pendingHolds } = stageAt(stages, serviceId, Date.parse(startsAt)).terms;
      const holds = !requiresApproval || pendingHolds !== false;
      if (holds) count.holding++;
      for (const kind of kindsOf(plan, world)) met(kind);
      if (named.staffId && booking.staff.id !== named.staffId)
        met(plan.staffing === 'one' ? 'redirected' : 'led by another');
      if ('done' in previewed) {
        const { staff: who, status, startsAt: begins, endsAt, price } = previewed.done;
        const said = { who, status, begins, endsAt, price };
        const { staff: does, status: is, startsAt: at, endsAt: until, price: costs } = booking;
        const made = { who: does, status: is, begins: at, endsAt: until, price: costs };
        if (JSON.stringify(said) !== JSON.stringify(made)) differ('dry run and booking differ', said, made, seen);
      }
      return { booking, holds };
    }

    const dayBegins = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds;
    const begins = dayBegins(Temporal.PlainDate.from(from));
    const ends = dayBegins(Temporal.PlainDate.from(to).add({ days: 1 }));
    const at = (instant: number) => new Date(instant).toISOString();
    const bounded = (instant: number) => Math.min(Math.max(instant, begins), ends - MINUTE);

    const listed = await list();
    if ('code' in listed) {
      // Also what cannot be listed at all is refused for the same reason.
      const customer = { name: 'Ada Lovelace', email: stranger() };
      const { from: _from, to: _to, ...asked } = query;
      const startsAt = at(begins + random((ends - begins) / MINUTE) * MINUTE);
      const answer = await tried(bookings.book({ ...asked, startsAt, customer, locale: 'en', note: '' }, null));
      if (!('code' in answer)) differ('not to be listed, yet to be booked', listed, answer);
      return;
    }
    const starts = startsOf(listed.done.days);
    count.offered += starts.length;
    for (const start of starts) {
      const { terms } = stageAt(stages, serviceId, Date.parse(start));
      if (Date.parse(start) < world.now + (terms.minNoticeMinutes ?? 0) * MINUTE)
        differ('listed within the notice', plan.name, start);
    }
    let free = new Set(starts);
    const go = async (startsAt: string, email: string | null): Promise<void> => {
      const made = await attempt(startsAt, email === null ? free.has(startsAt) : null, email ?? stranger());
      if (made === null) return;
      if (made.holds) {
        const again = await list({ staffId: made.booking.staff.id });
        const isFree = 'done' in again && startsOf(again.done.days).includes(made.booking.startsAt);
        if (isFree) differ('booked, yet offered again', plan.name, made.booking);
      }
      const left = await list();
      free = new Set('done' in left ? startsOf(left.done.days) : []);
    };
    const nearest = (instant: number, among: readonly string[]) =>
      among.reduce((best, start) => (apart(start, instant) < apart(best, instant) ? start : best));
    /** Mostly beside what is there already. */
    const fitting = () => (edges.length > 0 && !once(3) ? nearest(one(edges), [...free]) : one([...free]));
    const regular = `regular-${random(2)}@example.com`;
    const anybody = () => (once(3) ? regular : null);
    if (starts.length > 0) {
      met('offering');
      const middle = fitting();
      await go(middle, anybody());
      await go(middle, anybody());
      const steps = between(1, 8) * (once(2) ? 1 : -1);
      await go(at(bounded(Date.parse(middle) + steps * plan.slotIntervalMinutes! * MINUTE)), anybody());
      await go(at(bounded(Date.parse(middle) + between(-90, 90) * MINUTE)), null);
      for (const email of [regular, regular, null]) if (free.size > 0) await go(fitting(), email);
    }
    // Mostly on the grid, so that it is those who are there who stand in the way.
    for (const edge of edges.length > 0 && starts.length > 0 ? [one(edges), one(edges)] : []) {
      const step = plan.slotIntervalMinutes! * MINUTE;
      const known = Date.parse(nearest(edge, starts));
      await go(at(bounded(known + Math.round((edge - known) / step) * step)), null);
    }
    await go(at(begins + random((ends - begins) / MINUTE) * MINUTE), null);
  }

  for (const plan of world.plan.services) await policy(plan);
  return { ...count, customers: customers.size, differences, refused, met: metTimes };
}
