/** Builds read models for tests: entities in the order given, with only the fields a test speaks of. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { entitiesFrom, type Entities } from "../../src/model/entities.ts";
import { EntitySchema, type Entity } from "../../src/model/schema.ts";

type KindShape = NonNullable<MessageInitShape<typeof EntitySchema>["kind"]>;

export function entity(kind: KindShape, slot = 0): Entity {
  return create(EntitySchema, { slot, kind } as MessageInitShape<typeof EntitySchema>);
}

export function readModel(...kinds: KindShape[]): Entities {
  return entitiesFrom(kinds.map((kind, slot) => entity(kind, slot)));
}
