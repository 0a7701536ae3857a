import { defineConfig } from "vitest/config";

/** How fast the app is, on this machine, in this Chromium: `npm run speed`. Times, so no part of the tests. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["tests/browser/**/*.speed.ts"],
    environment: "node",
    pool: "forks",
    execArgv: ["--experimental-websocket"],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
});
