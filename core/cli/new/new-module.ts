import { nounsOf, type Names } from './names.ts';
import { migrationName, migrationText } from './new-migration.ts';
import { moduleTests } from './new-module-tests.ts';
import type { SkeletonMaker } from './skeleton.ts';

const contract = (many: Names, one: Names): string => `import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Id, Line, listOf } from '../../kernel/http/fields.ts';

export const Create${one.pascal} = z.strictObject({ name: Line(120) });
export type Create${one.pascal} = z.infer<typeof Create${one.pascal}>;

export const Update${one.pascal} = z.strictObject({ name: Line(120), active: z.boolean() }).partial();
export type Update${one.pascal} = z.infer<typeof Update${one.pascal}>;

export const ${one.pascal}View = z.object({ id: Id, name: z.string(), active: z.boolean() });
export type ${one.pascal}View = z.infer<typeof ${one.pascal}View>;

export const ${many.camel}Api = defineApi({
  list: {
    method: 'GET',
    path: '/${many.kebab}',
    access: 'can:settings.read',
    summary: 'All ${many.title.toLowerCase()}, active or not',
    response: listOf(${one.pascal}View),
  },
  create: {
    method: 'POST',
    path: '/${many.kebab}',
    access: 'can:settings.write',
    summary: 'Add a ${one.title.toLowerCase()}',
    body: Create${one.pascal},
    response: ${one.pascal}View,
    status: 201,
  },
  update: {
    method: 'PATCH',
    path: '/${many.kebab}/:id',
    access: 'can:settings.write',
    summary: 'Change a ${one.title.toLowerCase()}',
    params: ById,
    body: Update${one.pascal},
    response: ${one.pascal}View,
  },
});
`;

const domain = (many: Names, one: Names): string => `import { tooMany${many.pascal} } from './${many.kebab}.errors.ts';

/** A list that a person can still look through. */
export const MOST_${many.constant} = 200;

/** @throws UserError \`${one.snake}.too_many\` */
export function assertRoomForAnother${one.pascal}(existing: number): void {
  if (existing >= MOST_${many.constant}) throw tooMany${many.pascal}(MOST_${many.constant});
}
`;

const errors = (
  many: Names,
  one: Names,
): string => `import { userError, type UserError } from '../../kernel/errors/errors.ts';

export const tooMany${many.pascal} = (most: number): UserError =>
  userError('${one.snake}.too_many', { status: 409, message: \`There can be \${most} of them at most. Change one that is there.\` });
`;

const entities = (
  many: Names,
  one: Names,
): string => `import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { tenantWall } from '../../kernel/tenancy/tenant-wall.ts';

export const ${one.pascal} = defineEntity({
  name: '${one.pascal}',
  tableName: '${many.snake}',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    id: p.uuid().primary(),
    name: p.text(),
    active: p.boolean().default(true),
  },
});
export type ${one.pascal} = InferEntity<typeof ${one.pascal}>;

export const ${one.camel}Entities = [${one.pascal}];
`;

const service = (many: Names, one: Names): string => `import { randomUUIDv7 } from 'node:crypto';
import type { Orm } from '../../kernel/db/orm.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import type { Create${one.pascal}, ${one.pascal}View, Update${one.pascal} } from './${many.kebab}.contract.ts';
import { assertRoomForAnother${one.pascal} } from './${many.kebab}.domain.ts';
import { ${one.pascal} } from './${many.kebab}.entities.ts';

export interface ${many.pascal}Deps {
  orm: Orm;
}

const viewOf = ({ id, name, active }: ${one.pascal}): ${one.pascal}View => ({ id, name, active });

export function create${many.pascal}Service({ orm }: ${many.pascal}Deps) {
  return {
    list: ({ organizationId }: UserCaller) =>
      orm.tenant(organizationId, async (em) => {
        const found = await em.find(${one.pascal}, { organizationId }, { orderBy: { name: 'asc', id: 'asc' } });
        return { data: found.map(viewOf), nextCursor: null };
      }),

    create: ({ name }: Create${one.pascal}, { organizationId }: UserCaller) =>
      orm.tenant(organizationId, async (em) => {
        assertRoomForAnother${one.pascal}(await em.count(${one.pascal}, { organizationId }));
        return viewOf(em.create(${one.pascal}, { organizationId, id: randomUUIDv7(), name, active: true }));
      }),

    update: (id: string, change: Update${one.pascal}, { organizationId }: UserCaller) =>
      orm.tenant(organizationId, async (em) => {
        const found = await em.findOne(${one.pascal}, { organizationId, id });
        if (!found) throw notFound('${one.snake}');
        return viewOf(em.assign(found, change));
      }),
  };
}
`;

const module = (many: Names): string => `import { mountApi } from '../../kernel/http/mount-api.ts';
import { ${many.camel}Api } from './${many.kebab}.contract.ts';
import { create${many.pascal}Service, type ${many.pascal}Deps } from './${many.kebab}.service.ts';

export function create${many.pascal}Module(deps: ${many.pascal}Deps) {
  const service = create${many.pascal}Service(deps);
  return {
    service,
    routes: mountApi(${many.camel}Api, {
      list: ({ caller }) => service.list(caller),
      create: ({ body, caller }) => service.create(body, caller),
      update: ({ params, body, caller }) => service.update(params.id, body, caller),
    }),
  };
}
`;

const tableSql = (many: Names): string => `\`
      create table ${many.snake} (
        organization_id uuid not null references organizations (id),
        id uuid not null,
        name text not null check (length(name) between 1 and 120),
        active boolean not null default true,
        primary key (organization_id, id)
      )\``;

/** A module with a table of its own, edited by the team: contract, rule, entity, service, routes, migration, tests. */
export const newModule: SkeletonMaker = (name, context) => {
  const { many, one } = nounsOf(name);
  const migration = migrationName(many.snake, context);
  const at = (part: string): string => `core/modules/${many.kebab}/${many.kebab}.${part}.ts`;
  return {
    files: {
      [at('contract')]: contract(many, one),
      [at('domain')]: domain(many, one),
      [at('errors')]: errors(many, one),
      [at('entities')]: entities(many, one),
      [at('service')]: service(many, one),
      [at('module')]: module(many),
      ...moduleTests(many, one),
      [`migrations/${migration}.ts`]: migrationText(migration, `${many.title} of a tenant.`, [
        tableSql(many),
        `\`call wall_tenant('${many.snake}')\``,
      ]),
    },
    next: [
      `List create${many.pascal}Module and ${one.camel}Entities in core/app.ts; the routes are open to nobody before.`,
      `Give its routes their rows in the access matrix under test/api.`,
      `Say what a ${one.title.toLowerCase()} is: columns in the migration and the entity, fields in the contract, rules in the domain.`,
    ],
  };
};
