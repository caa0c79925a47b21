/** Missing users up to this many are never taken for a mistake. */
const ALWAYS_ALLOWED = 10;
const MOST_MISSING_SHARE = 0.05;

/**
 * Tells whether so many users are missing at Clerk that the key or the instance
 * is more likely to be wrong than the users gone.
 */
export function isSuspicious(missing: number, lookedUp: number): boolean {
  return missing > Math.max(ALWAYS_ALLOWED, lookedUp * MOST_MISSING_SHARE);
}
