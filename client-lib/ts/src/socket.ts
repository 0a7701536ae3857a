/** Where a socket leads, and what makes it. */
export interface SocketOptions {
  /** "" for the page's own server, else "http://HOST:PORT". */
  server: string;
  /** The constructor of sockets; unset: the platform's. */
  WebSocket?: typeof globalThis.WebSocket;
}

/** A socket of the binary subprotocol to `path` of the server. */
export function openSocket(options: SocketOptions, path: string): WebSocket {
  const Socket = options.WebSocket ?? globalThis.WebSocket;
  const base = options.server || globalThis.location.origin;
  const socket = new Socket(base.replace(/^http/, "ws") + path, "tingbok.v1");
  socket.binaryType = "arraybuffer";
  return socket;
}

/** The bytes of a message. Text is not of this subprotocol: what is given in its place is no frame either. */
export function bytesOf(event: MessageEvent): Uint8Array {
  return event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : new Uint8Array([0xff]);
}

/** A close reason holds at most 123 bytes. */
const reasonMax = 100;

/** Closes what is not closed yet. */
export function closeSocket(socket: WebSocket | undefined, code = 1000, reason = ""): void {
  if (socket && socket.readyState <= 1) socket.close(code, reason.slice(0, reasonMax));
}
