import { z } from 'zod';

/**
 * An option that is never shown: not in the admin, not in reasons, not in logs. Text, at least one character; refine it
 * as you like. (In the schema's JSON form it is `writeOnly`.)
 */
export const secret = () => z.string().min(1).meta({ writeOnly: true });
