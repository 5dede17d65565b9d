import { mountApi } from '../../kernel/http/mount-api.ts';
import { schedulesApi } from './schedules.contract.ts';
import { createSchedulesService, type SchedulesDeps } from './schedules.service.ts';

export { scheduleEntities } from './schedules.entities.ts';
export type { SchedulesDeps } from './schedules.service.ts';

export function createSchedulesModule(deps: SchedulesDeps) {
  const service = createSchedulesService(deps);
  const { staff, hours } = service;
  return {
    service,
    routes: mountApi(schedulesApi, {
      listStaff: ({ caller }) => staff.list(caller.organizationId),
      createStaff: (request) => staff.create(request, request.body),
      updateStaff: (request) => staff.update(request, request.params.id, request.body),
      showHours: ({ caller, params }) => hours.show(caller.organizationId, params.id),
      setHours: (request) => hours.setWeekly(request, request.params.id, request.body),
      setOverride: (request) => hours.setOverride(request, request.params.id, request.params.day, request.body.hours),
      removeOverride: (request) => hours.removeOverride(request, request.params.id, request.params.day),
      addTimeOff: (request) => hours.addTimeOff(request, request.params.id, request.body),
      removeTimeOff: (request) => hours.removeTimeOff(request, request.params.id, request.params.timeOffId),
    }),
  };
}
