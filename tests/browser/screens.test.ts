/** The wall, the public view and the accessibility statement: sizes, closed doors, what is on the wire. */
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Electorate_Kind, Mode, VoteKind, VoteMethod } from "@tingbok/client/schema";
import { Server, Visitor, actor, createProgramme, desktop, launch, narrow, text, zoomed, type Actor } from "./harness.ts";
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

async function open(path: string, options: BrowserContextOptions = { viewport: desktop }): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, options);
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
    const wall = await open("/w/P/R/skjerm", { viewport: { width: 1280, height: 720 } });
    await gallery.page.getByText("Samfunnsdelen").first().waitFor();
    await chair.act({ case: "modeSet", value: { mode: Mode.FORMAL } });
    await adopt("LUKK", "Skal dørene lukkes?", { closesDoors: basis });
    for (const visitor of [gallery, wall]) await visitor.page.getByText(text("doors.basis", { basis })).waitFor();
    await gallery.accessible("closed doors");
    await wall.accessible("closed doors on the wall");
    await gallery.peek("public-closed");
    await wall.peek("wall-closed");
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
  // Goal: readable and whole from 400 % to 4K, in light and dark, with everything a wall can hold at once.
  it.each([
    ["400 %", zoomed],
    ["320 px", { viewport: narrow }],
    ["1280 x 720", { viewport: { width: 1280, height: 720 } }],
    ["4K", { viewport: { width: 3840, height: 2160 } }],
  ])("fits at %s", async (size, options) => {
    const order: string[] = [];
    for (let n = 1; n <= 10; n += 1) {
      order.push(`P${n}`);
      await chair.act({ case: "propose", value: { proposal: `P${n}`, kind: "satsingsområde" } }, `Satsingsområde nummer ${n} med en ganske lang tittel`);
    }
    await chair.act({ case: "prioritySet", value: { list: "SATS", order } });
    await chair.act({ case: "timerStart", value: { timer: "T1", seconds: 300, purpose: "Ordskifte" } });
    for (const member of members.slice(1)) await member.act({ case: "speakRequest", value: {} });
    await chair.act({ case: "speakGrant", value: { to: "M1" } });
    const wall = await open("/w/P/R/skjerm", options);
    const viewport = options.viewport!;
    await wall.page.locator(".wall-list li").first().waitFor();
    await wall.accessible(`the wall at ${size}`);
    await wall.fits(`the wall at ${size}`);
    await wall.whole(`the wall at ${size}`);
    await wall.peek(`wall, ${size}`);
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
  // Goal: WCAG 2.1 AA on every section, in light and dark, at 400 % and on a desktop.
  it.each([
    ["400 %", zoomed],
    ["a desktop", { viewport: desktop }],
  ])("has no violations at %s", async (size, options) => {
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L1", tag: "vekst" } }, "Havna");
    await chair.act({ case: "noteCluster", value: { cluster: "U1", title: "Sjø", notes: ["L1"] } });
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L2", tag: "vekst" } }, "Skolen");
    await chair.act({ case: "propose", value: { proposal: "F1", kind: "innstilling" } }, "Planen vedtas.");
    await chair.act({ case: "propose", value: { proposal: "F2", kind: "endringsforslag", amends: "F1" } }, "Planen sendes tilbake.");
    await chair.act({ case: "prioritySet", value: { list: "Mål", order: ["F1", "F2"] } });
    await members[1]!.act({ case: "speakRequest", value: {} });
    await members[1]!.act({ case: "recusalDeclare", value: { item, ground: "Eier tomta" } });
    await chair.act({ case: "homeworkAssign", value: { homework: "HJ1", title: "Snakk med naboen", due: "neste samling", to: "alle" } });
    await chair.act({ case: "protocolAdd", value: { kind: "mindretallsmerknad" } }, "Mindretallet ville ventet.");
    const visitor = await Visitor.open(browser, server, options);
    visitors.push(visitor);
    await visitor.be("LEDER", "/w/P/R/led");
    await visitor.live();
    for (const section of ["now", "votes", "debate", "proposals", "boards", "people", "minutes", "homework", "prepare"]) {
      await visitor.page.locator(`#tab-${section}`).click();
      await visitor.accessible(`leading ${section}, ${size}`);
      await visitor.fits(`leading ${section}, ${size}`);
      await visitor.whole(`leading ${section}, ${size}`);
      await visitor.peek(`lead-${section}, ${size}`);
    }
  }, 400_000);

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
  const visitor = await open("/tilgjengelighet", zoomed);
  await visitor.page.getByRole("heading", { level: 1, name: text("shell.accessibility") }).waitFor();
  await visitor.accessible("the statement");
  await visitor.fits("the statement");
  await visitor.whole("the statement");
});

describe("at 400 %", () => {
  // Goal: in a window of 1280 x 1024 at 400 % one reads and does everything, and scrolls in one direction only.
  it.each([
    ["the start page", "/"],
    ["the way in", "/j"],
    ["the public view", "/w/P/R/offentlig"],
    ["the network", "/p/P"],
    ["the way in to administration", "/admin"],
    ["a page there is not", "/ingenting"],
  ])("%s is whole", async (what, path) => {
    await chair.act({ case: "modeSet", value: { mode: Mode.FORMAL } });
    await adopt("V", "Vedtas planen for samfunnsutviklingen?");
    const visitor = await open(path, zoomed);
    await visitor.page.getByRole("heading", { level: 1 }).waitFor();
    if (path.startsWith("/w")) await visitor.live();
    await visitor.page.waitForLoadState("networkidle");
    await visitor.accessible(`${what} at 400 %`);
    await visitor.fits(`${what} at 400 %`);
    await visitor.whole(`${what} at 400 %`);
    await visitor.peek(`${what}, 400 %`);
  });
});

// Goal: where the device asks for less motion nothing moves; elsewhere what is there to move, does.
it.each(["reduce", "no-preference"] as const)("with motion %s the app moves as it should", async (reducedMotion) => {
  const visitor = await open("/w/P/R/offentlig", { viewport: desktop, reducedMotion });
  await visitor.live();
  const longest = await visitor.page.evaluate(() => {
    const probe = document.createElement("p");
    probe.style.transition = "opacity 200ms";
    probe.style.animation = "none 3s";
    document.querySelector("main")!.append(probe);
    const { transitionDuration, animationDuration } = getComputedStyle(probe);
    probe.remove();
    return Math.max(parseFloat(transitionDuration), parseFloat(animationDuration));
  });
  if (reducedMotion === "reduce") expect(longest).toBeLessThanOrEqual(0.00001);
  else expect(longest).toBeGreaterThanOrEqual(0.2);
});
