import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

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

/** What most people open: from a link to their room. */
const firstView = ["/src/views/room.tsx", "/src/views/participant/participant.tsx"];

/**
 * The page names the chunks of the first view beside the app's own, so that they are fetched and compiled while the
 * app's own are run, and not one after the other.
 */
function preloaded(): Plugin {
  return {
    name: "preloaded",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((one) => one.type === "chunk");
        const wanted = new Set<string>();
        const take = (file: string) => {
          if (wanted.has(file)) return;
          wanted.add(file);
          for (const further of chunks.find(({ fileName }) => fileName === file)?.imports ?? []) take(further);
        };
        for (const view of firstView) {
          const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(view));
          if (!chunk) throw new Error(`the build has no chunk for ${view}`);
          take(chunk.fileName);
        }
        return [...wanted]
          .filter((file) => !html.includes(file))
          .map((file) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` }, injectTo: "head" }));
      },
    },
  };
}

export default defineConfig({
  plugins: [compressed(), preloaded()],
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2022",
    // The server allows data: for images only, and fonts are worth keeping in the cache.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
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
