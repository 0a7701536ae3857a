import { HashTree, leafHash, sameBytes, unseenLeaf, type Digest } from "./hash.ts";
import { toBinary } from "@bufbuild/protobuf";
import { slotsMax, snapshotPartsMax } from "./limits.ts";
import { EntitySchema, type Entity } from "./gen/tingbok/v1/entities_pb.ts";
import type { Patch, SnapshotPart } from "./gen/tingbok/v1/wire_pb.ts";

/** The name of an entity's kind, such as "note". */
export type Kind = NonNullable<Entity["kind"]["case"]>;
/** The message of a kind. */
export type EntityOf<K extends Kind> = Extract<Entity["kind"], { case: K }>["value"];

/**
 * A room at one number, as one person may see it. Views read this and nothing else, so that they
 * show the past exactly as they show the present.
 */
export interface ReadModel {
  /** Number of the last event it contains; 0: there is no state yet. */
  readonly number: number;
  /** The time of that event where it is known, milliseconds since 1970 UTC; else 0. */
  readonly timeMs: number;
  /** The entity of that kind and id, the person's own before what the audience sees of it. */
  get<K extends Kind>(kind: K, id: string): EntityOf<K> | undefined;
  /** All of one kind, in order of first appearance. The same array until one of them changes. */
  all<K extends Kind>(kind: K): readonly EntityOf<K>[];
  /** The person's own of one kind: ballots, notes. */
  own<K extends Kind>(kind: K): readonly EntityOf<K>[];
  /** It was made, or last changed in content, behind closed doors. */
  behindClosedDoors(kind: Kind, id: string): boolean;
}

/**
 * What became of a snapshot part or a patch.
 * - applied: the mirror now stands at its number
 * - moreToCome: more parts of the snapshot are to come; the mirror is as it was
 * - duplicate: its number was applied before; nothing changed
 * - gap: numbers between are missing; nothing changed
 * - wrongHash: applied, but the view hash is not the server's; only a snapshot helps
 * - malformed: it contradicts itself or a bound; only a snapshot helps
 */
export type Step = "applied" | "moreToCome" | "duplicate" | "gap" | "wrongHash" | "malformed";

interface Staging {
  entities: Entity[];
  number: number;
  parts: number;
  nextPart: number;
  slots: number;
}

/** The id of an entity: field 1 of its kind's message. */
export function entityId(entity: Entity): string {
  return entity.kind.value?.id ?? "";
}

function contentOf<K extends Kind>(entity: Entity | undefined): EntityOf<K> | undefined {
  return entity?.kind.value as EntityOf<K> | undefined;
}

/**
 * The read model of one room as the server sent it, checked. Entities are never changed in place: a
 * new version is a new object, so that a view may compare by identity.
 */
export class Mirror implements ReadModel {
  #number = 0;
  #timeMs = 0;
  #hashChecks = 0;
  #entities: (Entity | undefined)[] = [];
  #tree = new HashTree();
  #slots = new Map<Kind, Map<string, number>>();
  #own = new Map<Kind, Map<string, Entity>>();
  #lists = new Map<Kind, readonly unknown[]>();
  #ownLists = new Map<Kind, readonly unknown[]>();
  #staging: Staging | undefined;

  get number(): number {
    return this.#number;
  }
  get timeMs(): number {
    return this.#timeMs;
  }
  get slots(): number {
    return this.#entities.length;
  }
  /** Hashes compared with the server's so far. */
  get hashChecks(): number {
    return this.#hashChecks;
  }
  /** RFC 6962 root over all slots (docs/protocol.md, hashes). */
  viewHash(): Digest {
    return this.#tree.root();
  }

  /** All that is held, by slot; the person's own before what the audience sees of it. */
  entities(): Entity[] {
    const bySlot = [...this.#entities];
    for (const ofKind of this.#own.values())
      for (const entity of ofKind.values()) bySlot[entity.slot] = entity;
    return bySlot.filter((entity) => entity !== undefined);
  }

  clear(): void {
    this.#number = 0;
    this.#timeMs = 0;
    this.#entities = [];
    this.#tree = new HashTree();
    this.#slots.clear();
    this.#own.clear();
    this.#lists.clear();
    this.#ownLists.clear();
    this.#staging = undefined;
  }

  /**
   * Parts come in order, all at one number; the last one replaces the mirror. `leaves` holds the
   * leaf hash of each entity as it was received; one that is missing is hashed from the message.
   */
  add(part: SnapshotPart, leaves?: Map<Entity, Digest>): Step {
    const number = Number(part.number);
    if (part.parts === 0 || part.parts > snapshotPartsMax || part.slots > slotsMax || number === 0)
      return "malformed";
    if (part.part === 0)
      this.#staging = { entities: [], number, parts: part.parts, nextPart: 0, slots: part.slots };
    const staging = this.#staging;
    const fits =
      staging !== undefined &&
      part.part === staging.nextPart &&
      part.parts === staging.parts &&
      number === staging.number &&
      part.slots === staging.slots &&
      part.entities.every((entity) => entity.slot < staging.slots);
    if (!fits) {
      this.#staging = undefined;
      return "malformed";
    }
    for (const entity of part.entities) this.#remember(entity, leaves);
    staging.entities.push(...part.entities);
    staging.nextPart += 1;
    if (staging.nextPart < staging.parts) return "moreToCome";
    this.#replace(staging.number, 0, staging.slots, staging.entities);
    return this.#check(part.viewHash);
  }

  apply(patch: Patch, leaves?: Map<Entity, Digest>): Step {
    const number = Number(patch.number);
    if (number <= this.#number) return "duplicate";
    if (number !== this.#number + 1) return "gap";
    if (patch.slots < this.slots || patch.slots > slotsMax) return "malformed";
    if (patch.entities.some((entity) => entity.slot >= patch.slots)) return "malformed";
    this.#number = number;
    this.#timeMs = Number(patch.timeMs);
    this.#resize(patch.slots);
    for (const entity of patch.entities) {
      this.#remember(entity, leaves);
      this.#set(entity);
    }
    return this.#check(patch.viewHash);
  }

  /**
   * An entity that only this person may see; outside the view hash. One without a kind: what was
   * this person's own in its slot is so no more.
   */
  setOwn(entity: Entity): void {
    const kind = entity.kind.case;
    if (kind === undefined) {
      this.#dropOwn((mine) => mine.slot === entity.slot);
      return;
    }
    let ofKind = this.#own.get(kind);
    if (!ofKind) this.#own.set(kind, (ofKind = new Map()));
    ofKind.set(entityId(entity), entity);
    this.#lists.delete(kind);
    this.#ownLists.delete(kind);
  }

  /** Before the own entities are sent anew. */
  clearOwn(): void {
    this.#dropOwn(() => true);
  }

  #dropOwn(gone: (mine: Entity) => boolean): void {
    for (const [kind, ofKind] of this.#own) {
      for (const [id, mine] of ofKind) {
        if (!gone(mine)) continue;
        ofKind.delete(id);
        this.#lists.delete(kind);
        this.#ownLists.delete(kind);
      }
    }
  }

  /** Makes the mirror stand at any number, from a state read over HTTP (`Api.stateAt`). */
  stand(number: number, timeMs: number, entities: readonly Entity[]): void {
    const slots = entities.reduce((most, entity) => Math.max(most, entity.slot + 1), 0);
    if (slots > slotsMax) throw new RangeError(`a state of ${slots} slots is beyond ${slotsMax}`);
    this.#own.clear();
    this.#replace(number, timeMs, slots, entities);
  }

  get<K extends Kind>(kind: K, id: string): EntityOf<K> | undefined {
    return contentOf<K>(this.#find(kind, id));
  }

  all<K extends Kind>(kind: K): readonly EntityOf<K>[] {
    const known = this.#lists.get(kind);
    if (known) return known as readonly EntityOf<K>[];
    const bySlot = new Map<number, Entity>();
    for (const slot of this.#slots.get(kind)?.values() ?? []) bySlot.set(slot, this.#entities[slot]!);
    for (const entity of this.#own.get(kind)?.values() ?? []) bySlot.set(entity.slot, entity);
    const list = [...bySlot.entries()]
      .sort(([a], [b]) => a - b)
      .map(([, entity]) => contentOf<K>(entity)!);
    this.#lists.set(kind, list);
    return list;
  }

  own<K extends Kind>(kind: K): readonly EntityOf<K>[] {
    let list = this.#ownLists.get(kind);
    if (!list) {
      const entities = [...(this.#own.get(kind)?.values() ?? [])];
      list = entities.sort((a, b) => a.slot - b.slot).map((entity) => contentOf<K>(entity)!);
      this.#ownLists.set(kind, list);
    }
    return list as readonly EntityOf<K>[];
  }

  behindClosedDoors(kind: Kind, id: string): boolean {
    return this.#find(kind, id)?.behindClosedDoors ?? false;
  }

  #find(kind: Kind, id: string): Entity | undefined {
    const own = this.#own.get(kind)?.get(id);
    if (own) return own;
    const slot = this.#slots.get(kind)?.get(id);
    return slot === undefined ? undefined : this.#entities[slot];
  }

  /** Leaf hashes of entities that are not in the tree yet. */
  readonly #leaves = new WeakMap<Entity, Digest>();

  #remember(entity: Entity, leaves: Map<Entity, Digest> | undefined): void {
    const leaf = leaves?.get(entity);
    if (leaf) this.#leaves.set(entity, leaf);
  }

  #replace(number: number, timeMs: number, slots: number, entities: readonly Entity[]): void {
    const own = [...this.#own];
    this.clear();
    for (const [kind, ofKind] of own) this.#own.set(kind, ofKind); // They come apart from snapshots.
    this.#number = number;
    this.#timeMs = timeMs;
    const bySlot: (Entity | undefined)[] = new Array<Entity | undefined>(slots).fill(undefined);
    for (const entity of entities) bySlot[entity.slot] = entity;
    this.#entities = new Array<Entity | undefined>(slots).fill(undefined);
    for (let slot = 0; slot < slots; slot += 1) {
      const entity = bySlot[slot];
      if (entity) this.#set(entity);
      else this.#tree.set(slot, unseenLeaf);
    }
  }

  #resize(slots: number): void {
    while (this.#entities.length < slots) {
      this.#tree.set(this.#entities.length, unseenLeaf);
      this.#entities.push(undefined);
    }
  }

  #set(entity: Entity): void {
    const slot = entity.slot;
    const before = this.#entities[slot];
    if (before?.kind.case) {
      this.#slots.get(before.kind.case)?.delete(entityId(before));
      this.#lists.delete(before.kind.case);
    }
    const kind = entity.kind.case;
    if (kind === undefined) {
      this.#entities[slot] = undefined;
      this.#tree.set(slot, unseenLeaf);
      return;
    }
    this.#entities[slot] = entity;
    let ofKind = this.#slots.get(kind);
    if (!ofKind) this.#slots.set(kind, (ofKind = new Map()));
    ofKind.set(entityId(entity), slot);
    this.#lists.delete(kind);
    this.#tree.set(slot, this.#leaves.get(entity) ?? leafHash(toBinary(EntitySchema, entity)));
  }

  #check(viewHash: Uint8Array): Step {
    if (viewHash.length === 0) return "applied";
    this.#hashChecks += 1;
    return sameBytes(this.#tree.root(), viewHash) ? "applied" : "wrongHash";
  }
}
