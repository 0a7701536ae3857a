/** What the checks of a proof say together. */

/** All hold; what could be checked holds, but not all could; something does not hold. */
export type Verdict = "good" | "partly" | "broken";

/** A check that nobody could make says nothing for the whole. */
export function verdictOf(checks: readonly { readonly holds: boolean | undefined }[]): Verdict {
  if (checks.some(({ holds }) => holds === false)) return "broken";
  return checks.every(({ holds }) => holds) ? "good" : "partly";
}
