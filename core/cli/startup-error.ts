/**
 * Something outside BookMe stops it from starting: a taken port, a missing program, a wrong setting.
 * The message is written for the person at the terminal, says what to do, and is printed without a stack.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
