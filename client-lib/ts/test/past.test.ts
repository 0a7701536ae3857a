import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, Mirror, PastConnection, PastSession, pastTroublesMax, scrubAnswerMs } from "@tingbok/client";
import {
  ClientFrameSchema,
  EntitySchema,
  RefusalCode,
  ServerFrameSchema,
  type ClientFrame,
} from "@tingbok/client/schema";

type Frame = MessageInitShape<typeof ServerFrameSchema>;

function note(slot: number, text: string) {
  return create(EntitySchema, { slot, kind: { case: "note", value: { id: `N${slot}`, text } } });
}
function bytesOf(frame: Frame): Uint8Array {
  return toBinary(ServerFrameSchema, create(ServerFrameSchema, frame));
}
/** The view hash of notes in slots 0, 1 …, as the server would say it. */
function hashOf(...texts: string[]): Uint8Array {
  const mirror = new Mirror();
  mirror.stand(1, 0, texts.map((text, slot) => note(slot, text)));
  return mirror.viewHash();
}
function snapshot(number: number, ...texts: string[]): Frame {
  return {
    snapshot: {
      number: BigInt(number),
      part: 0,
      parts: 1,
      slots: texts.length,
      entities: texts.map((text, slot) => note(slot, text)),
      viewHash: hashOf(...texts),
    },
    scrub: { number: BigInt(number), timeMs: BigInt(number * 1000), head: 9n },
  };
}
const welcome: Frame = { welcome: { workshop: "P/R", past: true, epoch: "E", head: 9n } };

describe("what a socket to the past says", () => {
  it("stands where the last snapshot and the patches after it stand", () => {
    const session = new PastSession();
    session.received(bytesOf(welcome));
    expect(session.ready).toBe(false);
    session.received(bytesOf(snapshot(3, "a")));
    expect([session.ready, session.mirror.number, session.snapshotAt]).toEqual([true, 3, 3]);
    const patch = { number: 4n, slots: 2, entities: [note(1, "b")], viewHash: hashOf("a", "b") };
    session.received(bytesOf({ patches: [patch], scrub: { number: 4n, head: 9n } }));
    expect([session.mirror.number, session.snapshotAt]).toEqual([4, 3]);
    expect(session.mirror.all("note").map(({ text }) => text)).toEqual(["a", "b"]);
    session.received(bytesOf(snapshot(2, "z")));
    expect([session.mirror.number, session.snapshotAt]).toEqual([2, 2]);
    expect(session.mirror.all("note").map(({ text }) => text)).toEqual(["z"]);
  });

  it("forgets what was one's own when another moment comes", () => {
    const session = new PastSession();
    session.received(bytesOf(welcome));
    session.received(bytesOf({ ...snapshot(3, "a"), own: [note(0, "mine")] }));
    expect(session.mirror.get("note", "N0")?.text).toBe("mine");
    session.received(bytesOf(snapshot(2, "a")));
    expect(session.mirror.get("note", "N0")?.text).toBe("a");
  });

  it.each<[string, Frame]>([
    ["a snapshot with another hash", { snapshot: { ...snapshot(3, "a").snapshot!, viewHash: hashOf("b") } }],
    ["a patch that leaves a number out", { patches: [{ number: 5n, slots: 1 }] }],
    ["a patch with another hash", { patches: [{ number: 4n, slots: 1, viewHash: hashOf("b") }] }],
  ])("is not believed: %s", (_, frame) => {
    const session = new PastSession();
    session.received(bytesOf(welcome));
    session.received(bytesOf(snapshot(3, "a")));
    expect(session.received(bytesOf(frame))).toHaveProperty("trouble");
    expect(session.ready).toBe(false);
    expect(session.mirror.all("note")).toEqual([]);
  });

  it("is not believed: bytes that are no frame, and patches before any state", () => {
    expect(new PastSession().received(new Uint8Array([0xff]))).toHaveProperty("trouble");
    expect(new PastSession().received(bytesOf({ patches: [{ number: 1n, slots: 0 }] }))).toHaveProperty("trouble");
  });
});

/** A socket that the test plays the server of. */
class FakeSocket {
  static all: FakeSocket[] = [];
  readonly url: string;
  readonly sent: ClientFrame[] = [];
  readyState = 0;
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(url: string) {
    this.url = url;
    FakeSocket.all.push(this);
  }
  send(message: Uint8Array): void {
    this.sent.push(fromBinary(ClientFrameSchema, message));
  }
  close(): void {
    this.readyState = 3;
  }
  open(): this {
    this.readyState = 1;
    this.onopen!();
    return this;
  }
  says(...frames: Frame[]): this {
    for (const frame of frames) this.onmessage!({ data: Uint8Array.from(bytesOf(frame)).buffer });
    return this;
  }
  ends(code: number): void {
    this.readyState = 3;
    this.onclose!({ code, reason: "" });
  }
  moves() {
    return this.sent.flatMap(({ frame }) => (frame.case === "scrub" ? [[frame.value.move.case, frame.value.move.value]] : []));
  }
}

describe("a connection to the past", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function connect(options: { at?: string; ticket?: () => Promise<string> } = {}): Promise<PastConnection> {
    const connection = new PastConnection({
      server: "http://server",
      workshop: "P/R",
      ticket: () => Promise.resolve("ticket"),
      backoff: { first: 100, longest: 1000 },
      random: () => 0,
      WebSocket: FakeSocket as unknown as typeof WebSocket,
      ...options,
    });
    connection.start();
    await vi.advanceTimersByTimeAsync(0);
    return connection;
  }
  const socket = () => FakeSocket.all.at(-1)!;

  it("says hello with its ticket, and goes to where it was told", async () => {
    const connection = await connect({ at: "5" });
    expect(socket().url).toBe("ws://server/ws/P/R/past");
    socket().open().says(welcome, snapshot(9, "a"));
    expect(socket().sent[0]!.frame).toMatchObject({ case: "hello", value: { ticket: "ticket" } });
    expect(socket().moves()).toEqual([["seek", "5"]]);
    socket().says(snapshot(5, "a"));
    expect([connection.link, connection.mirror.number, connection.nowMs()]).toEqual(["live", 5, 5000]);
  });

  it("makes one move of those that come before the server has answered", async () => {
    const connection = await connect();
    socket().open().says(welcome, snapshot(9, "a"));
    for (const to of ["1", "2", "3"]) connection.move({ case: "seek", value: to });
    expect(socket().moves()).toEqual([["seek", "1"]]);
    connection.move({ case: "step", value: 1 });
    socket().says(snapshot(1, "a"));
    expect(socket().moves()).toEqual([["seek", "1"], ["seek", "4"]]);
    connection.move({ case: "step", value: -1 });
    connection.move({ case: "step", value: -1 });
    socket().says(snapshot(4, "a"));
    expect(socket().moves().at(-1)).toEqual(["step", -2]);
  });

  it("does not wait for an answer that never comes", async () => {
    const connection = await connect();
    socket().open().says(welcome, snapshot(9, "a"));
    connection.move({ case: "seek", value: "1" });
    await vi.advanceTimersByTimeAsync(scrubAnswerMs);
    connection.move({ case: "seek", value: "2" });
    expect(socket().moves()).toEqual([["seek", "1"], ["seek", "2"]]);
  });

  it("comes back to where it stood, and sends again what had no answer", async () => {
    const connection = await connect();
    socket().open().says(welcome, snapshot(9, "a"));
    connection.move({ case: "seek", value: "4" });
    socket().says(snapshot(4, "a"));
    const answer = { action: { case: "voteCast", value: { vote: "V" } } } as const;
    connection.submit(create((await import("@tingbok/client/schema")).CommandSchema, answer), "c1");
    socket().ends(1006);
    expect(connection.link).toBe("offline");
    expect(connection.mirror.number).toBe(4);
    await vi.advanceTimersByTimeAsync(100);
    // The state and where it stands may come in messages of their own.
    const { snapshot: part, scrub } = snapshot(9, "a");
    socket().open().says(welcome, { snapshot: part }, { scrub });
    expect(FakeSocket.all.length).toBe(2);
    expect(socket().moves()).toEqual([["seek", "4"]]);
    expect(socket().sent.filter(({ frame }) => frame.case === "submit").length).toBe(1);
    const refused = { code: RefusalCode.VOTE_NOT_OPEN };
    socket().says({ answers: [{ commandId: "c1", answer: { case: "refused", value: refused } }] });
    expect(connection.pending()).toEqual([]);
    expect(connection.answered()[0]).toMatchObject({ commandId: "c1", outcome: { type: "refused" } });
  });

  it("gives up where it may not be, and where the server's messages never fit", async () => {
    const refused = await connect({ ticket: () => Promise.reject(new ApiError(403, "no", "not yours")) });
    expect(refused.stopped).toEqual({ reason: "noAccess", sentence: "not yours" });
    const connection = await connect();
    for (let time = 0; time <= pastTroublesMax; time += 1) {
      socket().open().says(welcome, { patches: [{ number: 1n, slots: 0 }] });
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(connection.stopped?.reason).toBe("protocol");
  });
});
