import { randomBytes } from 'node:crypto';
import type { BusinessPlan, CreatedBusiness, ServicePlan, ServingPlan } from './business-plan.ts';
import { idIn, type Row, type Tables } from './plan-ids.ts';

const asServing = (serving: string | ServingPlan): ServingPlan =>
  typeof serving === 'string' ? { name: serving } : serving;

const windowOf = ({ window, windowDays = 365 }: ServicePlan): Row => ({
  window_kind: window?.kind ?? 'days',
  window_days: window && window.kind !== 'range' ? window.days : windowDays,
  window_from: window?.kind === 'range' ? window.from : null,
  window_to: window?.kind === 'range' ? window.to : null,
});

function serviceRow(service: ServicePlan, ids: CreatedBusiness): Row {
  const { durations = [], levelPrices = [], addons = [], needs = [], offer = {}, visibility = 'public' } = service;
  return {
    location_id: service.location === undefined ? ids.locationId : idIn(ids.locations, service.location),
    name: service.name,
    description: service.description ?? '',
    kind: service.kind ?? 'appointment',
    seats: service.seats ?? 1,
    several_joins: false,
    duration_minutes: service.durationMinutes,
    durations: durations.map(({ minutes, priceAmount = null }) => ({ minutes, priceAmount })),
    buffer_before_minutes: service.bufferBeforeMinutes ?? 0,
    buffer_after_minutes: service.bufferAfterMinutes ?? 0,
    slot_interval_minutes: service.slotIntervalMinutes ?? 15,
    slot_offset_minutes: service.slotOffsetMinutes ?? 0,
    min_notice_minutes: service.minNoticeMinutes ?? 0,
    change_notice_minutes: service.changeNoticeMinutes ?? 0,
    move_notice_minutes: service.moveNoticeMinutes ?? null,
    cancel_notice_minutes: service.cancelNoticeMinutes ?? null,
    ...windowOf(service),
    active_from: service.activeFrom ?? null,
    active_until: service.activeUntil ?? null,
    price_amount: service.priceAmount ?? null,
    level_prices: levelPrices.map(({ level, minutes = null, priceAmount }) => ({ level, minutes, priceAmount })),
    addons: addons.map(({ name, minutes = 0, priceAmount = 0, active = true }) => ({
      id: idIn(ids.addons, `${service.name}/${name}`),
      name,
      minutes,
      priceAmount,
      active,
    })),
    caps: service.caps ?? [],
    repeat_after_days: service.repeatAfterDays ?? 0,
    offer: { fillGapsMinutes: offer.fillGapsMinutes ?? null, busyShare: offer.busyShare ?? 0 },
    assignment: service.assignment ?? 'least_booked',
    prefer_usual: service.preferUsual ?? false,
    staffing: service.staffing ?? 'one',
    needs: needs.map(({ name, anyOf, count = 1, units = 1 }) => ({
      name,
      anyOf: anyOf.map((room) => idIn(ids.rooms, room)),
      count,
      units,
    })),
    requires_approval: service.requiresApproval ?? false,
    pending_holds: service.pendingHolds ?? true,
    visibility,
    link_token: visibility === 'link' ? (service.linkToken ?? randomBytes(16).toString('base64url')) : null,
    min_party: service.minParty ?? 1,
    max_party: service.maxParty ?? 1,
    series_most: service.seriesMost ?? 0,
    active: service.active ?? true,
  };
}

export function serviceRows({ services = [], staff = [] }: BusinessPlan, ids: CreatedBusiness): Tables {
  const own = { organization_id: ids.organizationId };
  const everybody = staff.map((person) => person.name);
  const idOf = (service: ServicePlan): string => idIn(ids.services, service.name);
  return [
    [
      'services',
      services.map((service, position) => ({ ...own, id: idOf(service), ...serviceRow(service, ids), position })),
    ],
    [
      'service_staff',
      services.flatMap((service) =>
        (service.staff ?? everybody).map(asServing).map(({ name, weight = 1, role = null, schedule }) => ({
          ...own,
          service_id: idOf(service),
          resource_id: idIn(ids.staff, name),
          weight,
          role,
          schedule_id: schedule === undefined ? null : idIn(ids.schedules, `${name}/${schedule}`),
        })),
      ),
    ],
    [
      'service_resources',
      services.flatMap((service) =>
        (service.rooms ?? []).map((name) => ({
          ...own,
          service_id: idOf(service),
          resource_id: idIn(ids.rooms, name),
        })),
      ),
    ],
    [
      'service_versions',
      services.flatMap((service) =>
        (service.versions ?? []).map(({ from, changes }, index) => ({
          ...own,
          service_id: idOf(service),
          version: index + 1,
          effective_from: from,
          changes,
          changed_by: 'system',
          changed_at: new Date(0).toISOString(),
          folded: false,
        })),
      ),
    ],
  ];
}
