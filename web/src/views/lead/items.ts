/** What may still be done with an item of the agenda, as the server has it. */
import { isStruck } from "../../logic/labels.ts";
import type { AgendaItem } from "../../model/schema.ts";
import protocol from "../../words/protocol.json";

/** It may be moved, renamed and struck: it has not been taken up. */
export function mayChange(item: AgendaItem): boolean {
  return item.status === protocol.itemPlanned;
}

/** It may be taken up, the first time or again. */
export function mayOpen(item: AgendaItem): boolean {
  return !isStruck(item) && !item.blocked;
}
