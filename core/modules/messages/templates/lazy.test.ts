import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

/** Packages of templates that a process has loaded once it has imported this. */
function loadedBy(module: string): string[] {
  const file = path.resolve(import.meta.dirname, module);
  const program = `
    import { registerHooks } from 'node:module';
    const seen = new Set();
    registerHooks({ load: (url, context, next) => { seen.add(/node_modules\\/(mjml|liquidjs|html-to-text)\\//.exec(url)?.[1]); return next(url, context); } });
    await import(${JSON.stringify(file)});
    console.log(JSON.stringify([...seen].filter(Boolean).sort()));
    process.exit();`;
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' })) as string[];
}

it('costs a process nothing before the first template', () => {
  expect(loadedBy('../../../app.ts')).toEqual([]);
  expect(loadedBy('../../../background.ts')).toEqual([]);
});

it('is what fills templates in, and what compiles them', () => {
  expect(loadedBy('fill-template.ts')).toEqual(['liquidjs']);
  expect(loadedBy('compile-template.ts')).toEqual(['html-to-text', 'liquidjs', 'mjml']);
});
