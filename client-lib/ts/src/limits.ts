/** Every bound of the client library, in one place. What happens at each bound stands beside it. */

/** The server closes with 1009 beyond this; `Outbox.add` refuses first. */
export const clientMessageBytesMax = 64 * 1024;

/** A longer message from the server ends the connection, and the client asks for a snapshot. */
export const serverMessageBytesMax = 64 * 1024 * 1024;

/** The server refuses longer ids; `Outbox.add` refuses first. */
export const commandIdBytesMax = 64;

/** Actions waiting for an answer, sent or not; `Outbox.add` refuses one more. */
export const outboxCommandsMax = 1000;

/** Answers kept for showing; the oldest make room. */
export const answeredKeptMax = 100;

/** Used until a welcome has named the server's own bound. */
export const inFlightDefault = 64;

/** Slots of a room's state and parts of a snapshot; beyond them the message counts as malformed. */
export const slotsMax = 4_000_000;
export const snapshotPartsMax = 65_536;

/**
 * Snapshots asked for because the server's messages did not fit together, without
 * `resyncForgivenPatches` good patches between them; after these the session stops.
 */
export const resyncsMax = 5;
export const resyncForgivenPatches = 100;

/** Tickets in a row that the socket did not take (4401); after these the session stops. */
export const ticketsRefusedMax = 3;

/** Times in milliseconds. A session that runs into one of them drops the socket and tries again. */
export interface Timeouts {
  /** Ticket, TCP connection and WebSocket handshake together. */
  open: number;
  /** From hello to welcome. */
  welcome: number;
  /**
   * Nothing heard. A page does not see the server's pings, so a quiet room is no sign of trouble:
   * after this the client comes back by resuming, which is cheap.
   */
  silence: number;
  /** From sending an action to its answer. */
  answer: number;
  /** From a snapshot to the comparison of its view hash: it is drawn first, which on a slow phone takes long enough. */
  check: number;
  /** A connection that lived this long starts the back-off from its beginning again. */
  stable: number;
}

export const defaultTimeouts: Timeouts = {
  open: 10_000,
  welcome: 10_000,
  silence: 300_000,
  answer: 30_000,
  check: 1_000,
  stable: 2_000,
};

/** Messages on a socket to the past that did not fit together; after these it stops. */
export const pastTroublesMax = 5;
/** How long, in milliseconds, moves wait for the answer to one before; then they are sent anyway. */
export const scrubAnswerMs = 3_000;
