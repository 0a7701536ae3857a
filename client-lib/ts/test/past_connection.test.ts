import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { afterEach, expect, it, vi } from "vitest";

import { PastConnection } from "@tingbok/client";
import { ClientFrameSchema, ServerFrameSchema } from "@tingbok/client/schema";

/** A socket whose other end is the test. */
class Socket {
  static last: Socket;
  readyState = 1;
  readonly sent: Uint8Array[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: ArrayBuffer }) => void;

  constructor() {
    Socket.last = this;
  }
  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }
  close(): void {
    this.readyState = 3;
  }
  says(frame: MessageInitShape<typeof ServerFrameSchema>): void {
    const bytes = toBinary(ServerFrameSchema, create(ServerFrameSchema, frame));
    this.onmessage?.({ data: Uint8Array.from(bytes).buffer });
  }
}

const state = (number: bigint) => ({
  snapshot: { number, parts: 1, slots: 0 },
  scrub: { number, head: 9n },
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A connection to the past that shows number 9, and the page around it. */
async function shown() {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const window = new EventTarget();
  vi.stubGlobal("document", document);
  vi.stubGlobal("window", window);
  const past = new PastConnection({
    server: "http://127.0.0.1:1",
    workshop: "P/R",
    ticket: () => Promise.resolve("ticket"),
    WebSocket: Socket as unknown as typeof WebSocket,
  });
  past.start();
  await arrive();
  const turn = (visibilityState: string) => {
    document.visibilityState = visibilityState;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  return { past, window, turn };
}

/** The newest socket opens and shows number 9. */
async function arrive(): Promise<Socket> {
  await Promise.resolve();
  await Promise.resolve();
  Socket.last.onopen?.();
  Socket.last.says({ welcome: { workshop: "P/R", past: true }, ...state(9n) });
  return Socket.last;
}

// Goal: after a phone slept, nobody moves through the past on a socket that is dead.
it("opens a new socket after a long sleep, and keeps the one it has after a short", async () => {
  const { past, turn } = await shown();
  const first = Socket.last;
  const now = vi.spyOn(performance, "now");
  now.mockReturnValue(1_000);
  turn("hidden");
  now.mockReturnValue(21_000);
  turn("visible");
  await Promise.resolve();
  expect([past.link, Socket.last === first]).toEqual(["live", true]);
  turn("hidden");
  now.mockReturnValue(60_000);
  turn("visible");
  expect([past.link, first.readyState]).toEqual(["offline", 3]);
  expect(await arrive()).not.toBe(first);
  expect(past.link).toBe("live");
  past.stop();
});

// Goal: the page says that it is offline, and comes back at once with the network; a stopped one does not.
it("follows the network until it is stopped", async () => {
  const { past, window } = await shown();
  const first = Socket.last;
  window.dispatchEvent(new Event("offline"));
  expect([past.link, first.readyState]).toEqual(["offline", 3]);
  window.dispatchEvent(new Event("online"));
  const second = await arrive();
  expect([past.link, second === first]).toEqual(["live", false]);
  past.stop();
  window.dispatchEvent(new Event("online"));
  await Promise.resolve();
  await Promise.resolve();
  expect([past.link, Socket.last === second]).toEqual(["stopped", true]);
});

// Goal: whoever follows a link to a moment is never told that the latest one is it.
it("is behind until it has come to the moment that was asked for", async () => {
  const past = new PastConnection({
    server: "http://127.0.0.1:1",
    workshop: "P/R",
    at: "M2",
    ticket: () => Promise.resolve("ticket"),
    WebSocket: Socket as unknown as typeof WebSocket,
  });
  past.start();
  await Promise.resolve();
  await Promise.resolve();
  const socket = Socket.last;
  socket.onopen?.();
  socket.says({ welcome: { workshop: "P/R", past: true }, ...state(9n) });
  expect(past.link).toBe("behind");
  expect(fromBinary(ClientFrameSchema, socket.sent.at(-1)!).frame).toMatchObject({
    case: "scrub",
    value: { move: { case: "seek", value: "M2" } },
  });
  socket.says(state(4n));
  expect(past.link).toBe("live");
  expect(past.mirror.number).toBe(4);
  past.stop();
});
