import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** The file that holds all that the page begins with. */
const first = "first";
const outDir = new URL("../build/web", import.meta.url).pathname;

/** Writes FILE.gz and FILE.br beside each file that gets smaller by it; the server picks them. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|html|svg|json)$/.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        if (bytes.length < 512) continue;
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: quality }));
      }
    },
  };
}

/**
 * Tells the browser that the first file is needed whole: Chromium then compiles it beside its download rather than
 * function by function, on a slow phone a third of the time until the page answers. For others it is a comment.
 */
function compiledAhead(): Plugin {
  return {
    name: "compiled-ahead",
    apply: "build",
    // The comment has to come first of all, and Vite itself puts something first in an earlier step.
    writeBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk" || file.name !== first) continue;
        writeFileSync(join(outDir, file.fileName), `//# allFunctionsCalledOnLoad\n${file.code}`);
      }
    },
  };
}

export default defineConfig({
  plugins: [compiledAhead(), compressed()],
  // Texts are read quicker by JSON.parse than as code.
  json: { stringify: true },
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2022",
    // The server allows data: for images only, and fonts are worth keeping in the cache.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // All that the page begins with in one file: on a slow phone each file more costs some milliseconds.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: first, tags: ["$initial"] }] } } },
  },
  server: {
    // `npm run dev -w web` beside a server: TINGBOK_SERVER=http://127.0.0.1:8080
    proxy: Object.fromEntries(
      ["/api", "/ws"].map((path) => [
        path,
        { target: process.env["TINGBOK_SERVER"] ?? "http://127.0.0.1:8080", ws: path === "/ws" },
      ]),
    ),
  },
});
