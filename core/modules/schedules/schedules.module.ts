import { mountApi } from '../../kernel/http/mount-api.ts';
import { resourcesApi } from './resources.contract.ts';
import { schedulesApi } from './schedules.contract.ts';
import { createSchedulesService, type SchedulesDeps } from './schedules.service.ts';

export { scheduleEntities } from './schedules.entities.ts';
export type { SchedulesDeps } from './schedules.service.ts';

export function createSchedulesModule(deps: SchedulesDeps) {
  const service = createSchedulesService(deps);
  const { staff, hours, timeOff, named, resources } = service;
  return {
    service,
    routes: [
      ...mountApi(schedulesApi, {
        listStaff: ({ caller }) => staff.list(caller.organizationId),
        createStaff: (request) => staff.create(request, request.body),
        updateStaff: (request) => staff.update(request, request.params.id, request.body),
        showHours: ({ caller, params }) => hours.show(caller.organizationId, params.id),
        setHours: (request) => hours.setWeekly(request, request.params.id, request.body),
        setOverride: (request) => hours.setOverride(request, request.params.id, request.params.day, request.body.hours),
        removeOverride: (request) => hours.removeOverride(request, request.params.id, request.params.day),
        addTimeOff: (request) => timeOff.add(request, request.params.id, request.body),
        removeTimeOff: (request) => timeOff.remove(request, request.params.id, request.params.timeOffId),
        addZoneChange: (request) => timeOff.addZoneChange(request, request.params.id, request.body),
        removeZoneChange: (request) =>
          timeOff.removeZoneChange(request, request.params.id, request.params.zoneChangeId),
        listSchedules: ({ caller, params }) => named.list(caller.organizationId, params.id),
        createSchedule: (request) => named.create(request, request.params.id, request.body),
        updateSchedule: (request) => named.update(request, request.params.id, request.params.scheduleId, request.body),
        removeSchedule: (request) => named.remove(request, request.params.id, request.params.scheduleId),
        removePlan: (request) =>
          named.removePlan(request, request.params.id, request.params.scheduleId, request.params.day),
      }),
      ...mountApi(resourcesApi, {
        listResources: ({ caller }) => resources.list(caller.organizationId),
        createResource: (request) => resources.create(request, request.body),
        showResource: ({ caller, params }) => resources.show(caller.organizationId, params.id),
        updateResource: (request) => resources.update(request, request.params.id, request.body),
        removeResource: (request) => resources.remove(request, request.params.id),
      }),
    ],
  };
}
