// The door for tests of core, workflows, plugins and partners.
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './database.ts';
export { createBusiness } from '../seed/create-business.ts';
export { weekly, type BusinessPlan, type CreatedBusiness } from '../seed/business-plan.ts';
