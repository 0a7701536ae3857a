import { useReducer } from "preact/hooks";

import { useRoom, type RoomStore } from "./room.tsx";

/** What was sent from a field, until it is answered. */
interface Sent {
  readonly where: string;
  readonly text: string;
}

/** What is half written in one room: it outlives the page it is written on, for as long as the room is shown. */
export class Kept {
  readonly #values = new Map<string, unknown>();
  readonly #sent = new Map<string, Sent>();

  constructor(store: Pick<RoomStore, "listen">) {
    store.listen({
      answered: ({ commandId, outcome }) => {
        const sent = this.#sent.get(commandId);
        this.#sent.delete(commandId);
        if (sent && outcome?.type === "refused") this.putBack(sent.where, sent.text);
      },
    });
  }

  get<T>(where: string, first: T): T {
    return this.#values.has(where) ? (this.#values.get(where) as T) : first;
  }

  /** The value it had at first needs no keeping. */
  set<T>(where: string, value: T, first: T): void {
    if (Object.is(value, first)) this.#values.delete(where);
    else this.#values.set(where, value);
  }

  /** A text that was not taken stands where it was written again, unless something else is written there already. */
  putBack(where: string, text: string): void {
    if ((this.#values.get(where) ?? "") === "") this.#values.set(where, text);
  }

  /** The text that went with this action is put back if the action is refused. */
  sent(commandId: string, where: string, text: string): void {
    this.#sent.set(commandId, { where, text });
  }
}

/** Of every room that is in use. */
const rooms = new WeakMap<RoomStore, Kept>();

export function keptOf(store: RoomStore): Kept {
  let kept = rooms.get(store);
  if (!kept) rooms.set(store, (kept = new Kept(store)));
  return kept;
}

/**
 * As useState, but the value lives with the room under the name `where`: it is there again when one has been to another
 * page. Two components of one page that name the same place see the other's changes with the room's next one.
 */
export function useKept<T>(where: string, first: T): [T, (next: T | ((before: T) => T)) => void] {
  const kept = keptOf(useRoom());
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const set = (next: T | ((before: T) => T)) => {
    const value = typeof next === "function" ? (next as (before: T) => T)(kept.get(where, first)) : next;
    kept.set(where, value, first);
    redraw(undefined as never);
  };
  return [kept.get(where, first), set];
}
