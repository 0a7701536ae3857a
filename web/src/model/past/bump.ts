/** How a priority list changed: each entry's place after each move. */

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
