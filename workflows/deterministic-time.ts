// First import of every workflow. The sandbox replaces Date, but Temporal.Now would still read the machine's clock, and
// a replay would meet another time than the history. Temporal itself is frozen, so a workflow gets one that inherits.
const workflowTime = Symbol.for('bookme.workflow-time');
const given: typeof Temporal = globalThis.Temporal;

if (!Object.hasOwn(given, workflowTime)) {
  globalThis.Temporal = Object.create(given, {
    [workflowTime]: { value: true },
    Now: { value: { instant: () => given.Instant.fromEpochMilliseconds(Date.now()) } },
  }) as typeof Temporal;
}
