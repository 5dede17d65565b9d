/** Marks a place where a process may die in a test. Does nothing otherwise. */
export type Failpoint = (name: string) => void;

/**
 * @param setting `FAILPOINT`: `<name>:crash@<n>` ends the process as `kill -9` would when the place is reached for the
 *   n-th time. Unset: nothing ever happens.
 * @throws Error for a setting that is not of this form: a test that sets a failpoint must not pass by a slip of the pen
 */
export function createFailpoints(setting: string | undefined): Failpoint {
  if (!setting) return () => undefined;
  const match = /^([a-z]+(?:[.-][a-z]+)*):crash@([1-9]\d*)$/.exec(setting);
  if (!match) throw new Error(`FAILPOINT=${setting} is not <name>:crash@<n>`);
  const [, wanted, at] = match;
  let reached = 0;
  return (name) => {
    if (name !== wanted || ++reached !== Number(at)) return;
    process.kill(process.pid, 'SIGKILL');
    for (;;); // until the signal arrives, so that nothing after this place is done
  };
}
