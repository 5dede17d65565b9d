import { userError, type UserError } from '../../../kernel/errors/errors.ts';
import type { RulesPreview } from './rule-changes.contract.ts';

/** Told to the team alone: every route that throws it asks for a permission to change rules. */
export const affectsBookings = ({
  affected,
  affectedCount,
}: Pick<RulesPreview, 'affected' | 'affectedCount'>): UserError =>
  userError('rules.affect_bookings', {
    status: 409,
    message: `The new rules would leave coming bookings outside: ${affectedCount}. They stay as they are; send confirm=true to change the rules all the same.`,
    extra: { affected, affectedCount },
  });
