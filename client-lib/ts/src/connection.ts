import { create } from "@bufbuild/protobuf";

import { Api, ApiError } from "./api.ts";
import { defaultBackoff, type BackoffPolicy, type RandomUnit } from "./backoff.ts";
import { newCommandId } from "./commands.ts";
import { answeredKeptMax, defaultTimeouts, type Timeouts } from "./limits.ts";
import type { Mirror } from "./mirror.ts";
import { NoStore, type Added, type OutboxStore } from "./outbox.ts";
import { ServerClock } from "./server_clock.ts";
import {
  Session,
  type Action,
  type FindingKind,
  type OpenFailure,
  type StopReason,
} from "./session.ts";
import type { Command } from "./gen/tingbok/v1/commands_pb.ts";
import type { Entity } from "./gen/tingbok/v1/entities_pb.ts";
import type { Receipt, Refused } from "./gen/tingbok/v1/records_pb.ts";
import { SubmitSchema, type Submit, type Welcome } from "./gen/tingbok/v1/wire_pb.ts";

/**
 * How the connection stands: `connecting` (never connected yet), `live` (what is shown is what the
 * room is), `behind` (connected, a state is on its way), `offline` (lost; it tries again by itself),
 * `stopped` (it will not try again: see `stopped`).
 */
export type Link = "connecting" | "live" | "behind" | "offline" | "stopped";

/** What became of an action. */
export type Outcome =
  | { type: "recorded"; receipt: Receipt }
  | { type: "refused"; refused: Refused };

/** An action from the moment it is taken until it is answered and shown. */
export interface TakenAction {
  readonly commandId: string;
  readonly command: Command;
  /** When it was taken, or (answered) when the answer came; milliseconds since 1970. */
  readonly atMs: number;
  /** `waiting`: kept here, not sent on this connection; `sent`; `answered`: see `outcome`. */
  readonly state: "waiting" | "sent" | "answered";
  readonly outcome?: Outcome;
}

export interface ConnectionOptions {
  /** "" for the page's own server, else "http://HOST:PORT". */
  server: string;
  /** The room's address, PROGRAMME/ROOM. */
  workshop: string;
  /** Lets the holder ask for tickets. Unset: `ticket` is used. */
  accessToken?: string;
  /** Another way to a ticket (the public's). */
  ticket?: () => Promise<string>;
  /** Where unanswered actions outlive the page; unset: nowhere. */
  store?: OutboxStore;
  timeouts?: Partial<Timeouts>;
  backoff?: BackoffPolicy;
  random?: RandomUnit;
  fetch?: typeof globalThis.fetch;
  /** The constructor of sockets; unset: the platform's. */
  WebSocket?: typeof globalThis.WebSocket;
}

/** What a connection tells, each on a turn of its own loop; a throwing listener is a bug. */
export interface ConnectionListener {
  /** Anything a view might show has changed; told once for all that one message brought. */
  updated?(): void;
  welcomed?(welcome: Welcome): void;
  replaced?(number: number): void;
  changed?(number: number, timeMs: number, entities: readonly Entity[]): void;
  answered?(action: TakenAction): void;
  finding?(kind: FindingKind, sentence: string): void;
}

/**
 * One live connection to one room that keeps itself connected: gets tickets, connects, resumes after
 * losses with back-off, sends the outbox again. Each submitted action takes effect once and is
 * answered once, also across reloads where a store is given.
 */
export class Connection {
  readonly workshop: string;
  readonly #options: ConnectionOptions;
  readonly #session: Session;
  readonly #api: Api;
  readonly #listeners = new Set<ConnectionListener>();
  readonly #clock = new ServerClock();
  #answered: TakenAction[] = [];
  #socket: WebSocket | undefined;
  #opening: object | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hiddenSince: number | undefined;
  #wasLive = false;
  #lastLoss = "";
  #stopped: { reason: StopReason; sentence: string } | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.workshop = options.workshop;
    this.#session = new Session({
      workshop: options.workshop,
      timeouts: { ...defaultTimeouts, ...options.timeouts },
      backoff: options.backoff ?? defaultBackoff,
      random: options.random ?? Math.random,
      store: options.store ?? new NoStore(),
    });
    this.#api = new Api({
      server: options.server,
      bearer: options.accessToken ?? "",
      timeoutMs: options.timeouts?.open ?? defaultTimeouts.open,
      ...(options.fetch ? { fetch: options.fetch } : {}),
    });
  }

  get mirror(): Mirror {
    return this.#session.mirror;
  }
  get welcome(): Welcome | undefined {
    return this.#session.welcome;
  }
  get link(): Link {
    if (this.#stopped) return "stopped";
    if (this.#session.ready) return "live";
    if (this.#session.phase === "live") return "behind";
    return this.#wasLive || this.#lastLoss !== "" ? "offline" : "connecting";
  }
  /** Why it will not try again; undefined while it does. */
  get stopped(): { reason: StopReason; sentence: string } | undefined {
    return this.#stopped;
  }
  /** One sentence on the last loss, for the curious. */
  get lastLoss(): string {
    return this.#lastLoss;
  }
  get stats(): Session["stats"] & { resent: number } {
    return { ...this.#session.stats, resent: this.#session.outbox.resent };
  }

  /** The room's time now, milliseconds since 1970 UTC. */
  nowMs(): number {
    return this.#clock.nowMs(this.welcome?.simulated ?? false);
  }

  /** Actions without an answer, oldest first. */
  pending(): TakenAction[] {
    return this.#session.outbox.waiting().map(({ submit, takenMs, sent }) => ({
      commandId: submit.commandId,
      command: submit.command!,
      atMs: takenMs,
      state: sent ? "sent" : "waiting",
    }));
  }
  /** The last answers, oldest first; at most `answeredKeptMax`. */
  answered(): readonly TakenAction[] {
    return this.#answered;
  }

  subscribe(listener: ConnectionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (typeof window !== "undefined") {
      window.addEventListener("online", this.#online);
      window.addEventListener("offline", this.#offline);
      document.addEventListener("visibilitychange", this.#visibility);
    }
    this.#session.start(performance.now());
    this.#perform();
  }

  /** Closes with 1000. What waits stays in the store. */
  stop(): void {
    if (typeof window !== "undefined") {
      window.removeEventListener("online", this.#online);
      window.removeEventListener("offline", this.#offline);
      document.removeEventListener("visibilitychange", this.#visibility);
    }
    this.#session.stop();
    this.#perform();
  }

  /** Comes back on a new socket, by resuming. */
  refresh(): void {
    this.#session.refresh(performance.now());
    this.#perform();
  }

  /** Never blocks. Anything but `yes`: the action was not taken. */
  submit(command: Command, commandId = newCommandId()): { added: Added; commandId: string } {
    return this.submitWith(create(SubmitSchema, { commandId, command }));
  }

  submitWith(submit: Submit): { added: Added; commandId: string } {
    const added = this.#session.submit(submit, performance.now(), Date.now());
    // Without a connection nothing is sent, but there is one more that waits.
    this.#perform(added === "yes");
    return { added, commandId: submit.commandId };
  }

  readonly #online = (): void => {
    this.#session.retryNow(performance.now());
    this.#perform();
  };
  readonly #offline = (): void => {
    this.#session.networkLost(performance.now());
    this.#perform();
  };
  /** A phone that slept may hold a socket that is dead without knowing. */
  readonly #visibility = (): void => {
    if (document.visibilityState === "hidden") {
      this.#hiddenSince = performance.now();
      return;
    }
    const hiddenMs = this.#hiddenSince === undefined ? 0 : performance.now() - this.#hiddenSince;
    this.#hiddenSince = undefined;
    if (hiddenMs > 30_000) this.refresh();
    else this.#online();
  };

  #perform(changed = false): void {
    let told = changed;
    for (const action of this.#session.drain()) {
      told = true;
      this.#act(action);
    }
    if (told) for (const listener of [...this.#listeners]) listener.updated?.();
    this.#arm();
  }

  #act(action: Action): void {
    switch (action.type) {
      case "open":
        void this.#open();
        return;
      case "send":
        this.#socket?.send(action.message as Uint8Array<ArrayBuffer>);
        return;
      case "close":
        this.#dropSocket(action.code, action.reason);
        return;
      case "welcomed":
        for (const listener of [...this.#listeners]) listener.welcomed?.(action.welcome);
        return;
      case "replaced":
        this.#wasLive = true;
        for (const listener of [...this.#listeners]) listener.replaced?.(action.number);
        return;
      case "changed":
        this.#clock.heard(action.timeMs);
        for (const listener of [...this.#listeners])
          listener.changed?.(action.number, action.timeMs, action.entities);
        return;
      case "ownChanged":
        return;
      case "answered":
        this.#answer(action);
        return;
      case "lost":
        this.#lastLoss = action.sentence;
        this.#dropSocket(1000, "");
        return;
      case "finding":
        for (const listener of [...this.#listeners]) listener.finding?.(action.kind, action.sentence);
        return;
      case "stopped":
        this.#stopped = { reason: action.reason, sentence: action.sentence };
        this.#dropSocket(1000, "");
        return;
    }
  }

  #answer({ submit, answer }: Extract<Action, { type: "answered" }>): void {
    const outcome: Outcome =
      answer.answer.case === "refused"
        ? { type: "refused", refused: answer.answer.value }
        : { type: "recorded", receipt: answer.answer.value as Receipt };
    const action: TakenAction = {
      commandId: submit.commandId,
      command: submit.command!,
      atMs: Date.now(),
      state: "answered",
      outcome,
    };
    this.#answered = [...this.#answered, action].slice(-answeredKeptMax);
    for (const listener of [...this.#listeners]) listener.answered?.(action);
  }

  async #open(): Promise<void> {
    this.#dropSocket(1000, "");
    const attempt = {};
    this.#opening = attempt;
    let ticket: string;
    try {
      ticket = await (this.#options.ticket?.() ?? this.#api.ticket(this.workshop));
    } catch (error) {
      if (this.#opening !== attempt) return;
      this.#session.openFailed(failureFrom(error), performance.now());
      this.#perform();
      return;
    }
    if (this.#opening !== attempt) return;
    this.#connect(ticket);
  }

  #connect(ticket: string): void {
    const Socket = this.#options.WebSocket ?? globalThis.WebSocket;
    const base = this.#options.server || globalThis.location.origin;
    const url = `${base.replace(/^http/, "ws")}/ws/${this.workshop}`;
    const socket = new Socket(url, "tingbok.v1");
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    const still = (what: () => void) => () => {
      if (this.#socket !== socket) return;
      what();
      this.#perform();
    };
    socket.onopen = still(() => this.#session.opened(ticket, performance.now()));
    socket.onmessage = (event: MessageEvent) =>
      still(() => {
        // Text is not of this subprotocol: an empty message is no frame either.
        const bytes =
          event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : new Uint8Array([0xff]);
        this.#session.received(bytes, performance.now());
      })();
    socket.onclose = (event: CloseEvent) =>
      still(() => {
        this.#socket = undefined;
        this.#session.closed(event.code, event.reason, performance.now());
      })();
  }

  #dropSocket(code: number, reason: string): void {
    this.#opening = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    // A close reason holds at most 123 bytes.
    if (socket && socket.readyState <= 1) socket.close(code, reason.slice(0, 100));
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const deadline = this.#session.deadline();
    if (deadline === Infinity) return;
    const wait = Math.max(0, Math.min(deadline - performance.now(), 2 ** 30));
    this.#timer = setTimeout(() => {
      this.#session.tick(performance.now());
      this.#perform();
    }, wait);
  }
}

function failureFrom(error: unknown): OpenFailure {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401 || error.status === 403)
    return { kind: "noAccess", sentence: error.message };
  if (error.status === 404) return { kind: "notFound", sentence: error.message };
  return { kind: "transient", sentence: error.message };
}
