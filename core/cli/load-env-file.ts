import { existsSync } from 'node:fs';
import path from 'node:path';

/** Settings from .env in the repository; those already in the environment win. */
export function loadEnvFile(root: string): void {
  const file = path.join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
