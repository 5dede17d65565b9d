import { z } from 'zod';

export type Env = Readonly<Record<string, string | undefined>>;

/** Options from the environment, or why there are none. Values are never repeated in a reason. */
export type ReadOptions =
  | { readonly status: 'complete'; readonly options: Readonly<Record<string, unknown>> }
  | { readonly status: 'absent'; readonly reason: string }
  | { readonly status: 'wrong'; readonly reason: string };

interface Manifest {
  readonly options: z.ZodObject;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

interface Described {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { writeOnly?: boolean }>>;
}

const describe = (schema: z.ZodObject): Described =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described;

/** Values as they are in the environment; empty ones count as unset. */
const givenTo = ({ env = {} }: Manifest, from: Env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([option, variable]) => {
      const value = variable === undefined ? undefined : from[variable];
      return value ? [[option, value] as const] : [];
    }),
  );

/** What must not be shown anywhere: the values of options marked with `secret()`. */
export function secretsOf(manifest: Manifest, from: Env): string[] {
  const { properties = {} } = describe(manifest.options);
  return Object.entries(givenTo(manifest, from)).flatMap(([option, value]) =>
    properties[option]?.writeOnly ? [value] : [],
  );
}

export function readOptions(manifest: Manifest, from: Env): ReadOptions {
  const given = givenTo(manifest, from);
  const missing = (describe(manifest.options).required ?? []).filter((option) => !(option in given));
  if (missing.length > 0) {
    const names = missing.map((option) => manifest.env?.[option] ?? `the option ${option}`);
    return { status: 'absent', reason: `Set ${names.join(' and ')} to use it.` };
  }
  const parsed = manifest.options.safeParse(given);
  if (parsed.success) return { status: 'complete', options: Object.freeze(parsed.data) };
  const problems = parsed.error.issues.map((issue) => {
    const option = String(issue.path[0] ?? '');
    return `${manifest.env?.[option] ?? option}: ${issue.message}`;
  });
  return { status: 'wrong', reason: problems.join('; ') };
}
