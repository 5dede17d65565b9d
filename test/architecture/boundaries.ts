import type { DependencyType, IConfiguration } from 'dependency-cruiser';

// Who may import whom, as dependency-cruiser rules. Paths are relative to the repository's root.
// boundaries.test.ts plants a violation of every rule and expects it to be reported under its name.

const TEST = '\\.test\\.ts$|(^|/)testing/|^test/|/test/|(vite|vitest)\\.config\\.ts$';
const DOORS_OF_CORE = '^core/(app|(client|plugin-api|testing)/index|modules/.+\\.(contract|domain))\\.ts$';
const KERNEL_FOR_RULES = '^core/kernel/(errors|time|clock)/';
const NOT_A_TYPE: { dependencyTypesNot: DependencyType[] } = { dependencyTypesNot: ['type-only'] };

const configuration: IConfiguration = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'A rule (*.domain.ts) sees other rules, errors and the time helpers of the kernel. Everything else is an argument.',
      severity: 'error',
      from: { path: '\\.domain\\.ts$' },
      to: { pathNot: [`\\.(domain|errors)\\.ts$`, KERNEL_FOR_RULES], ...NOT_A_TYPE },
    },
    {
      name: 'domain-types-from-contracts',
      comment:
        'Even types of a rule come from contracts, rules, errors or the kernel, never from services or libraries.',
      severity: 'error',
      from: { path: '\\.domain\\.ts$' },
      to: { pathNot: [`\\.(domain|errors|contract)\\.ts$`, '^core/kernel/'] },
    },
    {
      name: 'modules-meet-at-contracts',
      comment:
        "A module imports another module's .contract or .module, or its pure rules (.domain); services arrive as arguments.",
      severity: 'error',
      from: { path: '^core/modules/([^/]+)/', pathNot: [TEST, '\\.domain\\.ts$'] },
      to: {
        path: '^core/modules/',
        pathNot: ['^core/modules/$1/', '\\.(contract|module|domain)\\.ts$'],
        ...NOT_A_TYPE,
      },
    },
    {
      name: 'kernel-knows-no-domain',
      comment:
        'The kernel serves modules and knows none of them; of the client it may know the types that both ends of a stream speak.',
      severity: 'error',
      from: { path: '^core/kernel/', pathNot: TEST },
      to: { path: '^core/(modules|cli|app|server|plugin-api|testing)(/|\\.ts$)' },
    },
    {
      name: 'core-looks-not-outward',
      comment: 'Core runs without workflows, plugins and user interfaces; plugins are found at run time.',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(workflows|plugins|booking-ui|admin-ui|migrations|test)/' },
    },
    {
      name: 'only-the-doors-of-core',
      comment: 'Other packages enter core through the doors that its package.json exports.',
      severity: 'error',
      from: { path: '^(workflows|plugins|booking-ui|admin-ui|temporal-config)/' },
      to: { path: '^core/', pathNot: DOORS_OF_CORE },
    },
    {
      name: 'workflows-stay-deterministic',
      comment:
        'workflow.ts is replayed: it may run @temporalio/workflow, temporal-config, rules, messages and its siblings, nothing else.',
      severity: 'error',
      from: { path: '^workflows/.*workflow\\.ts$' },
      to: {
        pathNot: [
          'node_modules/@temporalio/(workflow|common)/',
          '^temporal-config/',
          '\\.(domain|messages)\\.ts$',
          '^workflows/(?!.*(activities|worker|bundle)\\.ts$)',
        ],
        ...NOT_A_TYPE,
      },
    },
    {
      name: 'workflow-types',
      comment: "Types in workflow.ts come from contracts, rules and the process's own activities.",
      severity: 'error',
      from: { path: '^workflows/.*workflow\\.ts$' },
      to: { path: '^(core|plugins|booking-ui|admin-ui)/', pathNot: '\\.(contract|domain|messages)\\.ts$' },
    },
    {
      name: 'plugins-use-their-door',
      comment: 'A plugin is built on @bookme/core/plugin-api (and /testing) alone, and never on another plugin.',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/' },
      to: {
        path: '^(core|workflows|temporal-config|plugins|booking-ui|admin-ui|migrations|test)/',
        pathNot: ['^plugins/$1/', '^core/(plugin-api|testing)/'],
      },
    },
    {
      name: 'user-interfaces-are-clients',
      comment: 'The user interfaces are ordinary clients of the public API.',
      severity: 'error',
      from: { path: '^(booking-ui|admin-ui)/' },
      to: { path: '^(core|workflows|temporal-config|plugins|migrations|test)/', pathNot: '^core/client/' },
    },
    {
      name: 'user-interfaces-share-the-kit',
      comment: "admin-ui may use booking-ui's kit; nothing else passes between them.",
      severity: 'error',
      from: { path: '^(booking-ui|admin-ui)/' },
      to: { path: '^(booking-ui|admin-ui)/', pathNot: ['^$1/', '^booking-ui/src/kit/'] },
    },
    {
      name: 'temporal-config-stands-alone',
      comment: 'Names and settings of Temporal depend on nothing of ours.',
      severity: 'error',
      from: { path: '^temporal-config/' },
      to: { path: '^(core|workflows|plugins|booking-ui|admin-ui|migrations|test)/' },
    },
    {
      name: 'migrations-are-history',
      comment: 'A migration must mean the same for ever, so it uses nothing that changes.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(core|workflows|plugins|booking-ui|admin-ui|temporal-config)/' },
    },
    {
      name: 'no-test-code-in-the-product',
      comment: 'What only tests need stays out of the running product.',
      severity: 'error',
      from: { path: '^(core|workflows|plugins|temporal-config|booking-ui|admin-ui)/', pathNot: TEST },
      to: {
        path: [
          '\\.test\\.ts$',
          '^(core|workflows|plugins)/.*/testing/',
          '^(core|workflows)/testing/',
          'node_modules/(vitest|fast-check|playwright-core)/',
        ],
        ...NOT_A_TYPE,
      },
    },
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other when they are loaded are one file, or a third is missing. A lazy import may close a circle.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|test-artifacts|\\.nuxt-ui|\\.bookme|\\.git)/|^docs/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.vue', '.json', '.d.ts'],
    },
    moduleSystems: ['es6'],
    reporterOptions: { text: { highlightFocused: true } },
  },
};

// dependency-cruiser reads the default export
export default configuration;
