import { defineConfig } from "vitest/config";

/** The app in a real browser against the real server. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["tests/browser/**/*.test.ts"],
    environment: "node",
    // Node 20 has a WebSocket, behind a flag.
    pool: "forks",
    execArgv: ["--experimental-websocket"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
