import { readdirSync } from 'node:fs';
import path from 'node:path';
import { NameRefused, namesOf } from './names.ts';
import type { SkeletonContext, SkeletonMaker } from './skeleton.ts';

const FILE = /^Migration(\d{14})_\w+\.ts$/;

/**
 * Class and file name of a migration that comes after every other.
 *
 * @throws NameRefused when a migration of that name exists, whatever its time
 */
export function migrationName(snake: string, { root, now }: SkeletonContext): string {
  const existing = readdirSync(path.join(root, 'migrations')).filter((file) => FILE.test(file));
  const twin = existing.find((file) => file.endsWith(`_${snake}.ts`));
  if (twin) throw new NameRefused(`There is a migration of that name: migrations/${twin}`);
  const latest =
    existing
      .map((file) => FILE.exec(file)?.[1] ?? '')
      .toSorted()
      .at(-1) ?? '';
  const stamp = now.toString({ smallestUnit: 'second' }).replaceAll(/\D/g, '');
  return `Migration${stamp > latest ? stamp : String(BigInt(latest) + 1n)}_${snake}`;
}

/** A migration's text: its class, its comment and the SQL statements it runs. */
export const migrationText = (name: string, comment: string, statements: readonly string[]): string =>
  `import { Migration } from '@mikro-orm/migrations';

/** ${comment} */
export class ${name} extends Migration {
  override up(): void {
${statements.map((sql) => `    this.addSql(${sql});`).join('\n')}
  }
}
`;

export const newMigration: SkeletonMaker = (name, context) => {
  const { snake, title } = namesOf(name);
  const migration = migrationName(snake, context);
  const file = `migrations/${migration}.ts`;
  return {
    files: { [file]: migrationText(migration, `${title}.`, [`\`select 1\``]) },
    next: [
      `Write the change as SQL in ${file}. The version of the code that runs now must still work on the new schema.`,
      'A new table of tenants carries organization_id in its keys and ends with: call wall_tenant(…).',
    ],
  };
};
