const HARD_END_AFTER_MS = 5_000;

/**
 * For processes that `npm start` runs: end when the launcher ends, even when it was killed.
 * The channel to it then closes; we take that like SIGTERM, and end hard if that takes more than five seconds.
 * Without a launcher (in production, in a container) it does nothing.
 */
export function exitWithParent(): void {
  if (!process.connected || !process.channel) return;
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), HARD_END_AFTER_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel.unref(); // watching must not keep the process alive
}
