/** Places in a list while moves in it wait for their answers. */

/** Something goes to a place, from 1. */
export interface Move {
  readonly what: string;
  readonly to: number;
}

/** The order once the moves that wait are made: a press that comes before their answers counts from there. */
export function afterMoves(order: readonly string[], moves: readonly Move[]): string[] {
  const after = [...order];
  for (const { what, to } of moves) {
    const at = after.indexOf(what);
    if (at >= 0) after.splice(to - 1, 0, ...after.splice(at, 1));
  }
  return after;
}
