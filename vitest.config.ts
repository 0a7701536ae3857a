import { defineConfig } from "vitest/config";

/** Logic alone: no server, no browser, no clock. Ends in seconds. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["client-lib/ts/test/**/*.test.ts", "web/test/**/*.test.{ts,tsx}"],
    environment: "node",
  },
});
