/** How a priority list changed: where its moves are to be read, and each entry's place after each. */
import { isOrderList } from "../voting_order.ts";
import { TimelineMarkKind, type Timeline } from "../schema.ts";

/** Moves on a list less than this after its mark share it (core/past/limits.hpp). */
const movesApartMs = 60_000;

/** Events to read: from a mark of a list on, before `to`, and before `beforeMs`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly beforeMs: number;
}

/** Where moves on lists stand: at each mark of a list, and after it until something else is marked. */
export function listStretches(timeline: Timeline): Stretch[] {
  // Whoever names a moment does so later: it parts no moves.
  const marks = timeline.marks.filter(({ kind }) => kind !== TimelineMarkKind.MOMENT);
  return marks.flatMap(({ kind, id, number, timeMs }, at) => {
    if (kind !== TimelineMarkKind.PRIORITY || isOrderList(id)) return [];
    const next = marks[at + 1]?.number ?? timeline.head + 1n;
    // One event may have changed several lists.
    const to = Math.max(Number(next), Number(number) + 1);
    return { from: Number(number), to, beforeMs: Number(timeMs) + movesApartMs };
  });
}

/** A list as it stood right after an event. */
export interface ListMoment {
  readonly number: number;
  readonly timeMs: number;
  readonly order: readonly string[];
  readonly locked: boolean;
}

/** One entry through all moments; places from 1, undefined where it was not on the list. */
export interface BumpLine {
  readonly id: string;
  readonly places: readonly (number | undefined)[];
}

/** Only moments at which the order is another than before, and the last. */
export function changes(moments: readonly ListMoment[]): ListMoment[] {
  const same = (a: ListMoment, b: ListMoment) => a.locked === b.locked && a.order.join("\n") === b.order.join("\n");
  return moments.filter((moment, at) => at === 0 || !same(moment, moments[at - 1]!));
}

/** Lines in the order of the last moment; what is no longer on the list comes after. */
export function bumpLines(moments: readonly ListMoment[]): BumpLine[] {
  const last = moments.at(-1)?.order ?? [];
  const ids = [...new Set([...last, ...moments.flatMap(({ order }) => order)])];
  return ids.map((id) => ({
    id,
    places: moments.map(({ order }) => {
      const at = order.indexOf(id);
      return at < 0 ? undefined : at + 1;
    }),
  }));
}
