import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { expect, it } from "vitest";

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
