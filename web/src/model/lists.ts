/** Lists on a screen: the ranked list that is shown, and the clusters of a board. */
import type { Entities } from "./entities.ts";
import type { PriorityList, Cluster, Note, Proposal } from "./schema.ts";
import { isOrderList } from "./voting_order.ts";

/** A row of a ranked list. */
export interface RankedRow {
  readonly id: string;
  readonly place: number;
  readonly proposal: Proposal | undefined;
}

/** Lists that hold something; orders of voting are shown with their item instead. */
export function rankedLists(entities: Entities): PriorityList[] {
  return entities.all("priorityList").filter((list) => list.set && !isOrderList(list.id));
}

export function rankedRows(entities: Entities, list: PriorityList): RankedRow[] {
  return list.order.map((id, at) => ({ id, place: at + 1, proposal: entities.get("proposal", id) }));
}

/** A cluster with its notes. */
export interface ClusterRow {
  readonly cluster: Cluster;
  readonly notes: readonly Note[];
}

/** Clusters, largest first; equal ones in the order they were gathered. */
export function clusters(entities: Entities): ClusterRow[] {
  return entities
    .all("cluster")
    .map((cluster) => ({ cluster, notes: cluster.notes.flatMap((id) => entities.get("note", id) ?? []) }))
    .sort((a, b) => b.cluster.notes.length - a.cluster.notes.length);
}

/** Notes in no cluster, latest first. */
export function looseNotes(entities: Entities): Note[] {
  return entities
    .all("note")
    .filter((note) => note.cluster === "")
    .reverse();
}
