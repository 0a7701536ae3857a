import type { Api } from "./api.ts";
import { LineageSchema, type Lineage } from "./gen/tingbok/v1/lineage_pb.ts";
import {
  ConsistencyProofSchema,
  InclusionProofSchema,
  RoomDiffSchema,
  RoomEventsSchema,
  TimelineSchema,
  type ConsistencyProof,
  type InclusionProof,
  type RoomDiff,
  type RoomEvents,
  type Timeline,
} from "./gen/tingbok/v1/past_pb.ts";
import { RoomStateSchema, type RoomState } from "./gen/tingbok/v1/wire_pb.ts";

/** A place in the past: a number, "script:LINE", a time (RFC 3339), a named moment, "head". */
export type Position = number | string;

/** What one may ask about the past of a room (docs/protocol.md, the past). Failures are ApiErrors. */
export class PastApi {
  readonly #api: Api;
  readonly #base: string;

  /** `workshop` is PROGRAMME/ROOM. */
  constructor(api: Api, workshop: string) {
    this.#api = api;
    this.#base = `/api/v1/workshops/${workshop}`;
  }

  state(at: Position): Promise<RoomState> {
    return this.#api.message(RoomStateSchema, "GET", this.#path("state", { at }));
  }

  timeline(stretches: number): Promise<Timeline> {
    return this.#api.message(TimelineSchema, "GET", this.#path("timeline", { stretches }));
  }

  diff(from: Position, to: Position): Promise<RoomDiff> {
    return this.#api.message(RoomDiffSchema, "GET", this.#path("diff", { from, to }));
  }

  events(from: number, limit: number): Promise<RoomEvents> {
    return this.#api.message(RoomEventsSchema, "GET", this.#path("events", { from, limit }));
  }

  /** How a decision, a proposal, a vote or an entry of a list came about. */
  lineage(of: string): Promise<Lineage> {
    return this.#api.message(LineageSchema, "GET", this.#path("lineage", { of }));
  }

  /** That a record stands in the tree of the server's latest checkpoint. */
  inclusion(number: number): Promise<InclusionProof> {
    return this.#api.message(InclusionProofSchema, "GET", this.#path("proof/inclusion", { number }));
  }

  /** That the tree of size `from` is the beginning of the tree of size `to`. */
  consistency(from: number, to: number): Promise<ConsistencyProof> {
    const path = this.#path("proof/consistency", { from, to });
    return this.#api.message(ConsistencyProofSchema, "GET", path);
  }

  /** The server's public key, as a C2SP verifier key. */
  async logKey(): Promise<string> {
    return (await this.#api.text("GET", "/api/v1/log-key")).trim();
  }

  #path(call: string, query: Readonly<Record<string, Position>>): string {
    const text = Object.entries(query)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join("&");
    return `${this.#base}/${call}?${text}`;
  }
}
