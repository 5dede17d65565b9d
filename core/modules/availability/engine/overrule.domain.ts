import { resolveSlot, type Resolution } from './availability.domain.ts';
import type { Candidate, Facts } from './facts.domain.ts';
import { alternativesOf, claimsAt, type Claim } from './needs.domain.ts';
import { MINUTE } from '../time/plain-time.domain.ts';
import { brokenRules, type BrokenRule } from './rules.domain.ts';

/**
 * A booking that somebody makes against the rules: with the candidate who breaks the fewest of them, and which those are.
 * What it needs is taken where it is free, else where the business would look first.
 * @param startsAt epoch milliseconds
 * @param staffId whom the customer asked for; left out: anyone
 */
export function overrule(
  facts: Facts,
  startsAt: number,
  staffId?: string,
): { resolution: Resolution; overridden: readonly BrokenRule[] } {
  const asked = facts.candidates.filter((candidate) => staffId === undefined || candidate.staffId === staffId);
  const start = Math.floor(startsAt / MINUTE);
  const [best] = asked
    .map((candidate) => ({ candidate, broken: brokenRules(start, facts, candidate) }))
    .sort((a, b) => a.broken.length - b.broken.length || a.candidate.position - b.candidate.position);
  // Nobody there is no rule.
  if (!best) return { resolution: resolveSlot(facts, startsAt, staffId), overridden: [] };

  const { candidate, broken } = best;
  const claims = broken.includes('no_room') ? claimsAnyway(candidate) : claimsAt(start, facts, candidate);
  const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes, assignment } = facts.service;
  const endsAt = startsAt + durationMinutes * MINUTE;
  return {
    resolution: {
      ok: true,
      staffId: candidate.staffId,
      staffIds: [candidate.staffId],
      choices: [{ staffId: candidate.staffId, claims }],
      claims,
      assignment: { strategy: assignment, order: [] },
      startsAt,
      endsAt,
      busyFrom: startsAt - bufferBeforeMinutes * MINUTE,
      busyTo: endsAt + bufferAfterMinutes * MINUTE,
    },
    overridden: broken,
  };
}

function claimsAnyway(candidate: Candidate): Claim[] {
  const taken = new Set(candidate.members.map(({ resourceId }) => resourceId));
  const claims: Claim[] = [...taken].map((resourceId) => ({ resourceId, units: 1 }));
  for (const need of candidate.needs) {
    const chosen = alternativesOf(candidate, need).filter(({ resourceId }) => !taken.has(resourceId));
    for (const { resourceId } of chosen.slice(0, need.count)) {
      taken.add(resourceId);
      claims.push({ resourceId, units: need.units });
    }
  }
  return claims;
}
