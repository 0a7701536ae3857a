import type { MessageInitShape } from "@bufbuild/protobuf";

import { clientFrame, readFrame, type ReadFrame } from "./frames.ts";
import { serverMessageBytesMax } from "./limits.ts";
import { Mirror } from "./mirror.ts";
import type { ScrubSchema, ScrubStatus } from "./gen/tingbok/v1/past_pb.ts";
import type { Answer, Submit, Welcome } from "./gen/tingbok/v1/wire_pb.ts";

type MoveInit = NonNullable<MessageInitShape<typeof ScrubSchema>["move"]>;
/** A move through the past, such as { case: "seek", value: "312" } or { case: "step", value: -1 }. */
export type Move = Exclude<MoveInit, { case: undefined }>;

/** What a message of the server brought: answers to actions, or why it cannot be used. */
export type PastNews = { answers: readonly Answer[]; status: boolean } | { trouble: string };

/**
 * The conversation on a socket to the past or to a training, without any I/O. The mirror stands where
 * the server's status says; each state is checked by its view hash, as on a live socket. Never throws
 * for anything a server sends.
 */
export class PastSession {
  readonly mirror = new Mirror();
  #welcome: Welcome | undefined;
  #status: ScrubStatus | undefined;
  #problem = "";
  #awaitingSnapshot = true;
  #awaitingStatus = true;
  #snapshotAt = 0;

  get welcome(): Welcome | undefined {
    return this.#welcome;
  }
  /** Where the socket stands; undefined before the server has said so. */
  get status(): ScrubStatus | undefined {
    return this.#status;
  }
  /** What the server said was wrong before it closed; empty: nothing. */
  get problem(): string {
    return this.#problem;
  }
  /** The mirror holds a state, and it is the one the status speaks of. */
  get ready(): boolean {
    return !this.#awaitingSnapshot && !this.#awaitingStatus;
  }

  /**
   * The number of the last snapshot. Where the mirror still stands there, it holds what one may see of
   * that moment and nothing that was shown on the way.
   */
  get snapshotAt(): number {
    return this.#snapshotAt;
  }

  /** The socket is gone. What the mirror holds stays to be seen until a state comes. */
  disconnected(): void {
    this.#awaitingSnapshot = true;
    this.#awaitingStatus = true;
  }

  /** The first frame on a new socket. */
  hello(ticket: string): Uint8Array {
    this.disconnected();
    this.#problem = "";
    return clientFrame({ case: "hello", value: { ticket } });
  }

  move(move: Move, pauseMaxMs = 0): Uint8Array {
    return clientFrame({ case: "scrub", value: { move, pauseMaxMs } });
  }

  submit(submit: Submit): Uint8Array {
    return clientFrame({ case: "submit", value: submit });
  }

  /** One message from the server. After trouble the socket is of no use. */
  received(message: Uint8Array): PastNews {
    let read: ReadFrame;
    try {
      if (message.length > serverMessageBytesMax) throw new RangeError("too long");
      read = readFrame(message);
    } catch {
      return { trouble: "the server's message is not a frame" };
    }
    if (read.frame.problem) this.#problem = read.frame.problem.sentence;
    if (read.frame.welcome) this.#welcome = read.frame.welcome;
    const trouble = this.#takeState(read);
    if (trouble !== "") {
      this.mirror.clear();
      this.#awaitingSnapshot = true;
      return { trouble };
    }
    if (read.frame.scrub) {
      this.#status = read.frame.scrub;
      this.#awaitingStatus = false;
    }
    return { answers: read.frame.answers, status: read.frame.scrub !== undefined };
  }

  #takeState({ frame: { welcome, snapshot, patches, own }, bytes }: ReadFrame): string {
    if (welcome) this.mirror.clearOwn();
    if (snapshot) {
      // What was one's own is sent anew for the moment that the snapshot stands at.
      if (snapshot.part === 0) this.mirror.clearOwn();
      const added = this.mirror.add(snapshot, bytes);
      const step = added === "applied" ? this.mirror.check() : added;
      if (step === "applied") {
        this.#awaitingSnapshot = false;
        this.#snapshotAt = this.mirror.number;
      } else if (step !== "moreToCome") return `snapshot at number ${snapshot.number}: ${step}`;
    }
    for (const patch of patches) {
      if (this.#awaitingSnapshot) return `patch ${patch.number} before any state`;
      const step = this.mirror.apply(patch, bytes);
      if (step !== "applied" && step !== "duplicate")
        return `patch ${patch.number} after number ${this.mirror.number}: ${step}`;
    }
    for (const entity of own) this.mirror.setOwn(entity);
    return "";
  }
}
