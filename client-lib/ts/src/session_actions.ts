import type { StopReason } from "./close_codes.ts";
import type { Entity } from "./gen/tingbok/v1/entities_pb.ts";
import type { Answer, Submit, Welcome } from "./gen/tingbok/v1/wire_pb.ts";

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
