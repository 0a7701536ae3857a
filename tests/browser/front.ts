/** Serves the app's files before a server that does not do so itself, with the same headers. */
import { readFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

export interface Front {
  url: string;
  close(): Promise<void>;
}

export async function startFront(folder: string, port: number): Promise<Front> {
  const sockets = new Set<Socket>();
  const headersFor = (incoming: IncomingMessage) => ({
    ...incoming.headers,
    host: `127.0.0.1:${port}`,
    ...(incoming.headers.origin ? { origin: `http://127.0.0.1:${port}` } : {}),
  });
  const server = createServer((incoming, answer) => {
    if (/^\/(api|healthz|readyz|metrics)/.test(incoming.url!)) {
      const onward = request(
        { port, host: "127.0.0.1", path: incoming.url, method: incoming.method, headers: headersFor(incoming) },
        (reply) => {
          answer.writeHead(reply.statusCode!, reply.headers);
          reply.pipe(answer);
        },
      );
      onward.on("error", () => answer.destroy());
      incoming.pipe(onward);
      return;
    }
    const path = normalize(new URL(incoming.url!, "http://x").pathname);
    const file = extname(path) ? path : "/index.html";
    readFile(join(folder, file)).then(
      (bytes) => {
        answer.writeHead(200, {
          "Content-Type": types[extname(file)] ?? "application/octet-stream",
          "Content-Security-Policy": csp,
          "X-Content-Type-Options": "nosniff",
        });
        answer.end(bytes);
      },
      () => answer.writeHead(404).end(),
    );
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (incoming: IncomingMessage, socket: Socket) => {
    const onward = connect(port, "127.0.0.1", () => {
      const lines = Object.entries(headersFor(incoming)).map(([name, value]) => `${name}: ${String(value)}`);
      onward.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      onward.pipe(socket).pipe(onward);
    });
    const drop = () => {
      onward.destroy();
      socket.destroy();
    };
    for (const end of [onward, socket]) {
      end.on("error", drop);
      end.on("close", drop);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
