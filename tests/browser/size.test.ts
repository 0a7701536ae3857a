import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { Server, Visitor, createProgramme, launch, webFolder, workshop } from "./harness.ts";

const firstViewBytesMax = 200 * 1024;
let browser: Browser;
let server: Server;

beforeAll(async () => {
  browser = await launch();
  server = await new Server().start();
  await createProgramme(server);
});
afterAll(async () => {
  await browser.close();
  await server.end();
});

/** Bytes of a file as it travels with gzip. */
function travels(path: string): number {
  const file = join(webFolder, path);
  return statSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).size;
}

// Goal: on a slow network the first thing one sees is there soon: code, styles, type and texts together.
it.each([
  ["the start page", "/"],
  ["joining", "/j"],
  ["the room of a participant", `/w/${workshop}`],
])("%s comes in under 200 kB", async (what, path) => {
  const me = await Visitor.open(browser, server);
  const asked = new Set<string>(["/index.html"]);
  me.page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/\.\w+$/.test(pathname)) asked.add(pathname);
  });
  await me.be("M1", path);
  if (path.startsWith("/w")) await me.live();
  else await me.page.getByRole("heading", { level: 1 }).waitFor();
  await me.page.waitForLoadState("networkidle");
  await me.page.evaluate(() => document.fonts.ready);
  const bytes = [...asked].map(travels).reduce((sum, one) => sum + one, 0);
  console.log(`${what}: ${Math.round(bytes / 1024)} kB in ${asked.size} files`);
  expect(bytes).toBeLessThan(firstViewBytesMax);
  await me.close();
});

// Goal: what the page begins with is compiled beside its download; the comment that asks for it counts nowhere but at the start.
it("begins with one script, which asks to be compiled ahead", () => {
  const scripts = [...readFileSync(join(webFolder, "index.html"), "utf8").matchAll(/<script[^>]* src="\/([^"]+)"/g)];
  expect(scripts.length).toBe(1);
  expect(readFileSync(join(webFolder, scripts[0]![1]!), "utf8")).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/);
});
