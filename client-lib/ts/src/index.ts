/**
 * @tingbok/client: take part in a Tingbok room from TypeScript. Framework-free.
 *
 * `Api` exchanges a link's code for an access token; `Connection` keeps a live, checked mirror of
 * the room and sends each action exactly once; `Mirror` can also stand at any earlier number.
 * `PastConnection` moves through a room's past; what proves a record is in "@tingbok/client/proof".
 * Messages of the schema are in "@tingbok/client/schema".
 */
export * from "./api.ts";
export * from "./backoff.ts";
export * from "./commands.ts";
export * from "./connection.ts";
export type { ConnectionListener, Outcome, TakenAction } from "./connection_news.ts";
export * from "./hash.ts";
export * from "./limits.ts";
export * from "./mirror.ts";
export * from "./outbox.ts";
export * from "./past_api.ts";
export * from "./past_connection.ts";
export * from "./past_session.ts";
export * from "./server_clock.ts";
export type { StopReason } from "./close_codes.ts";
export { Session, type OpenFailure, type Phase, type SessionSettings } from "./session.ts";
export type { Action, FindingKind } from "./session_actions.ts";
