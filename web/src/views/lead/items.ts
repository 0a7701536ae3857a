/** What may still be done with an item of the agenda, as the server has it. */
import type { AgendaItem } from "../../model/schema.ts";
import protocol from "../../words/protocol.json";

/** Taken off the agenda. */
export function isStruck(item: AgendaItem): boolean {
  return item.status === protocol.itemStates.dropped;
}

/** It may be moved, renamed and struck: it has not been taken up. */
export function mayChange(item: AgendaItem): boolean {
  return item.status === protocol.itemStates.planned;
}

/** It may be taken up, the first time or again. */
export function mayOpen(item: AgendaItem): boolean {
  return !isStruck(item) && !item.blocked;
}
