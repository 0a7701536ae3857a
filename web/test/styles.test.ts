import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = new URL("../src/", import.meta.url).pathname;

/** Components that have no sheet of their own: they stand in the base. */
const inBase = ["sr-only"];

// Goal: only the sheets of components that are used are sent, and none that is used is forgotten.
it("imports the sheet of every component of Designsystemet that is used, and no other", () => {
  const used = new Set(
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(tsx?|css)$/.test(name))
      .flatMap((name) => [...readFileSync(join(root, name), "utf8").matchAll(/(?<![-\w])ds-([a-z-]+)/g)])
      .map((found) => found[1]!),
  );
  const sheet = readFileSync(join(root, "styles/app.css"), "utf8");
  const imported = [...sheet.matchAll(/designsystemet-css\/([a-z-]+)\.css/g)].map((found) => found[1]!);
  const components = imported.filter((name) => name !== "base" && name !== "data-size-workaround");
  expect([...used].filter((name) => !inBase.includes(name)).sort()).toEqual(components.sort());
});
