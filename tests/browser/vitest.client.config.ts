import { defineConfig } from "vitest/config";

/** The client library against the real server. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["client-lib/ts/server-test/**/*.test.ts"],
    environment: "node",
    // Node 20 has a WebSocket, behind a flag.
    pool: "forks",
    execArgv: ["--experimental-websocket"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
