import { fromBinary, toBinary } from "@bufbuild/protobuf";

import { clientFrame } from "./frames.ts";
import { clientMessageBytesMax, commandIdBytesMax, outboxCommandsMax } from "./limits.ts";
import { SubmitSchema, type Submit } from "./gen/tingbok/v1/wire_pb.ts";

/** One action that has no answer yet, as it is kept between visits to the page. */
export interface StoredAction {
  commandId: string;
  /** When it was taken, milliseconds since 1970; also the order of sending. */
  takenMs: number;
  /** The serialised Submit. */
  bytes: Uint8Array;
}

/**
 * Where unanswered actions outlive the page. One store belongs to one person in one room. Two pages
 * may share it: both send what is there, and the server does each id once.
 */
export interface OutboxStore {
  /** Oldest first. */
  load(): StoredAction[];
  /** False where there is no space: the action then lives only as long as the page. */
  save(action: StoredAction): boolean;
  remove(commandId: string): void;
}

/** Keeps nothing; for programs that end with their connection. */
export class NoStore implements OutboxStore {
  load(): StoredAction[] {
    return [];
  }
  save(): boolean {
    return false;
  }
  remove(): void {}
}

/**
 * Keeps actions in a Web Storage (localStorage), one entry an action, so that two pages never
 * overwrite each other's. An entry is gone as soon as the server has answered.
 */
export class WebStorageStore implements OutboxStore {
  readonly #storage: Storage;
  readonly #prefix: string;

  constructor(storage: Storage, workshop: string, person: string) {
    this.#storage = storage;
    this.#prefix = `tingbok/outbox/${workshop}/${encodeURIComponent(person)}/`;
  }

  load(): StoredAction[] {
    const actions: StoredAction[] = [];
    for (let i = 0; i < this.#storage.length; i += 1) {
      const key = this.#storage.key(i);
      if (!key?.startsWith(this.#prefix)) continue;
      const action = parse(key.slice(this.#prefix.length), this.#storage.getItem(key));
      if (action) actions.push(action);
    }
    return actions.sort((a, b) => a.takenMs - b.takenMs);
  }

  save(action: StoredAction): boolean {
    const value = `${action.takenMs} ${btoa(String.fromCharCode(...action.bytes))}`;
    try {
      this.#storage.setItem(this.#prefix + action.commandId, value);
      return true;
    } catch (error) {
      // Full, or forbidden by the browser's settings; both are DOMExceptions.
      if (error instanceof DOMException) return false;
      throw error;
    }
  }

  remove(commandId: string): void {
    this.#storage.removeItem(this.#prefix + commandId);
  }
}

/** Undefined for what is no stored action (somebody else's key under our prefix). */
function parse(commandId: string, value: string | null): StoredAction | undefined {
  const found = /^(\d+(?:\.\d+)?) ([A-Za-z0-9+/]+=*)$/.exec(value ?? "");
  if (!found) return undefined;
  const bytes = Uint8Array.from(atob(found[2]!), (char) => char.charCodeAt(0));
  return { commandId, takenMs: Number(found[1]), bytes };
}

/**
 * Whether an action was taken into the outbox, and why not: `full` (`outboxCommandsMax` wait
 * already), `waitsAlready` (an action with this id has no answer yet), `badId` (empty or longer than
 * `commandIdBytesMax`), `tooLarge` (its frame would exceed `clientMessageBytesMax`), `stopped`.
 */
export type Added = "yes" | "full" | "waitsAlready" | "badId" | "tooLarge" | "stopped";

interface Entry {
  submit: Submit;
  frame: Uint8Array;
  takenMs: number;
  sentMs: number | undefined;
  sentBefore: boolean;
}

/**
 * Actions that have no answer yet. They are sent in order, sent again with the same ids on every new
 * connection, and leave when answered: together with the server's memory of ids, exactly once.
 */
export class Outbox {
  readonly #entries = new Map<string, Entry>();
  readonly #store: OutboxStore;
  #inFlight = 0;
  #resent = 0;
  #lastTakenMs = 0;

  /** Takes over what `store` kept from earlier visits. */
  constructor(store: OutboxStore) {
    this.#store = store;
    for (const action of store.load().slice(0, outboxCommandsMax)) {
      const submit = readSubmit(action.bytes);
      if (!submit || submit.commandId !== action.commandId) {
        store.remove(action.commandId); // Not ours, or cut short: it can never be sent.
        continue;
      }
      this.#put(submit, action.takenMs, true);
    }
  }

  add(submit: Submit, nowMs: number): Added {
    const idBytes = new TextEncoder().encode(submit.commandId).length;
    if (idBytes === 0 || idBytes > commandIdBytesMax) return "badId";
    if (this.#entries.has(submit.commandId)) return "waitsAlready";
    if (this.#entries.size >= outboxCommandsMax) return "full";
    if (frameOf(submit).length > clientMessageBytesMax) return "tooLarge";
    // Two actions of one millisecond keep their order.
    const takenMs = Math.max(nowMs, this.#lastTakenMs + 0.001);
    this.#put(submit, takenMs, false);
    const bytes = toBinary(SubmitSchema, submit);
    this.#store.save({ commandId: submit.commandId, takenMs, bytes });
    return "yes";
  }

  /** The next action to send, now counted as in flight; undefined where none may be sent. */
  next(inFlightMax: number, nowMs: number): Uint8Array | undefined {
    if (this.#inFlight >= inFlightMax) return undefined;
    for (const entry of this.#entries.values()) {
      if (entry.sentMs !== undefined) continue;
      if (entry.sentBefore) this.#resent += 1;
      entry.sentMs = nowMs;
      entry.sentBefore = true;
      this.#inFlight += 1;
      return entry.frame;
    }
    return undefined;
  }

  /** The connection is gone: everything unanswered is to be sent again. */
  disconnected(): void {
    for (const entry of this.#entries.values()) entry.sentMs = undefined;
    this.#inFlight = 0;
  }

  /** The room had no time or space (codes that the server does not keep): to be sent again. */
  postpone(commandId: string): void {
    const entry = this.#entries.get(commandId);
    if (entry?.sentMs === undefined) return;
    entry.sentMs = undefined;
    this.#inFlight -= 1;
  }

  /** Forgets the action and returns it; undefined where no such action waits. */
  answered(commandId: string): Submit | undefined {
    const entry = this.#entries.get(commandId);
    if (!entry) return undefined;
    this.#entries.delete(commandId);
    if (entry.sentMs !== undefined) this.#inFlight -= 1;
    this.#store.remove(commandId);
    return entry.submit;
  }

  /** When the longest unanswered action of this connection was sent. */
  oldestSentMs(): number | undefined {
    let oldest: number | undefined;
    for (const { sentMs } of this.#entries.values())
      if (sentMs !== undefined && (oldest === undefined || sentMs < oldest)) oldest = sentMs;
    return oldest;
  }

  /** What waits, oldest first. */
  waiting(): { submit: Submit; takenMs: number; sent: boolean }[] {
    return [...this.#entries.values()].map(({ submit, takenMs, sentMs }) => ({
      submit,
      takenMs,
      sent: sentMs !== undefined,
    }));
  }

  get size(): number {
    return this.#entries.size;
  }
  get inFlight(): number {
    return this.#inFlight;
  }
  /** Actions sent more than once so far. */
  get resent(): number {
    return this.#resent;
  }

  #put(submit: Submit, takenMs: number, sentBefore: boolean): void {
    this.#lastTakenMs = Math.max(this.#lastTakenMs, takenMs);
    const frame = frameOf(submit);
    this.#entries.set(submit.commandId, { submit, frame, takenMs, sentMs: undefined, sentBefore });
  }
}

function frameOf(submit: Submit): Uint8Array {
  return clientFrame({ case: "submit", value: submit });
}

function readSubmit(bytes: Uint8Array): Submit | undefined {
  try {
    return fromBinary(SubmitSchema, bytes);
  } catch {
    return undefined; // The caller removes it from the store.
  }
}
