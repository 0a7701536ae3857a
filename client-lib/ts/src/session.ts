import { create } from "@bufbuild/protobuf";

import { Backoff, type BackoffPolicy, type RandomUnit } from "./backoff.ts";
import { clientFrame, readFrame, type ReadFrame } from "./frames.ts";
import {
  inFlightDefault,
  resyncForgivenPatches,
  resyncsMax,
  serverMessageBytesMax,
  ticketsRefusedMax,
  type Timeouts,
} from "./limits.ts";
import { Mirror } from "./mirror.ts";
import { Outbox, type Added, type OutboxStore } from "./outbox.ts";
import type { Entity } from "./gen/tingbok/v1/entities_pb.ts";
import { RefusalCode } from "./gen/tingbok/v1/refusals_pb.ts";
import {
  HelloSchema,
  type Answer,
  type ServerFrame,
  type SnapshotPart,
  type Submit,
  type Welcome,
} from "./gen/tingbok/v1/wire_pb.ts";

/** Close codes of docs/protocol.md that the client acts on. */
const close = {
  goingAway: 1001,
  badFrames: [1003, 1007, 1009, 4400],
  tooFarBehind: 4008,
  noTicket: 4401,
  notEnrolled: 4403,
  noWorkshop: 4404,
} as const;

/** Refusals the server does not keep: the same action may be sent again (docs/protocol.md). */
const notKept: readonly RefusalCode[] = [RefusalCode.ROOM_BUSY, RefusalCode.STORAGE_FULL];

export type Phase = "idle" | "opening" | "greeting" | "live" | "waiting" | "stopped";

/** Why a session ended. */
export type StopReason = "asked" | "noAccess" | "notFound" | "protocol";

/**
 * Something the server should not have done, or that a person should know. The session has already
 * done what can be done about it.
 */
export type FindingKind =
  | "hashMismatch"
  | "gap"
  | "malformed"
  | "answerWithoutPatch"
  | "historyReplaced"
  | "historyLost";

/** What the session asks of whoever drives it (the first three), and what it tells its user. */
export type Action =
  /** Get a ticket, open a socket; then call opened() or openFailed(). */
  | { type: "open" }
  | { type: "send"; message: Uint8Array }
  /** The session already counts the socket as gone; closed() need not be called. */
  | { type: "close"; code: number; reason: string }
  | { type: "welcomed"; welcome: Welcome }
  /** A snapshot replaced the mirror. */
  | { type: "replaced"; number: number }
  /** One event changed these entities (none: nothing this client sees). */
  | { type: "changed"; number: number; timeMs: number; entities: readonly Entity[] }
  | { type: "ownChanged"; entities: readonly Entity[] }
  /** An action has its answer; said once for each action. */
  | { type: "answered"; submit: Submit; answer: Answer }
  /** The connection was lost; the session tries again by itself. */
  | { type: "lost"; sentence: string; retryInMs: number }
  | { type: "finding"; kind: FindingKind; sentence: string }
  /** Nothing comes after this. */
  | { type: "stopped"; reason: StopReason; sentence: string };

export interface OpenFailure {
  kind: "transient" | "noAccess" | "notFound";
  sentence: string;
}

export interface SessionSettings {
  /** The room's address, PROGRAMME/ROOM. */
  workshop: string;
  timeouts: Timeouts;
  backoff: BackoffPolicy;
  random: RandomUnit;
  store: OutboxStore;
}

/**
 * One client's conversation with one room, without any I/O: sockets and clocks are told to it, and
 * it says what to do. After every call, perform drain() and call tick() at deadline(). Never throws
 * for anything a server sends. All times are milliseconds of one clock that only goes forward.
 */
export class Session {
  readonly mirror = new Mirror();
  readonly outbox: Outbox;
  readonly stats = { connections: 0, resumes: 0, snapshots: 0, patches: 0, duplicates: 0, resyncs: 0 };

  readonly #settings: SessionSettings;
  readonly #backoff: Backoff;
  #phase: Phase = "idle";
  #actions: Action[] = [];
  #welcome: Welcome | undefined;
  #epoch = "";
  #problem = "";
  #awaitingSnapshot = false;
  #resyncsInARow = 0;
  #ticketsRefused = 0;
  #goodPatches = 0;
  #phaseSince = 0;
  #heardAt = 0;
  #retryAt = 0;
  #postponedUntil: number | undefined;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
    this.#backoff = new Backoff(settings.backoff, settings.random);
    this.outbox = new Outbox(settings.store);
  }

  get phase(): Phase {
    return this.#phase;
  }
  /** The last welcome; undefined before the first. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }
  /** Live, and the mirror holds a state. */
  get ready(): boolean {
    return this.#phase === "live" && !this.#awaitingSnapshot;
  }

  /** What is to be done and told, in order; empties the list. */
  drain(): Action[] {
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }

  start(now: number): void {
    if (this.#phase === "idle") this.#open(now);
  }

  stop(): void {
    if (this.#phase === "stopped") return;
    if (this.#phase !== "idle" && this.#phase !== "waiting")
      this.#actions.push({ type: "close", code: 1000, reason: "the client is done" });
    this.#finish("asked", "stopped");
  }

  /** The socket is open; `ticket` goes into the hello. */
  opened(ticket: string, now: number): void {
    if (this.#phase !== "opening") return;
    this.#phase = "greeting";
    this.#phaseSince = now;
    this.#heardAt = now;
    this.stats.connections += 1;
    const hello = create(HelloSchema, { ticket });
    if (this.mirror.number > 0) {
      hello.epoch = this.#epoch;
      hello.number = BigInt(this.mirror.number);
      hello.viewHash = this.mirror.viewHash();
    }
    this.#actions.push({ type: "send", message: clientFrame({ case: "hello", value: hello }) });
  }

  openFailed(failure: OpenFailure, now: number): void {
    if (this.#phase !== "opening") return;
    if (failure.kind === "transient") this.#lose(failure.sentence, now);
    else this.#finish(failure.kind, failure.sentence);
  }

  /** One message from the server. */
  received(message: Uint8Array, now: number): void {
    if (this.#phase !== "greeting" && this.#phase !== "live") return;
    this.#heardAt = now;
    let read: ReadFrame;
    try {
      if (message.length > serverMessageBytesMax) throw new RangeError("too long");
      read = readFrame(message);
    } catch {
      return this.#resync("malformed", "the server's message is not a frame", now);
    }
    const { frame, leaves } = read;
    if (frame.problem) this.#problem = frame.problem.sentence;
    if (frame.welcome) {
      if (!this.#takeWelcome(frame.welcome, now)) return;
    } else if (this.#phase === "greeting") {
      if (frame.problem) return; // The close frame follows.
      return this.#resync("malformed", "the first frame is not a welcome", now);
    }
    if (frame.snapshot && !this.#takeSnapshot(frame.snapshot, leaves, now)) return;
    if (!this.#takePatches(frame, leaves, now)) return;
    for (const entity of frame.own) this.mirror.setOwn(entity);
    if (frame.own.length > 0) this.#actions.push({ type: "ownChanged", entities: frame.own });
    for (const answer of frame.answers) this.#takeAnswer(answer, now);
    this.#sendOutbox(now);
  }

  /** The socket is gone; `code` 1006 where no close frame came. */
  closed(code: number, reason: string, now: number): void {
    if (this.#phase !== "opening" && this.#phase !== "greeting" && this.#phase !== "live") return;
    let sentence = this.#problem || reason;
    if (!sentence)
      sentence = code === close.goingAway ? "the server is stopping" : "the connection was lost";
    sentence += ` (close code ${code})`;
    if ((close.badFrames as readonly number[]).includes(code)) return this.#finish("protocol", sentence);
    if (code === close.notEnrolled) return this.#finish("noAccess", sentence);
    if (code === close.noWorkshop) return this.#finish("notFound", sentence);
    if (code === close.noTicket) {
      this.#ticketsRefused += 1;
      if (this.#ticketsRefused >= ticketsRefusedMax) return this.#finish("noAccess", sentence);
    }
    this.#lose(sentence, now);
  }

  /** The machine's network is gone: there is nothing to wait for on the socket. */
  networkLost(now: number): void {
    if (this.#phase === "opening" || this.#phase === "greeting" || this.#phase === "live")
      this.#drop("the network is gone", now);
  }

  /** The network is back, or the page is looked at again: try now rather than at the next turn. */
  retryNow(now: number): void {
    if (this.#phase !== "waiting") return;
    this.#backoff.reset();
    this.#open(now);
  }

  /** Comes back by resuming, on a new socket: cheap, and it finds out whether the old one was dead. */
  refresh(now: number): void {
    if (this.#phase !== "live") return this.retryNow(now);
    this.#actions.push({ type: "close", code: 1000, reason: "resuming" });
    this.outbox.disconnected();
    this.#open(now);
  }

  tick(now: number): void {
    const limits = this.#settings.timeouts;
    switch (this.#phase) {
      case "idle":
      case "stopped":
        return;
      case "opening":
        if (now - this.#phaseSince >= limits.open) this.#drop("connecting took too long", now);
        return;
      case "greeting":
        if (now - this.#phaseSince >= limits.welcome) this.#drop("the server sent no welcome", now);
        return;
      case "live": {
        const sent = this.outbox.oldestSentMs();
        if (sent !== undefined && now - sent >= limits.answer)
          return this.#drop("the server did not answer an action in time", now);
        if (now - this.#heardAt >= limits.silence) return this.refresh(now);
        return this.#sendOutbox(now);
      }
      case "waiting":
        if (now >= this.#retryAt) this.#open(now);
    }
  }

  /** When tick() is due; Infinity: never. */
  deadline(): number {
    const limits = this.#settings.timeouts;
    switch (this.#phase) {
      case "idle":
      case "stopped":
        return Infinity;
      case "opening":
        return this.#phaseSince + limits.open;
      case "greeting":
        return this.#phaseSince + limits.welcome;
      case "live": {
        const sent = this.outbox.oldestSentMs();
        return Math.min(
          this.#heardAt + limits.silence,
          sent === undefined ? Infinity : sent + limits.answer,
          this.#postponedUntil ?? Infinity,
        );
      }
      case "waiting":
        return this.#retryAt;
    }
  }

  /** Takes an action in any phase but stopped; it is sent when the connection allows. */
  submit(submit: Submit, now: number, wallMs: number): Added {
    if (this.#phase === "stopped") return "stopped";
    const added = this.outbox.add(submit, wallMs);
    if (added === "yes") this.#sendOutbox(now);
    return added;
  }

  #open(now: number): void {
    this.#phase = "opening";
    this.#phaseSince = now;
    this.#problem = "";
    this.#actions.push({ type: "open" });
  }

  #finish(reason: StopReason, sentence: string): void {
    this.#phase = "stopped";
    this.#actions.push({ type: "stopped", reason, sentence });
  }

  #lose(sentence: string, now: number): void {
    if (this.#phase === "live" && now - this.#phaseSince >= this.#settings.timeouts.stable)
      this.#backoff.reset();
    this.outbox.disconnected();
    this.#postponedUntil = undefined;
    this.#phase = "waiting";
    this.#phaseSince = now;
    const retryInMs = this.#backoff.next();
    this.#retryAt = now + retryInMs;
    this.#actions.push({ type: "lost", sentence, retryInMs });
  }

  #drop(sentence: string, now: number): void {
    this.#actions.push({ type: "close", code: 1000, reason: sentence });
    this.#lose(sentence, now);
  }

  /** Drops the socket and what the mirror holds: the next hello asks for a snapshot. */
  #resync(kind: FindingKind, sentence: string, now: number): void {
    this.#actions.push({ type: "finding", kind, sentence });
    this.mirror.clear();
    this.#epoch = "";
    this.stats.resyncs += 1;
    if (this.#goodPatches >= resyncForgivenPatches) this.#resyncsInARow = 0;
    this.#goodPatches = 0;
    this.#resyncsInARow += 1;
    if (this.#resyncsInARow <= resyncsMax) return this.#drop(sentence, now);
    this.#actions.push({ type: "close", code: 1000, reason: sentence });
    this.#finish("protocol", `gave up after several snapshots: ${sentence}`);
  }

  #takeWelcome(welcome: Welcome, now: number): boolean {
    if (welcome.workshop !== this.#settings.workshop) {
      this.#actions.push({ type: "close", code: 1000, reason: "welcome to another room" });
      this.#finish(
        "protocol",
        `asked for room ${this.#settings.workshop}, got a welcome to ${welcome.workshop}`,
      );
      return false;
    }
    const sameHistory = this.mirror.number > 0 && welcome.epoch === this.#epoch;
    if (welcome.resumed && !sameHistory) {
      this.#resync("malformed", "the server resumes a history this client does not have", now);
      return false;
    }
    if (welcome.historyReplaced) {
      const lost = sameHistory && Number(welcome.head) < this.mirror.number;
      const sentence =
        `this client stood at number ${this.mirror.number}, ` +
        `the server's history ends at ${welcome.head}`;
      this.#actions.push({ type: "finding", kind: lost ? "historyLost" : "historyReplaced", sentence });
      this.mirror.clear();
    }
    if (this.#phase === "greeting") {
      if (welcome.resumed) this.stats.resumes += 1;
      this.#phase = "live";
      this.#phaseSince = now;
    }
    this.mirror.clearOwn(); // What is this person's own is sent again after every welcome.
    this.#welcome = welcome;
    this.#epoch = welcome.epoch;
    this.#awaitingSnapshot = !welcome.resumed;
    this.#ticketsRefused = 0;
    this.#actions.push({ type: "welcomed", welcome });
    return true;
  }

  #takeSnapshot(part: SnapshotPart, leaves: ReadFrame["leaves"], now: number): boolean {
    if (!this.#awaitingSnapshot) {
      this.#resync("malformed", "a snapshot nobody asked for", now);
      return false;
    }
    const step = this.mirror.add(part, leaves);
    if (step === "moreToCome") return true;
    if (step === "applied") {
      this.#awaitingSnapshot = false;
      this.stats.snapshots += 1;
      this.#actions.push({ type: "replaced", number: this.mirror.number });
      return true;
    }
    const kind = step === "wrongHash" ? "hashMismatch" : "malformed";
    this.#resync(kind, `snapshot at number ${part.number}: ${step}`, now);
    return false;
  }

  #takePatches(frame: ServerFrame, leaves: ReadFrame["leaves"], now: number): boolean {
    // While a snapshot is under way, patches in the same message are older than it; one that is not
    // shows as a gap later.
    if (this.#awaitingSnapshot) return true;
    for (const patch of frame.patches) {
      const before = this.mirror.number;
      const step = this.mirror.apply(patch, leaves);
      if (step === "duplicate") {
        this.stats.duplicates += 1;
        continue;
      }
      if (step !== "applied") {
        const kind = step === "gap" ? "gap" : step === "wrongHash" ? "hashMismatch" : "malformed";
        this.#resync(kind, `patch ${patch.number} after number ${before}: ${step}`, now);
        return false;
      }
      this.stats.patches += 1;
      this.#goodPatches += 1;
      this.#actions.push({
        type: "changed",
        number: Number(patch.number),
        timeMs: Number(patch.timeMs),
        entities: patch.entities,
      });
    }
    return true;
  }

  #takeAnswer(answer: Answer, now: number): void {
    const refused = answer.answer.case === "refused" ? answer.answer.value : undefined;
    if (refused && notKept.includes(refused.code)) {
      this.outbox.postpone(answer.commandId);
      this.#postponedUntil = now + this.#backoff.next();
      return;
    }
    const submit = this.outbox.answered(answer.commandId);
    if (!submit) return; // Answered on an earlier connection; the server says it again.
    if (
      answer.answer.case === "receipt" &&
      !this.#awaitingSnapshot &&
      Number(answer.answer.value.number) > this.mirror.number
    ) {
      this.#actions.push({
        type: "finding",
        kind: "answerWithoutPatch",
        sentence: `an answer names number ${answer.answer.value.number}, the patches end at ${this.mirror.number}`,
      });
    }
    this.#actions.push({ type: "answered", submit, answer });
  }

  #sendOutbox(now: number): void {
    if (this.#phase !== "live") return;
    if (this.#postponedUntil !== undefined) {
      if (now < this.#postponedUntil) return;
      this.#postponedUntil = undefined;
    }
    const inFlightMax = this.#welcome?.inFlightMax || inFlightDefault;
    for (;;) {
      const message = this.outbox.next(inFlightMax, now);
      if (!message) return;
      this.#actions.push({ type: "send", message });
    }
  }
}
