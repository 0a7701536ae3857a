/** The real server for tests, on 127.0.0.1 and a port of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const root = new URL("../..", import.meta.url).pathname;
const bin = process.env["TINGBOK_BIN_DIR"] ?? join(root, "build/release/bin");
export const webFolder = process.env["TINGBOK_WEB_DIR"] ?? join(root, "build/web");

export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  ms = 20_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await sleep(20);
  }
}

/** A port below those that the kernel hands out by itself, so that it is still free after a kill. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer().once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** start() again after kill() takes the same port and data. */
export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), "tingbok-web-"));
  readonly #args: string[];
  #process: ChildProcess | undefined;
  #port = 0;
  #log = "";

  constructor(...args: string[]) {
    this.#args = args;
  }

  /** What a browser opens. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  get log(): string {
    return this.#log;
  }
  secret(): string {
    return readFileSync(join(this.folder, "data/admin.token"), "utf8").trim();
  }

  async start(): Promise<this> {
    this.#port ||= await freePort();
    const ready = join(this.folder, "ready");
    rmSync(ready, { force: true });
    const child = spawn(
      join(bin, "tingbok-server"),
      [
        "serve",
        ...["--data", join(this.folder, "data")],
        ...["--listen", `127.0.0.1:${this.#port}`],
        ...["--ready-file", ready],
        // The client library is tested without the app.
        ...(existsSync(webFolder) ? ["--web", webFolder] : []),
        ...this.#args,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    this.#process = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (bytes: Buffer) => (this.#log += bytes.toString()));
    await until("the server's ready file", () => {
      if (child.exitCode !== null) throw new Error(`the server ended:\n${this.#log.slice(-3000)}`);
      return existsSync(ready) && statSync(ready).size > 0;
    });
    this.#port = Number(new URL(readFileSync(ready, "utf8").trim()).port);
    return this;
  }

  /** SIGKILL: as if the machine had lost the process. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Kills it and removes its data. */
  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A call of the HTTP interface; `token` unset: as the administrator. Fails on an error answer. */
  async http<T = unknown>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token ?? this.secret()}`,
        "Content-Type": "application/json",
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  async token(programme: string, person: string, simulates = false): Promise<string> {
    const reply = await this.http<{ tokens: { token: string }[] }>(
      "POST",
      `/api/v1/programmes/${programme}/tokens`,
      { people: [person], simulates },
    );
    return reply.tokens[0]!.token;
  }

  /** A fresh link's code. */
  async code(programme: string, person: string): Promise<string> {
    const path = `/api/v1/programmes/${programme}/links`;
    return (await this.http<{ code: string }>("POST", path, { person })).code;
  }
}
