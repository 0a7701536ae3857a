/** The list of items as it is led through: items in order, with what is planned and done in each. */
import type { Entities } from "./entities.ts";
import { isStruck } from "../logic/labels.ts";
import { PhaseStatus, VoteStatus, type AgendaItem, type DecisionEntry, type Phase, type Vote } from "./schema.ts";

export type ItemState = "planned" | "open" | "done";

export interface AgendaRow {
  readonly item: AgendaItem;
  readonly state: ItemState;
  readonly votes: readonly Vote[];
  readonly decisions: readonly DecisionEntry[];
}

/** All items in the order the list was arranged in, also struck ones; items added since stand at the end. */
export function agenda(entities: Entities): AgendaRow[] {
  const room = entities.get("room", "room");
  const order = new Map((room?.itemOrder ?? []).map((id, at) => [id, at]));
  const items = [...entities.all("item")];
  const at = (item: AgendaItem) => order.get(item.id) ?? order.size + items.indexOf(item);
  const places = new Map(items.map((item) => [item.id, at(item)]));
  return [...items]
    .sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
    .map((item) => ({
      item,
      state: item.id === room?.openItem ? "open" : item.finishedAt > 0n ? "done" : "planned",
      votes: entities.all("vote").filter((vote) => vote.terms?.item === item.id && vote.status !== VoteStatus.DROPPED),
      decisions: entities.all("decision").filter((decision) => decision.item === item.id),
    }));
}

/** The items that stand: without those that were struck from the list, which are only its makers' to see. */
export function standingAgenda(entities: Entities): AgendaRow[] {
  return agenda(entities).filter(({ item }) => !isStruck(item));
}

/** Phases that are not struck, as planned. */
export function phases(entities: Entities): Phase[] {
  return entities.all("phase").filter((phase) => phase.status !== PhaseStatus.DROPPED);
}

/** The phase to offer next: the first planned one after the last that was started, else the first planned. */
export function nextPhase(entities: Entities): Phase | undefined {
  const all = phases(entities);
  const last = all.findLastIndex((phase) => phase.status === PhaseStatus.ACTIVE || phase.status === PhaseStatus.DONE);
  return (
    all.slice(last + 1).find((phase) => phase.status === PhaseStatus.PLANNED) ??
    all.find((phase) => phase.status === PhaseStatus.PLANNED)
  );
}

/** The phase before the active one, or the last that was done: what stepping back starts again. */
export function previousPhase(entities: Entities): Phase | undefined {
  const all = phases(entities);
  const active = all.findIndex((phase) => phase.status === PhaseStatus.ACTIVE);
  return all.slice(0, active < 0 ? all.length : active).findLast((phase) => phase.status === PhaseStatus.DONE);
}

/** Votes that are planned and not opened, in order. */
export function plannedVotes(entities: Entities): Vote[] {
  return entities.all("vote").filter((vote) => vote.status === VoteStatus.PLANNED);
}
