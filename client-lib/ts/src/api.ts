import type { DescMessage, MessageShape } from "@bufbuild/protobuf";

import {
  RoomLinesSchema,
  RoomStateSchema,
  SessionReplySchema,
  type RoomLines,
  type RoomState,
  type SessionReply,
} from "./gen/tingbok/v1/wire_pb.ts";

/** An HTTP call that did not succeed. */
export class ApiError extends Error {
  /** 0: the server was not reached, or did not answer in time. */
  readonly status: number;
  /** The server's code for it; empty where it gave none. */
  readonly code: string;

  constructor(status: number, code: string, sentence: string) {
    super(sentence);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

export interface ApiOptions {
  /** "" for the page's own server, else "http://HOST:PORT". */
  server: string;
  /** The administrator's secret or an access token; empty: none. */
  bearer?: string;
  timeoutMs?: number;
  fetch?: typeof globalThis.fetch;
}

/** The HTTP half of the protocol (docs/protocol.md, HTTP). Every failure is an ApiError. */
export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  with(bearer: string): Api {
    return new Api({ ...this.#options, bearer });
  }

  /** Exchanges a link's code for a token, and who one is and where one may go. Works once. */
  exchange(code: string): Promise<SessionReply> {
    return this.message(SessionReplySchema, "POST", "/api/v1/sessions", { code });
  }

  /** Who the bearer of the access token is, and where they may go; without a new token. */
  whoAmI(): Promise<SessionReply> {
    return this.message(SessionReplySchema, "GET", "/api/v1/session");
  }

  /** A ticket for one socket to one room, PROGRAMME/ROOM; good for 60 seconds. */
  async ticket(workshop: string): Promise<string> {
    // Without fromJson, which is fetched first: a socket waits for this.
    const answer = (await this.json("POST", "/api/v1/tickets", { workshop })) as { ticket?: unknown } | undefined;
    if (typeof answer?.ticket !== "string") throw malformed("the server's answer is no TicketReply");
    return answer.ticket;
  }

  /** The room at a number ("script:LINE" in a simulated programme); without it, now. */
  stateAt(workshop: string, at?: number | `script:${number}`): Promise<RoomState> {
    const query = at === undefined ? "" : `?at=${at}`;
    return this.message(RoomStateSchema, "GET", `/api/v1/workshops/${workshop}/state${query}`);
  }

  refusals(workshop: string): Promise<RoomLines> {
    return this.message(RoomLinesSchema, "GET", `/api/v1/workshops/${workshop}/refusals`);
  }

  /** A call whose answer is a message of the schema. Fields of a newer schema are passed over. */
  async message<Desc extends DescMessage>(
    schema: Desc,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<MessageShape<Desc>> {
    const [{ fromJson }, answer] = await Promise.all([fetched(), this.json(method, path, body)]);
    try {
      return fromJson(schema, answer as never, { ignoreUnknownFields: true });
    } catch (error) {
      throw malformed(`the server's answer is no ${schema.name}: ${error}`);
    }
  }

  /** A call whose answer is JSON; undefined for an answer without a body. */
  async json(method: string, path: string, body?: unknown): Promise<unknown> {
    const { status, text } = await this.#call(method, path, "application/json", body);
    return text === "" ? undefined : parseJson(status, text);
  }

  /** A call whose answer is text. */
  async text(method: string, path: string): Promise<string> {
    return (await this.#call(method, path, "text/plain")).text;
  }

  async #call(
    method: string,
    path: string,
    accept: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    const headers: Record<string, string> = { Accept: accept };
    if (this.#options.bearer) headers["Authorization"] = `Bearer ${this.#options.bearer}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const fetch = this.#options.fetch ?? globalThis.fetch;
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.#options.server + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(this.#options.timeoutMs ?? 15_000),
        cache: "no-store",
        credentials: "omit",
      });
      text = await response.text();
    } catch (error) {
      throw unreachable(error);
    }
    if (!response.ok) throw errorFrom(response.status, text);
    return { status: response.status, text };
  }
}

/** What reads messages from JSON. */
function fetched(): Promise<typeof import("./from_json.ts")> {
  return import("./from_json.ts").catch((error: unknown) => {
    throw unreachable(error);
  });
}

function unreachable(error: unknown): ApiError {
  return new ApiError(0, "unreachable", `the server was not reached: ${String(error)}`);
}

function malformed(sentence: string): ApiError {
  return new ApiError(502, "malformed_answer", sentence);
}

function parseJson(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(status, "malformed_answer", "the server's answer is not JSON");
  }
}

function errorFrom(status: number, text: string): ApiError {
  let error: { code?: unknown; sentence?: unknown } | undefined;
  try {
    error = (JSON.parse(text) as { error?: typeof error }).error;
  } catch {
    // Not from Tingbok (a proxy in front, perhaps): the status says enough.
  }
  const code = typeof error?.code === "string" ? error.code : "";
  const sentence = typeof error?.sentence === "string" ? error.sentence : `status ${status}`;
  return new ApiError(status, code, sentence);
}
