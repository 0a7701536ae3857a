/** Why a session ended. */
export type StopReason = "asked" | "noAccess" | "notFound" | "protocol";

/** Close codes of docs/protocol.md that clients act on. */
export const close = {
  goingAway: 1001,
  badFrames: [1003, 1007, 1009, 4400] as readonly number[],
  noTicket: 4401,
  notEnrolled: 4403,
  noWorkshop: 4404,
} as const;

/** Why there is no use in connecting again after this code; undefined: there may be. */
export function endedBy(code: number): StopReason | undefined {
  if (close.badFrames.includes(code)) return "protocol";
  if (code === close.notEnrolled) return "noAccess";
  if (code === close.noWorkshop) return "notFound";
  return undefined;
}
