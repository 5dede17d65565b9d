import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { styleSheetOf, type Manifest } from './manifest.ts';
import type { BookingAssets } from './render-page.ts';

/** Where `npm run build -w @bookme/booking-ui` puts the app: serve its assets/ with a far expiry, its index.html never. */
export const BOOKING_DIST = path.resolve(import.meta.dirname, '../dist');

/** Reads what renderPage() needs, once at start. Throws ENOENT where the app was not built. */
export async function loadBookingAssets(dist: string = BOOKING_DIST): Promise<BookingAssets> {
  const read = (file: string): Promise<string> => readFile(path.join(dist, file), 'utf8');
  const [template, manifestText] = await Promise.all([read('index.html'), read('.vite/manifest.json')]);
  const manifest = JSON.parse(manifestText) as Manifest;
  const sheet = styleSheetOf(manifest);
  if (!sheet) throw new Error('The manifest of the booking app names no style sheet: was its build config changed?');
  return { template, manifest, css: await read(sheet) };
}
