import { Backoff, type BackoffPolicy, type RandomUnit } from "./backoff.ts";
import { close, endedBy, type StopReason } from "./close_codes.ts";
import { clientFrame, readFrame, type ReadFrame } from "./frames.ts";
import {
  inFlightDefault,
  resyncForgivenPatches,
  resyncsMax,
  serverMessageBytesMax,
  ticketsRefusedMax,
  type Timeouts,
} from "./limits.ts";
import type { Mirror } from "./mirror.ts";
import { Outbox, type Added, type OutboxStore } from "./outbox.ts";
import { Replica, type Misfit } from "./replica.ts";
import type { Action } from "./session_actions.ts";
import { RefusalCode } from "./gen/tingbok/v1/refusals_pb.ts";
import type { Answer, Submit, Welcome } from "./gen/tingbok/v1/wire_pb.ts";

/** Refusals the server does not keep: the same action may be sent again (docs/protocol.md). */
const notKept: readonly RefusalCode[] = [RefusalCode.ROOM_BUSY, RefusalCode.STORAGE_FULL];

export type Phase = "idle" | "opening" | "greeting" | "live" | "waiting" | "stopped";

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
  readonly outbox: Outbox;

  readonly #settings: SessionSettings;
  readonly #backoff: Backoff;
  #phase: Phase = "idle";
  #actions: Action[] = [];
  readonly #replica = new Replica((action) => this.#actions.push(action));
  readonly #counts = { connections: 0, resumes: 0, resyncs: 0 };
  #problem = "";
  #resyncsInARow = 0;
  #ticketsRefused = 0;
  /** How many patches had come when the last resync was asked for. */
  #patchesBefore = 0;
  #phaseSince = 0;
  #resuming = false;
  #heardAt = 0;
  #retryAt = 0;
  #postponedUntil: number | undefined;
  /** When the snapshot that came last is checked; undefined: nothing is to be checked. */
  #checkAt: number | undefined;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
    this.#backoff = new Backoff(settings.backoff, settings.random);
    this.outbox = new Outbox(settings.store);
  }

  get phase(): Phase {
    return this.#phase;
  }
  get mirror(): Mirror {
    return this.#replica.mirror;
  }
  /** The last welcome; undefined before the first. */
  get welcome(): Welcome | undefined {
    return this.#replica.welcome;
  }
  /** What has happened so far. */
  get stats(): { connections: number; resumes: number; resyncs: number } & Replica["stats"] {
    return { ...this.#counts, ...this.#replica.stats };
  }
  /** Live, and the mirror holds a state. */
  get ready(): boolean {
    return this.#phase === "live" && !this.#replica.awaitingSnapshot;
  }

  /** On the way from one socket to the next, with nothing lost so far. */
  get resuming(): boolean {
    return this.#resuming;
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
    this.#counts.connections += 1;
    const hello = { ticket, ...this.#replica.stands() };
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
      return this.#resync({ kind: "malformed", sentence: "the server's message is not a frame" }, now);
    }
    const { frame } = read;
    if (frame.problem) this.#problem = frame.problem.sentence;
    if (frame.welcome) {
      if (!this.#takeWelcome(frame.welcome, now)) return;
    } else if (this.#phase === "greeting") {
      if (frame.problem) return; // The close frame follows.
      return this.#resync({ kind: "malformed", sentence: "the first frame is not a welcome" }, now);
    }
    const misfit = this.#replica.takeState(read);
    if (misfit) return this.#resync(misfit, now);
    if (this.mirror.unchecked) this.#checkAt ??= now + this.#settings.timeouts.check;
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
    const ended = endedBy(code);
    if (ended) return this.#finish(ended, sentence);
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
    this.#resuming = true;
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
        if (!this.#checkSnapshot(now)) return;
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
          this.#checkAt ?? Infinity,
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
    this.#resuming = false;
    this.#actions.push({ type: "stopped", reason, sentence });
  }

  #lose(sentence: string, now: number): void {
    if (this.#phase === "live" && now - this.#phaseSince >= this.#settings.timeouts.stable)
      this.#backoff.reset();
    this.outbox.disconnected();
    this.#postponedUntil = undefined;
    this.#phase = "waiting";
    this.#resuming = false;
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
  #resync({ kind, sentence }: Misfit, now: number): void {
    this.#actions.push({ type: "finding", kind, sentence });
    this.#replica.clear();
    this.#counts.resyncs += 1;
    const { patches } = this.#replica.stats;
    if (patches - this.#patchesBefore >= resyncForgivenPatches) this.#resyncsInARow = 0;
    this.#patchesBefore = patches;
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
    const misfit = this.#replica.takeWelcome(welcome);
    if (misfit) {
      this.#resync(misfit, now);
      return false;
    }
    if (this.#phase === "greeting") {
      if (welcome.resumed) this.#counts.resumes += 1;
      this.#phase = "live";
      this.#resuming = false;
      this.#phaseSince = now;
    }
    this.#ticketsRefused = 0;
    return true;
  }

  /** False: what is shown is not what the server has; a snapshot is asked for. */
  #checkSnapshot(now: number): boolean {
    if (this.#checkAt === undefined || now < this.#checkAt) return true;
    this.#checkAt = undefined;
    const misfit = this.#replica.check();
    if (misfit) this.#resync(misfit, now);
    return misfit === undefined;
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
      !this.#replica.awaitingSnapshot &&
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
    const inFlightMax = this.welcome?.inFlightMax || inFlightDefault;
    for (;;) {
      const message = this.outbox.next(inFlightMax, now);
      if (!message) return;
      this.#actions.push({ type: "send", message });
    }
  }
}
