import type { CreatedBusiness, ServicePlan } from '../../seed/business-plan.ts';
import type { WorldPlan } from './policy.plans.ts';

/** A policy as it was drawn: the service, and from some days on with what changes then. */
export interface Stage {
  readonly serviceId: string;
  /** YYYY-MM-DD of the location, the last one excluded. */
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
  readonly location: string;
  readonly terms: ServicePlan;
}

export function stagesOf({ services, locations, timeZone }: WorldPlan, ids: CreatedBusiness): Stage[] {
  return services.flatMap((service) => {
    const { versions = [], location = 'Here' } = service;
    const zone = locations.find(({ name }) => name === location)?.timeZone ?? timeZone;
    let terms = service;
    return [{ from: '0000-01-01', changes: {} }, ...versions].map(({ from, changes }, index, all): Stage => {
      terms = { ...terms, ...changes };
      const until = all[index + 1]?.from ?? '9999-12-31';
      return { serviceId: ids.services[service.name]!, from, until, timeZone: zone, location, terms };
    });
  });
}

/** The policy that holds for a start. @param startsAt epoch milliseconds */
export function stageAt(stages: readonly Stage[], serviceId: string, startsAt: number): Stage {
  const own = stages.filter((stage) => stage.serviceId === serviceId);
  const date = dateOf(startsAt, own[0]!.timeZone);
  return own.find(({ from, until }) => from <= date && date < until)!;
}

const clocks = (() => {
  const known = new Map<string, Intl.DateTimeFormat>();
  return (timeZone: string): Intl.DateTimeFormat => {
    const clock = known.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
    known.set(timeZone, clock);
    return clock;
  };
})();

const dateOf = (instant: number, timeZone: string): string => clocks(timeZone).format(instant);
