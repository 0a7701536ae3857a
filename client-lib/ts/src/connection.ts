import { create } from "@bufbuild/protobuf";

import { Api, ApiError } from "./api.ts";
import { defaultBackoff, type BackoffPolicy, type RandomUnit } from "./backoff.ts";
import { onSignals, type Signals } from "./browser_signals.ts";
import type { StopReason } from "./close_codes.ts";
import { newCommandId } from "./commands.ts";
import { ConnectionNews, unanswered, type ConnectionListener, type TakenAction } from "./connection_news.ts";
import { defaultTimeouts, type Timeouts } from "./limits.ts";
import type { Mirror } from "./mirror.ts";
import { NoStore, type Added, type OutboxStore } from "./outbox.ts";
import { ServerClock } from "./server_clock.ts";
import { Session, type OpenFailure } from "./session.ts";
import type { Action } from "./session_actions.ts";
import { bytesOf, closeSocket, openSocket, type SocketOptions } from "./socket.ts";
import type { Command } from "./gen/tingbok/v1/commands_pb.ts";
import { SubmitSchema, type Submit, type Welcome } from "./gen/tingbok/v1/wire_pb.ts";

/**
 * How the connection stands: `connecting` (never connected yet), `live` (what is shown is what the
 * room is), `behind` (connected, a state is on its way), `offline` (lost; it tries again by itself),
 * `stopped` (it will not try again: see `stopped`).
 */
export type Link = "connecting" | "live" | "behind" | "offline" | "stopped";

export interface ConnectionOptions extends SocketOptions {
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
  readonly #news = new ConnectionNews();
  readonly #clock = new ServerClock();
  #socket: WebSocket | undefined;
  #opening: object | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe = (): void => {};
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
    if (this.#session.phase === "live" || this.#session.resuming) return "behind";
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
    return this.#session.outbox.waiting().map(unanswered);
  }
  /** The last answers, oldest first; at most `answeredKeptMax`. */
  answered(): readonly TakenAction[] {
    return this.#news.answered;
  }

  subscribe(listener: ConnectionListener): () => void {
    return this.#news.subscribe(listener);
  }

  start(): void {
    this.#unsubscribe();
    this.#unsubscribe = onSignals(this.#signals);
    this.#session.start(performance.now());
    this.#perform();
  }

  /** Closes with 1000. What waits stays in the store. */
  stop(): void {
    this.#unsubscribe();
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

  readonly #signals: Signals = {
    online: () => {
      this.#session.retryNow(performance.now());
      this.#perform();
    },
    offline: () => {
      this.#session.networkLost(performance.now());
      this.#perform();
    },
    slept: () => this.refresh(),
  };

  #perform(changed = false): void {
    let told = changed;
    for (const action of this.#session.drain()) {
      told = true;
      this.#act(action);
    }
    if (told) this.#news.tell((listener) => listener.updated?.());
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
        this.#news.tell((listener) => listener.welcomed?.(action.welcome));
        return;
      case "replaced":
        this.#wasLive = true;
        this.#news.tell((listener) => listener.replaced?.(action.number));
        return;
      case "changed":
        this.#clock.heard(action.timeMs);
        this.#news.tell((listener) => listener.changed?.(action.number, action.timeMs, action.entities));
        return;
      case "ownChanged":
        return;
      case "answered":
        this.#news.answer(action.submit, action.answer);
        return;
      case "lost":
        this.#lastLoss = action.sentence;
        this.#dropSocket(1000, "");
        return;
      case "finding":
        this.#news.tell((listener) => listener.finding?.(action.kind, action.sentence));
        return;
      case "stopped":
        this.#stopped = { reason: action.reason, sentence: action.sentence };
        this.#dropSocket(1000, "");
        return;
    }
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
    const socket = openSocket(this.#options, `/ws/${this.workshop}`);
    this.#socket = socket;
    const still = (what: () => void) => () => {
      if (this.#socket !== socket) return;
      what();
      this.#perform();
    };
    socket.onopen = still(() => this.#session.opened(ticket, performance.now()));
    socket.onmessage = (event: MessageEvent) =>
      still(() => this.#session.received(bytesOf(event), performance.now()))();
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
    closeSocket(socket, code, reason);
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
