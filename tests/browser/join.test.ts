import type { Browser } from "playwright-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Server, Visitor, createProgramme, launch, narrow, people, phone, root, text, until } from "./harness.ts";

let browser: Browser;
let server: Server;
let me: Visitor;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await new Server().start();
  await createProgramme(server);
});
afterEach(async () => {
  await me.close();
  await server.end();
});

const catalogue = (language: string) =>
  JSON.parse(readFileSync(join(root, `web/src/i18n/${language}.json`), "utf8")) as Record<string, string>;

describe("joining", () => {
  // Goal: from a link to the room by keyboard alone, in a language one chose; the code is nowhere after.
  it("takes a link, a language and one button, by keyboard", async () => {
    me = await Visitor.open(browser, server, { viewport: narrow });
    await me.page.goto(`/j#${await server.code("P", "M1")}`);
    await me.accessible("join");
    await me.fits("join");
    await me.page.setViewportSize(phone);
    await me.shot("join");
    await me.page.setViewportSize(narrow);
    expect(new URL(me.page.url()).hash).toBe("");
    const nn = catalogue("nn");
    await me.key(me.page.getByRole("button", { name: "Norsk nynorsk" }));
    await me.page.waitForFunction(() => document.documentElement.lang === "nn");
    await me.page.getByText(nn["join.text"]!).waitFor();
    await me.key(me.page.getByRole("button", { name: nn["join.enter"]!, exact: true }));
    await me.live();
    expect(new URL(me.page.url()).pathname).toBe("/w/P/R");
    await until("the heading has the focus", () => me.page.evaluate(() => document.activeElement?.tagName === "H1"));
    await me.page.getByRole("button", { name: nn["presence.hall"]! }).waitFor();
    await me.accessible("not yet present");
    await me.fits("not yet present");
    await me.key(me.page.getByRole("button", { name: nn["presence.hall"]! }));
    await me.page.getByText(nn["presence.title"]!).waitFor({ state: "detached" });
    // The person is remembered: the room opens again without a link.
    await me.page.goto("/");
    await me.page.getByRole("link", { name: "Kommunestyret" }).click();
    await me.live();
  });

  // Goal: a code can be typed, or the whole link pasted; a wrong one is told in plain words.
  it("takes a code by hand, and says when it is no good", async () => {
    me = await Visitor.open(browser, server);
    const code = await server.code("P", "M1");
    await me.page.goto("/j");
    const enter = me.page.getByRole("button", { name: text("join.enter"), exact: true });
    await enter.click();
    await me.page.getByText(text("join.noCode")).waitFor();
    await me.page.getByLabel(text("join.code")).fill("tb1.nonsense");
    await enter.click();
    await me.page.getByText(text("join.badCode")).waitFor();
    await me.accessible("a code that is no good");
    await me.page.getByLabel(text("join.code")).fill(`  ${server.url}/j#${code} `);
    await enter.click();
    await me.live();
    // It worked once.
    await me.page.goto("/j");
    await me.page.getByLabel(text("join.code")).fill(code);
    await enter.click();
    await me.page.getByText(text("join.badCode")).waitFor();
    me.troubles.splice(0, Infinity, ...me.troubles.filter((one) => !/status of 40/.test(one)));
  });

  // Goal: whoever has a link that was used up gets on with the code they are given in its place.
  it("asks for another code where the link's is used up", async () => {
    me = await Visitor.open(browser, server);
    const used = await server.code("P", "M1");
    await server.http("POST", "/api/v1/sessions", { code: used });
    await me.page.goto(`/j#${used}`);
    const field = me.page.getByLabel(text("join.code"));
    expect(await field.count()).toBe(0);
    const enter = me.page.getByRole("button", { name: text("join.enter"), exact: true });
    await enter.click();
    await me.page.getByText(text("join.badCode")).waitFor();
    expect(await field.inputValue()).toBe("");
    await field.fill(await server.code("P", "M1"));
    await enter.click();
    await me.live();
    me.troubles.splice(0, Infinity, ...me.troubles.filter((one) => !/status of 40/.test(one)));
  });

  // Goal: the way past the header leads to the content, and takes nothing of what one has in hand.
  it("keeps the code where one skips to the content", async () => {
    me = await Visitor.open(browser, server);
    await me.page.goto(`/j#${await server.code("P", "M1")}`);
    await me.key(me.page.getByRole("link", { name: text("shell.skip") }));
    expect(await me.page.evaluate(() => document.activeElement?.id)).toBe("main");
    expect(new URL(me.page.url()).hash).toBe("");
    await me.key(me.page.getByRole("button", { name: text("join.enter"), exact: true }));
    await me.live();
  });

  // Goal: whoever is taken off the roster is told so in place of the room, and how to come in again.
  it("is the way back for whoever is closed out", async () => {
    me = await Visitor.open(browser, server);
    await me.enter("M1");
    const person = people.find((one) => one.person === "M1")!;
    await server.http("PUT", "/api/v1/programmes/P/people/M1", { ...person, memberOf: [] });
    await me.page.getByText(text("noEntry.noAccess")).waitFor();
    await me.page.getByRole("heading", { level: 1, name: text("noEntry.title") }).waitFor();
    expect(await me.page.locator("#now").count()).toBe(0);
    await me.accessible("closed out");
    await me.page.getByRole("link", { name: text("noEntry.join") }).click();
    await me.page.getByRole("heading", { level: 1, name: text("join.title") }).waitFor();
    me.troubles.splice(0, Infinity, ...me.troubles.filter((one) => !/status of 40/.test(one)));
  });

  // Goal: nobody's room goes blank because the access ran out while they were in it.
  it("leaves the room in view when the access runs out", async () => {
    me = await Visitor.open(browser, server);
    await me.enter("M1");
    await me.page.evaluate(() => {
      const access = JSON.parse(sessionStorage.getItem("tingbok/access/P")!) as object;
      sessionStorage.setItem("tingbok/access/P", JSON.stringify({ ...access, expiresMs: 1 }));
    });
    // Everything is drawn anew in another language.
    await me.page.locator(".choices select").first().selectOption("nn");
    await me.page.getByText(catalogue("nn")["link.live"]!, { exact: true }).waitFor();
    await me.page.locator("#now").waitFor();
  });

  // Goal: without access the room asks for a code, and shows nothing else.
  it("is asked for where one has no access", async () => {
    me = await Visitor.open(browser, server);
    await me.page.goto("/w/P/R");
    await me.page.getByRole("heading", { level: 1, name: text("join.title") }).waitFor();
    expect(me.frames).toEqual([]);
  });
});

describe("the start page", () => {
  // Goal: whoever lends out or hands back a device leaves nothing on it that lets another in as them.
  it("forgets whoever asks it to", async () => {
    me = await Visitor.open(browser, server);
    await me.join("M1");
    await me.page.goto("/");
    const room = me.page.getByRole("link", { name: "Kommunestyret" });
    await room.waitFor();
    await me.page.getByRole("button", { name: text("start.forget") }).click();
    await me.accessible("forgetting");
    await me.page.locator(".confirm").getByRole("button", { name: text("start.forget") }).click();
    await room.waitFor({ state: "detached" });
    await me.page.goto("/w/P/R");
    await me.page.getByRole("heading", { level: 1, name: text("join.title") }).waitFor();
  });

  // Goal: it is there in every language, whichever of its parts comes first.
  it.each(["nb-NO", "nn-NO", "en-US"])("comes in the browser's language, %s", async (locale) => {
    me = await Visitor.open(browser, server, { locale });
    const words = catalogue(locale.slice(0, 2));
    for (let time = 0; time < 3; time += 1) {
      await me.page.goto("/");
      await me.page.getByRole("heading", { level: 1, name: words["start.title"]! }).waitFor();
    }
  });
});
