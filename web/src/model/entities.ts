/**
 * What the model reads: entities by kind and id, in the order they first appeared.
 *
 * The functions of this folder are pure. They know no framework, no socket and no clock, and they apply no rule
 * that the server does not apply itself: what they work out is a proposal, a summary or an arrangement of what
 * the viewer was sent.
 */
import type { EntityOf, Kind, ReadModel } from "@tingbok/client";
import type { Entity } from "./schema.ts";

/** A read model at one number: entities by kind and id, and all of a kind by slot. */
export type Entities = Pick<ReadModel, "get" | "all">;

/** A read model made of a list of entities; a later one of the same kind and id takes the earlier's place. */
export function entitiesFrom(list: readonly Entity[]): Entities {
  const kinds = new Map<Kind, Map<string, EntityOf<Kind>>>();
  for (const { kind } of [...list].sort((a, b) => a.slot - b.slot)) {
    if (kind.case === undefined) continue;
    let byId = kinds.get(kind.case);
    if (byId === undefined) kinds.set(kind.case, (byId = new Map()));
    byId.set(kind.value.id, kind.value);
  }
  return {
    get: <K extends Kind>(kind: K, id: string) => kinds.get(kind)?.get(id) as EntityOf<K> | undefined,
    all: <K extends Kind>(kind: K) => [...(kinds.get(kind)?.values() ?? [])] as EntityOf<K>[],
  };
}
