/** The wall, the public view and the accessibility statement: sizes, closed doors, what is on the wire. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Electorate_Kind, Mode, VoteKind, VoteMethod } from "@tingbok/client/schema";
import { Server, Visitor, actor, createProgramme, desktop, launch, narrow, text, type Actor } from "./harness.ts";
import { leaks } from "./wire.ts";

const item = "PS 1/26";
const basis = "kommuneloven § 11-5 andre ledd";
const secretWords = "Naboens helse";

let browser: Browser;
let server: Server;
let chair: Actor;
let members: Actor[];
let visitors: Visitor[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  visitors = [];
  server = await new Server().start();
  await createProgramme(server);
  chair = await actor(server, "LEDER");
  members = [chair, ...(await Promise.all(["M1", "M2", "M3"].map((name) => actor(server, name))))];
  for (const member of members) await member.act({ case: "join", value: {} });
  await chair.act({ case: "agendaAdd", value: { item, title: "Samfunnsdelen", kind: "sak" } });
  await chair.act({ case: "meetingOpen", value: {} });
  await chair.act({ case: "itemOpen", value: { item } });
});
afterEach(async () => {
  try {
    for (const visitor of visitors) await visitor.close();
  } finally {
    for (const member of members) member.stop();
    await server.end();
  }
});

async function open(path: string, viewport: { width: number; height: number } = desktop): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, { viewport });
  visitors.push(visitor);
  await visitor.page.goto(path);
  return visitor;
}

/** Adopts a binding vote with everybody for it. */
async function adopt(vote: string, question: string, more: object = {}): Promise<void> {
  const terms = {
    vote,
    item,
    kind: VoteKind.BINDING,
    method: VoteMethod.FOR_AGAINST,
    options: ["for", "mot"],
    electorate: { kind: Electorate_Kind.MEMBERS },
    ...more,
  };
  await chair.act({ case: "voteOpen", value: { terms } }, question);
  for (const member of members) await member.act({ case: "voteCast", value: { vote, ballot: { choice: "for" } } });
  await chair.act({ case: "voteClose", value: { vote } });
  await chair.act({ case: "voteDeclare", value: { vote } });
}

describe("closed doors", () => {
  // Goal: from closing to opening, the public is told that, and why, and its socket carries nothing else of it.
  it("show only that they are closed, and the legal basis", async () => {
    const gallery = await open("/w/P/R/offentlig");
    const wall = await open("/w/P/R/skjerm", { width: 1280, height: 720 });
    await gallery.page.getByText("Samfunnsdelen").first().waitFor();
    await chair.act({ case: "modeSet", value: { mode: Mode.FORMAL } });
    await adopt("LUKK", "Skal dørene lukkes?", { closesDoors: basis });
    for (const visitor of [gallery, wall]) await visitor.page.getByText(text("doors.basis", { basis })).waitFor();
    await gallery.accessible("closed doors");
    await wall.accessible("closed doors on the wall");
    await gallery.shot("public-closed");
    await wall.shot("wall-closed");
    await members[1]!.act({ case: "propose", value: { proposal: "HEMMELIG", kind: "forslag" } }, secretWords);
    await adopt("V2", `${secretWords}?`);
    for (const visitor of [gallery, wall]) {
      const shown = await visitor.page.locator("main").innerText();
      expect(shown).toContain(basis);
      for (const hidden of ["Samfunnsdelen", secretWords, "Medlem"]) expect(shown).not.toContain(hidden);
    }
    await chair.act({ case: "doorsOpen", value: {} });
    for (const visitor of [gallery, wall]) {
      await visitor.page.getByText(text("doors.basis", { basis })).waitFor({ state: "detached" });
      await visitor.page.getByText("Samfunnsdelen").first().waitFor();
      expect(await visitor.page.locator("main").innerText()).not.toContain(secretWords);
      expect(leaks(visitor.frames)).toEqual([]);
      const carried = JSON.stringify(visitor.frames, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
      expect(carried).not.toContain(secretWords);
    }
  });
});

describe("the wall", () => {
  // Goal: readable and whole from a narrow window to 4K, in light and dark, with everything a wall can hold at once.
  it.each([
    ["320 px", narrow],
    ["1280 x 720", { width: 1280, height: 720 }],
    ["4K", { width: 3840, height: 2160 }],
  ])("fits at %s", async (size, viewport) => {
    const order: string[] = [];
    for (let n = 1; n <= 10; n += 1) {
      order.push(`P${n}`);
      await chair.act({ case: "propose", value: { proposal: `P${n}`, kind: "satsingsområde" } }, `Satsingsområde nummer ${n} med en ganske lang tittel`);
    }
    await chair.act({ case: "prioritySet", value: { list: "SATS", order } });
    await chair.act({ case: "timerStart", value: { timer: "T1", seconds: 300, purpose: "Ordskifte" } });
    for (const member of members.slice(1)) await member.act({ case: "speakRequest", value: {} });
    await chair.act({ case: "speakGrant", value: { to: "M1" } });
    const wall = await open("/w/P/R/skjerm", viewport);
    await wall.page.locator(".wall-list li").first().waitFor();
    await wall.accessible(`the wall at ${size}`);
    await wall.fits(`the wall at ${size}`);
    if (size === "4K") await wall.shot("wall-4k");
    if (size === "320 px") await wall.shot("wall-narrow", { fullPage: true });
    const { letters, tall } = await wall.page.evaluate(() => ({
      letters: parseFloat(getComputedStyle(document.querySelector(".wall-list li")!).fontSize),
      tall: document.documentElement.scrollHeight / window.innerHeight,
    }));
    // From the last row: at least a 40th of the height of the screen, and everything without scrolling.
    if (viewport.width >= 1280) {
      expect(letters).toBeGreaterThanOrEqual(viewport.height / 40);
      expect(tall).toBeLessThanOrEqual(1);
    }
  });
});

describe("leading", () => {
  // Goal: WCAG 2.1 AA on every section, in light and dark, at 320 px and on a desktop, and at 400 % of 1280 px.
  it.each([
    ["320 px", { width: 320, height: 640 }],
    ["a desktop", desktop],
  ])("has no violations at %s", async (size, viewport) => {
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L1", tag: "vekst" } }, "Havna");
    await chair.act({ case: "noteCluster", value: { cluster: "U1", title: "Sjø", notes: ["L1"] } });
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L2", tag: "vekst" } }, "Skolen");
    await chair.act({ case: "propose", value: { proposal: "F1", kind: "innstilling" } }, "Planen vedtas.");
    await chair.act({ case: "propose", value: { proposal: "F2", kind: "endringsforslag", amends: "F1" } }, "Planen sendes tilbake.");
    await chair.act({ case: "prioritySet", value: { list: "Mål", order: ["F1", "F2"] } });
    await members[1]!.act({ case: "speakRequest", value: {} });
    await members[1]!.act({ case: "recusalDeclare", value: { item, ground: "Eier tomta" } });
    const visitor = await Visitor.open(browser, server, { viewport });
    visitors.push(visitor);
    await visitor.be("LEDER", "/w/P/R/led");
    await visitor.live();
    for (const section of ["now", "votes", "debate", "proposals", "boards", "people", "minutes", "prepare"]) {
      await visitor.page.locator(`#tab-${section}`).click();
      await visitor.accessible(`leading ${section}, ${size}`);
      await visitor.fits(`leading ${section}, ${size}`);
      if (size === "a desktop") await visitor.shot(`lead-${section}-desktop`);
      else if (section === "now") await visitor.shot("lead-narrow");
    }
  });

  // Goal: the sections are tabs as screen readers and keyboards know them.
  it("moves between sections by arrow keys", async () => {
    const visitor = await Visitor.open(browser, server, { viewport: desktop });
    visitors.push(visitor);
    await visitor.be("LEDER", "/w/P/R/led");
    await visitor.live();
    const tab = (name: string) => visitor.page.locator(`#tab-${name}`);
    await tab("now").focus();
    await visitor.page.keyboard.press("ArrowRight");
    await visitor.page.getByRole("tab", { name: text("lead.section.votes"), selected: true }).waitFor();
    await visitor.page.keyboard.press("End");
    await visitor.page.getByRole("tab", { name: text("lead.section.prepare"), selected: true }).waitFor();
    await visitor.page.keyboard.press("ArrowRight");
    await visitor.page.getByRole("tab", { name: text("lead.section.now"), selected: true }).waitFor();
    expect(await tab("now").evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

it("the accessibility statement is itself accessible", async () => {
  const visitor = await open("/tilgjengelighet", narrow);
  await visitor.page.getByRole("heading", { level: 1, name: text("shell.accessibility") }).waitFor();
  await visitor.accessible("the statement");
  await visitor.fits("the statement");
});
