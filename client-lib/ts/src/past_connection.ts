import { create } from "@bufbuild/protobuf";

import { ApiError } from "./api.ts";
import { Backoff, defaultBackoff, type BackoffPolicy, type RandomUnit } from "./backoff.ts";
import { onSignals, type Signals } from "./browser_signals.ts";
import { endedBy, type StopReason } from "./close_codes.ts";
import { newCommandId } from "./commands.ts";
import type { Connection, Link } from "./connection.ts";
import { ConnectionNews, unanswered, type ConnectionListener, type TakenAction } from "./connection_news.ts";
import { outboxCommandsMax, pastTroublesMax, scrubAnswerMs } from "./limits.ts";
import type { Mirror } from "./mirror.ts";
import type { Added } from "./outbox.ts";
import { PastSession, type Move } from "./past_session.ts";
import { bytesOf, closeSocket, openSocket, type SocketOptions } from "./socket.ts";
import type { Command } from "./gen/tingbok/v1/commands_pb.ts";
import type { ScrubStatus } from "./gen/tingbok/v1/past_pb.ts";
import { SubmitSchema, type Answer, type Submit, type Welcome } from "./gen/tingbok/v1/wire_pb.ts";

/** What views need of a connection, live or to the past. */
export type RoomConnection = Pick<
  Connection,
  | "workshop"
  | "mirror"
  | "welcome"
  | "link"
  | "stopped"
  | "nowMs"
  | "pending"
  | "answered"
  | "subscribe"
  | "start"
  | "stop"
  | "submit"
>;

export interface PastOptions extends SocketOptions {
  /** The room's address, PROGRAMME/ROOM. */
  workshop: string;
  /** A ticket to the room for each socket. */
  ticket: () => Promise<string>;
  /** Where to stand first: a number, a time, a named moment, script:LINE or head; "": as the server has it. */
  at?: string;
  backoff?: BackoffPolicy;
  random?: RandomUnit;
}

/**
 * A connection that moves through the past of a room, or through a training. It comes back by itself
 * where it stood. Moves that come faster than the server answers become one: the last place wins.
 */
export class PastConnection implements RoomConnection {
  readonly workshop: string;
  readonly #options: PastOptions;
  readonly #session = new PastSession();
  readonly #backoff: Backoff;
  readonly #news = new ConnectionNews();
  readonly #pending = new Map<string, { submit: Submit; takenMs: number; sent: boolean }>();
  #socket: WebSocket | undefined;
  #opening: object | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped: { reason: StopReason; sentence: string } | undefined;
  #unsubscribe = (): void => {};
  #wasReady = false;
  /** A new socket shows the latest moment until the first move has been answered. */
  #arriving = false;
  #troubles = 0;
  /** Where to go on the next socket. */
  #wanted: string;
  /** When the move under way was sent; undefined: none is. */
  #movedAt: number | undefined;
  /** The move that goes out next. */
  #next: Move | undefined;

  constructor(options: PastOptions) {
    this.#options = options;
    this.workshop = options.workshop;
    this.#wanted = options.at ?? "";
    this.#backoff = new Backoff(options.backoff ?? defaultBackoff, options.random ?? Math.random);
  }

  get mirror(): Mirror {
    return this.#session.mirror;
  }
  get welcome(): Welcome | undefined {
    return this.#session.welcome;
  }
  get status(): ScrubStatus | undefined {
    return this.#session.status;
  }
  /** The mirror holds exactly what one may see of its moment, and nothing that was shown on the way. */
  get fresh(): boolean {
    return this.#session.ready && this.#session.snapshotAt === this.mirror.number;
  }
  get link(): Link {
    if (this.#stopped) return "stopped";
    if (this.#socket && this.#session.ready) return this.#arriving ? "behind" : "live";
    if (this.#socket && this.#session.welcome) return "behind";
    return this.#wasReady ? "offline" : "connecting";
  }
  get stopped(): { reason: StopReason; sentence: string } | undefined {
    return this.#stopped;
  }
  /** The time shown: the moment's own. */
  nowMs(): number {
    return Number(this.status?.timeMs ?? 0n);
  }

  pending(): TakenAction[] {
    return [...this.#pending.values()].map(unanswered);
  }
  answered(): readonly TakenAction[] {
    return this.#news.answered;
  }

  subscribe(listener: ConnectionListener): () => void {
    return this.#news.subscribe(listener);
  }

  start(): void {
    this.#unsubscribe();
    this.#unsubscribe = onSignals(this.#signals);
    void this.#open();
  }

  stop(): void {
    this.#unsubscribe();
    this.#finish("asked", "stopped");
  }

  /**
   * Moves. Without a socket only a seek is kept. While playing, at most `pauseMaxMs` real milliseconds
   * pass between two events; 0: as long as it took.
   */
  move(move: Move, pauseMaxMs = 0): void {
    const moves = move.case === "seek" || move.case === "step";
    if (move.case === "seek") this.#wanted = move.value;
    if (!this.#socket || !this.#session.ready) return;
    if (moves && this.#movedAt !== undefined && performance.now() - this.#movedAt < scrubAnswerMs) {
      this.#next = joined(this.#next, move);
      return;
    }
    this.#send(this.#session.move(move, pauseMaxMs));
    if (moves) this.#movedAt = performance.now();
  }

  /** What those who train decide. The past itself takes no actions: the server closes the socket. */
  submit(command: Command, commandId = newCommandId()): { added: Added; commandId: string } {
    if (this.#stopped) return { added: "stopped", commandId };
    if (this.#pending.size >= outboxCommandsMax) return { added: "full", commandId };
    const submit = create(SubmitSchema, { commandId, command });
    const sent = this.#socket !== undefined && this.#session.ready;
    this.#pending.set(commandId, { submit, takenMs: Date.now(), sent });
    if (sent) this.#send(this.#session.submit(submit));
    this.#tell();
    return { added: "yes", commandId };
  }

  readonly #signals: Signals = {
    online: () => void this.#open(),
    offline: () => {
      if (!this.#socket) return;
      this.#drop();
      this.#later();
    },
    slept: () => {
      if (this.#socket) {
        this.#drop();
        for (const waiting of this.#pending.values()) waiting.sent = false;
        this.#tell();
      }
      void this.#open();
    },
  };

  async #open(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#socket) return;
    const attempt = (this.#opening = {});
    try {
      const ticket = await this.#options.ticket();
      if (this.#opening === attempt) this.#connect(ticket);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.#opening === attempt) this.#openFailed(error);
    }
  }

  #openFailed(error: ApiError): void {
    if (error.status === 401 || error.status === 403) this.#finish("noAccess", error.message);
    else if (error.status === 404) this.#finish("notFound", error.message);
    else this.#later();
  }

  #connect(ticket: string): void {
    const socket = openSocket(this.#options, `/ws/${this.workshop}/past`);
    this.#socket = socket;
    socket.onopen = () => {
      if (this.#socket === socket) this.#send(this.#session.hello(ticket));
    };
    socket.onmessage = (event: MessageEvent) => {
      if (this.#socket === socket) this.#received(bytesOf(event));
    };
    socket.onclose = (event: CloseEvent) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#closed(event.code, event.reason);
    };
  }

  #received(bytes: Uint8Array): void {
    const wasReady = this.#session.ready;
    const news = this.#session.received(bytes);
    if ("trouble" in news) {
      this.#troubles += 1;
      this.#drop();
      if (this.#troubles > pastTroublesMax) this.#finish("protocol", news.trouble);
      else this.#later();
      return;
    }
    for (const answer of news.answers) this.#answer(answer);
    if (this.#session.ready && !wasReady) this.#ready();
    else if (news.status) this.#moved();
    this.#tell();
  }

  /** The first state on a socket: to where one was, and what waited. */
  #ready(): void {
    this.#wasReady = true;
    this.#backoff.reset();
    this.#movedAt = undefined;
    this.#next = undefined;
    this.#arriving = this.#wanted !== "" && this.#wanted !== String(this.status?.number);
    if (this.#arriving) this.move({ case: "seek", value: this.#wanted });
    for (const waiting of this.#pending.values()) {
      this.#send(this.#session.submit(waiting.submit));
      waiting.sent = true;
    }
  }

  #moved(): void {
    this.#arriving = false;
    this.#movedAt = undefined;
    const next = this.#next;
    this.#next = undefined;
    if (next) this.move(next);
    else if (this.status?.trouble === "") this.#wanted = String(this.status.number);
  }

  #answer(answer: Answer): void {
    const waiting = this.#pending.get(answer.commandId);
    if (!waiting || answer.answer.case === undefined) return;
    this.#pending.delete(answer.commandId);
    this.#news.answer(waiting.submit, answer);
  }

  #closed(code: number, reason: string): void {
    this.#session.disconnected();
    const sentence = this.#session.problem || reason || `the socket closed with ${code}`;
    const ended = endedBy(code);
    if (ended) this.#finish(ended, sentence);
    else this.#later();
  }

  #later(): void {
    for (const waiting of this.#pending.values()) waiting.sent = false;
    this.#timer = setTimeout(() => void this.#open(), this.#backoff.next());
    this.#tell();
  }

  #finish(reason: StopReason, sentence: string): void {
    clearTimeout(this.#timer);
    this.#drop();
    this.#stopped ??= { reason, sentence };
    this.#tell();
  }

  #drop(): void {
    this.#opening = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#session.disconnected();
    closeSocket(socket);
  }

  #send(message: Uint8Array): void {
    if (this.#socket?.readyState === 1) this.#socket.send(message as Uint8Array<ArrayBuffer>);
  }

  #tell(): void {
    this.#news.tell((listener) => listener.updated?.());
  }
}

/** Two moves that wait, as one. */
function joined(before: Move | undefined, move: Move): Move {
  if (before?.case === "step" && move.case === "step")
    return { case: "step", value: before.value + move.value };
  if (before?.case === "seek" && move.case === "step" && /^\d+$/.test(before.value))
    return { case: "seek", value: String(Math.max(1, Number(before.value) + move.value)) };
  return move;
}
