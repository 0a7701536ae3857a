import type { MessageInitShape } from "@bufbuild/protobuf";

import type { ReadFrame } from "./frames.ts";
import { Mirror, type Step } from "./mirror.ts";
import type { Action, FindingKind } from "./session_actions.ts";
import type { HelloSchema, Patch, SnapshotPart, Welcome } from "./gen/tingbok/v1/wire_pb.ts";

/** What the server sent does not fit what is here; only a snapshot helps. */
export interface Misfit {
  kind: FindingKind;
  sentence: string;
}

/**
 * A room's state as a live socket brings it: the mirror, which history it belongs to, and whether a
 * snapshot is awaited. Says to `tell` what came of each message.
 */
export class Replica {
  readonly mirror = new Mirror();
  readonly stats = { snapshots: 0, patches: 0, duplicates: 0 };
  readonly #tell: (action: Action) => void;
  #welcome: Welcome | undefined;
  #epoch = "";
  #awaitingSnapshot = false;

  constructor(tell: (action: Action) => void) {
    this.#tell = tell;
  }

  /** The last welcome; undefined before the first. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }
  get awaitingSnapshot(): boolean {
    return this.#awaitingSnapshot;
  }

  /** What a hello says of the state that is here. */
  stands(): MessageInitShape<typeof HelloSchema> {
    const { number } = this.mirror;
    return number > 0 ? { epoch: this.#epoch, number: BigInt(number), viewHash: this.mirror.viewHash() } : {};
  }

  /** Forgets the state: the next hello asks for a snapshot. */
  clear(): void {
    this.mirror.clear();
    this.#epoch = "";
  }

  takeWelcome(welcome: Welcome): Misfit | undefined {
    const sameHistory = this.mirror.number > 0 && welcome.epoch === this.#epoch;
    if (welcome.resumed && !sameHistory)
      return { kind: "malformed", sentence: "the server resumes a history this client does not have" };
    if (welcome.historyReplaced) this.#dropHistory(welcome, sameHistory);
    this.mirror.clearOwn(); // What is this person's own is sent again after every welcome.
    this.#welcome = welcome;
    this.#epoch = welcome.epoch;
    this.#awaitingSnapshot = !welcome.resumed;
    this.#tell({ type: "welcomed", welcome });
    return undefined;
  }

  takeState({ frame: { snapshot, patches, own }, bytes }: ReadFrame): Misfit | undefined {
    const misfit = (snapshot && this.#takePart(snapshot, bytes)) ?? this.#takePatches(patches, bytes);
    if (misfit) return misfit;
    for (const entity of own) this.mirror.setOwn(entity);
    if (own.length > 0) this.#tell({ type: "ownChanged", entities: own });
    return undefined;
  }

  /** Whether the snapshot that was taken over last is the server's. */
  check(): Misfit | undefined {
    const step = this.mirror.check();
    return step === "applied" ? undefined : misfitOf(step, `snapshot at number ${this.mirror.number}`);
  }

  #dropHistory(welcome: Welcome, sameHistory: boolean): void {
    const lost = sameHistory && Number(welcome.head) < this.mirror.number;
    const sentence = `this client stood at number ${this.mirror.number}, the server's history ends at ${welcome.head}`;
    this.#tell({ type: "finding", kind: lost ? "historyLost" : "historyReplaced", sentence });
    this.mirror.clear();
  }

  #takePart(part: SnapshotPart, bytes: ReadFrame["bytes"]): Misfit | undefined {
    if (!this.#awaitingSnapshot) return { kind: "malformed", sentence: "a snapshot nobody asked for" };
    const step = this.mirror.add(part, bytes);
    if (step === "moreToCome") return undefined;
    if (step !== "applied") return misfitOf(step, `snapshot at number ${part.number}`);
    this.#awaitingSnapshot = false;
    this.stats.snapshots += 1;
    this.#tell({ type: "replaced", number: this.mirror.number });
    return undefined;
  }

  #takePatches(patches: readonly Patch[], bytes: ReadFrame["bytes"]): Misfit | undefined {
    // While a snapshot is under way, patches in the same message are older than it; one that is not
    // shows as a gap later.
    if (this.#awaitingSnapshot) return undefined;
    for (const patch of patches) {
      const before = this.mirror.number;
      const step = this.mirror.apply(patch, bytes);
      if (step === "duplicate") {
        this.stats.duplicates += 1;
        continue;
      }
      if (step !== "applied") return misfitOf(step, `patch ${patch.number} after number ${before}`);
      this.stats.patches += 1;
      const { number, timeMs, entities } = patch;
      this.#tell({ type: "changed", number: Number(number), timeMs: Number(timeMs), entities });
    }
    return undefined;
  }
}

function misfitOf(step: Step, what: string): Misfit {
  const kind = step === "gap" ? "gap" : step === "wrongHash" ? "hashMismatch" : "malformed";
  return { kind, sentence: `${what}: ${step}` };
}
