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
 * The read model of one room as the server sent it, checked: a patch when it is applied, a snapshot when
 * `check` is called or the next patch comes, so that a slow phone can draw it first. Entities are never
 * changed in place: a new version is a new object, so that a view may compare by identity.
 */
export class Mirror implements ReadModel {
  #number = 0;
  #timeMs = 0;
  #hashChecks = 0;
  #entities: (Entity | undefined)[] = [];
  #tree = new HashTree();
  /** What is not hashed into the tree yet, by slot. */
  #unhashed = new Map<number, Entity | undefined>();
  /** The view hash that the server says the snapshot has; undefined: it has been compared. */
  #promised: Uint8Array | undefined;
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
    const rising = [...this.#unhashed].sort(([a], [b]) => a - b);
    for (const [slot, entity] of rising) this.#tree.set(slot, this.#leafOf(entity));
    this.#unhashed.clear();
    return this.#tree.root();
  }
  /** A snapshot has been taken over, and its view hash is still to be compared. */
  get unchecked(): boolean {
    return this.#promised !== undefined;
  }
  /** Compares what is still to be compared. */
  check(): Step {
    return this.#compare(this.#promised ?? new Uint8Array(0));
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
    this.#unhashed.clear();
    this.#promised = undefined;
    this.#slots.clear();
    this.#own.clear();
    this.#lists.clear();
    this.#ownLists.clear();
    this.#staging = undefined;
  }

  /**
   * Parts come in order, all at one number; the last one replaces the mirror, which is `unchecked`
   * then. `bytes` holds each entity as it was received; one that is missing is written anew.
   */
  add(part: SnapshotPart, bytes?: Map<Entity, Uint8Array>): Step {
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
    for (const entity of part.entities) this.#remember(entity, bytes);
    staging.entities.push(...part.entities);
    staging.nextPart += 1;
    if (staging.nextPart < staging.parts) return "moreToCome";
    this.#replace(staging.number, 0, staging.slots, staging.entities);
    if (part.viewHash.length > 0) this.#promised = part.viewHash;
    return "applied";
  }

  apply(patch: Patch, bytes?: Map<Entity, Uint8Array>): Step {
    const number = Number(patch.number);
    if (number <= this.#number) return "duplicate";
    if (number !== this.#number + 1) return "gap";
    if (patch.slots < this.slots || patch.slots > slotsMax) return "malformed";
    if (patch.entities.some((entity) => entity.slot >= patch.slots)) return "malformed";
    if (this.check() === "wrongHash") return "wrongHash";
    this.#number = number;
    this.#timeMs = Number(patch.timeMs);
    this.#resize(patch.slots);
    for (const entity of patch.entities) {
      this.#remember(entity, bytes);
      this.#set(entity);
    }
    return this.#compare(patch.viewHash);
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

  /** Entities that are not in the tree yet, as they were received. */
  readonly #received = new WeakMap<Entity, Uint8Array>();

  #remember(entity: Entity, bytes: Map<Entity, Uint8Array> | undefined): void {
    const received = bytes?.get(entity);
    if (received) this.#received.set(entity, received);
  }

  #leafOf(entity: Entity | undefined): Digest {
    if (entity === undefined) return unseenLeaf;
    const received = this.#received.get(entity);
    this.#received.delete(entity); // It may be a small part of a large message.
    return leafHash(received ?? toBinary(EntitySchema, entity));
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
      else this.#unhashed.set(slot, undefined);
    }
  }

  #resize(slots: number): void {
    while (this.#entities.length < slots) {
      this.#unhashed.set(this.#entities.length, undefined);
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
      this.#unhashed.set(slot, undefined);
      return;
    }
    this.#entities[slot] = entity;
    let ofKind = this.#slots.get(kind);
    if (!ofKind) this.#slots.set(kind, (ofKind = new Map()));
    ofKind.set(entityId(entity), slot);
    this.#lists.delete(kind);
    this.#unhashed.set(slot, entity);
  }

  #compare(viewHash: Uint8Array): Step {
    if (viewHash.length === 0) return "applied";
    this.#promised = undefined;
    this.#hashChecks += 1;
    return sameBytes(this.viewHash(), viewHash) ? "applied" : "wrongHash";
  }
}
