// House rules as syntax selectors (https://eslint.org/docs/latest/extend/selectors). Each says what to do instead.
// lint-rules.test.ts shows for every one of them a line that it refuses.

const rule = (selector: string, message: string) => ({ selector, message });
const EMPTY = 'BlockStatement[body.length=0]';
const CALLBACK = ':matches(ArrowFunctionExpression, FunctionExpression)';

export const rawConnection = rule(
  "MemberExpression[property.name='getConnection']",
  'getConnection() runs outside the tenant transaction. Use db.tenant(…) or db.query(…); only core/kernel/db may hold a connection.',
);

/** For every file of the repository. */
export const everywhere = [
  rule(`CatchClause > ${EMPTY}`, 'An error must not vanish. Handle it, translate it, or let it rise.'),
  rule(
    `CallExpression[callee.property.name='catch'] > ${CALLBACK} > ${EMPTY}`,
    'An error must not vanish. Handle it or let it rise.',
  ),
  rule('TSEnumDeclaration', 'Node runs the sources as they are: use a union of literals or a const object.'),
  rule('Decorator', 'Node runs the sources as they are: no decorators. Pass what is needed as an argument.'),
  rule('TSParameterProperty', 'Node runs the sources as they are: assign the property in the body.'),
  rule('TSModuleDeclaration[kind="namespace"]', 'Node runs the sources as they are: use a module.'),
];

/** For everything but tests, where a request may be meant to fail. */
export const product = [
  rule(
    `CallExpression[callee.property.name='catch'] > ArrowFunctionExpression > :matches(Identifier[name='undefined'], UnaryExpression[operator='void']).body`,
    'An error must not vanish. Handle it or let it rise.',
  ),
];

/** For core, workflows, temporal-config and migrations: named exports, tenant-bound connections. */
export const server = [
  rawConnection,
  rule('ExportDefaultDeclaration', 'Named exports only; plugins alone default-export.'),
];

/** For modules and plugins: time comes from the injected clock. */
export const injectedClock = [
  rule(
    "MemberExpression[object.name='Temporal'][property.name='Now']",
    'Take the time from the injected clock, so that tests can set it.',
  ),
  rule(
    "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    'Take the time from the injected clock, so that tests can set it.',
  ),
  rule(
    "NewExpression[callee.name='Date'][arguments.length=0]",
    'Take the time from the injected clock, so that tests can set it.',
  ),
  rule("CallExpression[callee.name='Date']", 'Take the time from the injected clock, so that tests can set it.'),
];

/** For modules and plugins: settings arrive as arguments. */
export const configuredEnvironment = [
  rule(
    "MemberExpression[object.name='process'][property.name='env']",
    'The environment is read once, in core/kernel/config; take the setting as an argument.',
  ),
];

/** For *.domain.ts: a function of its arguments alone. */
export const pure = [
  rule(
    "MemberExpression[object.name='Math'][property.name='random']",
    'A domain function is a function of its arguments: pass the random value in.',
  ),
  rule("MemberExpression[object.name='crypto']", 'A domain function is a function of its arguments: pass the id in.'),
  rule(
    'CallExpression[callee.name=/^(fetch|setTimeout|setInterval|setImmediate|queueMicrotask)$/]',
    'A domain function does no I/O and waits for nothing.',
  ),
  rule('AwaitExpression', 'A domain function does no I/O and waits for nothing.'),
  rule(":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind!='const']", 'No module state.'),
];

/** For workflow.ts: replay must meet the same world. Date.now() is workflow time there, Temporal.Now and local time are the machine's. */
export const deterministic = [
  rule(
    "MemberExpression[object.name='Temporal'][property.name='Now']",
    "Temporal.Now is the machine's clock; take workflow time: Temporal.Instant.fromEpochMilliseconds(Date.now()).",
  ),
  rule(
    ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind!='const']",
    'Module state is shared by every run on the worker; keep it in the workflow function.',
  ),
  rule(
    ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator > NewExpression[callee.name=/^(Map|Set|WeakMap|WeakSet|Array)$/]',
    'Module state is shared by every run on the worker; keep it in the workflow function.',
  ),
  rule(
    'CallExpression[callee.property.name=/^(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds|TimezoneOffset)$|^toLocale(Date|Time)?String$/]',
    "Local time depends on the worker's zone; use Temporal with an IANA zone.",
  ),
  rule(
    "NewExpression[callee.name='Date'][arguments.length>1]",
    "Local time depends on the worker's zone; use Temporal with an IANA zone.",
  ),
  rule(
    "CallExpression[callee.name='Date']",
    "Local time depends on the worker's zone; use Temporal with an IANA zone.",
  ),
  rule(
    'CallExpression[callee.name=/^(fetch|setInterval|setImmediate)$/]',
    'A workflow reaches the world through activities only.',
  ),
];
