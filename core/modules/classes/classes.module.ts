import { classesRoutes } from './classes.routes.ts';
import { createClassesService, type ClassesDeps } from './classes.service.ts';

export function createClassesModule(deps: ClassesDeps) {
  const service = createClassesService(deps);
  return { service, routes: classesRoutes(service) };
}
