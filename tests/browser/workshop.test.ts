/**
 * A whole small workshop in ten browsers: a facilitator, a chair and five members, a wall screen, the public, and a
 * late look from the network page. The server is killed once in the middle; one member is offline for a minute.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ballotsWithPaper, leaks, resultsOfOpenVotes } from "./wire.ts";
import { Server, Visitor, createProgramme, desktop, launch, text, until } from "./harness.ts";
import { Lead } from "./lead_page.ts";

const names = ["LEDER", "M1", "M2", "M3", "M4", "M5"] as const;
type Name = (typeof names)[number];

let browser: Browser;
let server: Server;
let lead: Lead;
let wall: Visitor;
let gallery: Visitor;
let offlineSince = 0;
const members = new Map<Name, Visitor>();

const of = (name: Name): Visitor => members.get(name)!;

async function onPage(name: Name, page: string): Promise<void> {
  await of(name).page.getByRole("link", { name: text(`participant.page.${page}`), exact: true }).click();
}

/** Sends the ballot that is filled in, and waits until it is recorded. */
async function cast(name: Name, recorded = true): Promise<void> {
  const { page } = of(name);
  const card = page.locator("#open-vote");
  await card.getByRole("button", { name: text("vote.send"), exact: true }).click();
  if (recorded) await card.locator('.act-status[data-state="recorded"]').waitFor();
}

async function choose(name: Name, option: string): Promise<void> {
  await of(name).page.locator("#open-vote").getByRole("radio", { name: option }).check();
  await cast(name);
}

async function dots(name: Name, given: Record<string, number>, recorded = true): Promise<void> {
  const card = of(name).page.locator("#open-vote");
  for (const [option, count] of Object.entries(given))
    for (let i = 0; i < count; i += 1) await card.getByRole("button", { name: text("ballot.more", { what: option }) }).click();
  await cast(name, recorded);
}

/** By keyboard alone, as somebody without a mouse does. */
async function rankByKeys(name: Name, order: readonly string[]): Promise<void> {
  const { page } = of(name);
  for (const [at, option] of order.slice(0, -1).entries()) {
    const button = page.getByRole("button", { name: text("ballot.placeAs", { what: option, place: at + 1 }) });
    await button.focus();
    await page.keyboard.press("Enter");
    // The button is gone, and the page has moved the focus to what comes next.
    await button.waitFor({ state: "detached" });
    await until("the focus has moved on", () => page.evaluate(() => document.activeElement !== document.body));
  }
  await page.locator("#open-vote").getByRole("button", { name: text("vote.send"), exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.locator('#open-vote .act-status[data-state="recorded"]').waitFor();
}

beforeAll(async () => {
  browser = await launch();
  server = await new Server().start();
  await createProgramme(server);
});
afterAll(async () => {
  await browser.close();
  await server.end();
});

describe("a whole small workshop", () => {
  // Goal: everything a workshop needs, from the first link to the minutes, through a killed server and a lost network,
  // without a reload, a lost action, or a vote that counts twice.
  it("from join to minutes", async () => {
    await everyoneComesIn();
    await notesAndClusters();
    await proposalsAndMerge();
    await dotsAndTheKill();
    await rankingAndPriorities();
    await bindingVoteWithTie();
    await decisionAndMinutes();
    await nothingHiddenWasSent();
    for (const visitor of [...members.values(), lead.visitor, wall, gallery]) await visitor.close();
  }, 600_000);
});

async function everyoneComesIn(): Promise<void> {
  const facilitator = await Visitor.open(browser, server, { viewport: desktop });
  await facilitator.join("FAS");
  lead = new Lead(facilitator);
  await lead.visitor.live();
  for (const name of names) {
    const visitor = await Visitor.open(browser, server);
    members.set(name, await visitor.join(name));
    await visitor.live();
    await visitor.page.getByRole("button", { name: text("presence.hall") }).click();
    await visitor.page.getByText(text("presence.title")).waitFor({ state: "detached" });
  }
  wall = await Visitor.open(browser, server, { viewport: { width: 1280, height: 720 } });
  await wall.join("SKJERM");
  await wall.page.locator(".wall-top").waitFor();
  gallery = await Visitor.open(browser, server, { viewport: desktop });
  await gallery.page.goto("/w/P/R/offentlig");
  await gallery.live();

  await lead.section("people");
  await lead.register("Prosessveileder");
  await lead.section("prepare");
  await lead.addItem("V1", "Utfordrings- og mulighetsbildet");
  await lead.addItem("PS 1/26", "Satsingsområder for perioden");
  await lead.makeBoard("Muligheter", "Hva kan vi bli gode på?");
  await lead.peek("lead-prepare");
  await lead.section("now");
  await lead.press(text("lead.meeting.open"));
  await lead.takeUp("Utfordrings- og mulighetsbildet");
  await wall.page.getByRole("heading", { level: 1, name: "Utfordrings- og mulighetsbildet" }).waitFor();
  await wall.accessible("the wall with the list of items");
  await wall.peek("wall-agenda");
}

async function notesAndClusters(): Promise<void> {
  // From here, M5 has no network; what is written waits, and the page says so.
  await onPage("M5", "notes");
  await of("M5").context.setOffline(true);
  offlineSince = Date.now();
  await of("M5").page.locator('.status[data-link="offline"]').waitFor();
  const texts: Record<Name, string> = {
    LEDER: "Havna kan bli et knutepunkt",
    M1: "Flere unge vil bo her",
    M2: "Lærlinger i kommunen",
    M3: "Bussen må gå oftere",
    M4: "Gang- og sykkelvei til skolen",
    M5: "Skrevet uten nett",
  };
  for (const name of names) {
    await onPage(name, "notes");
    const { page } = of(name);
    await page.getByLabel(text("notes.text")).fill(texts[name]);
    await page.getByRole("button", { name: text("notes.send") }).click();
    await page.locator(`.act-status[data-state="${name === "M5" ? "waiting" : "recorded"}"]`).first().waitFor();
  }
  await of("M5").page.locator(".status[data-waiting='1']").getByText(text("link.waiting_one", { n: 1 })).waitFor();
  await of("M5").peek("participant-offline");
  await lead.section("boards");
  await lead.cluster("Folk og arbeid", [texts.M1, texts.M2]);
  await lead.cluster("Veier og buss", [texts.M3, texts.M4]);
  await wall.page.getByText("Veier og buss").waitFor();
  await wall.accessible("the wall with clusters");
  await wall.peek("wall-clusters");
  await lead.peek("lead-boards");
}

async function proposalsAndMerge(): Promise<void> {
  const texts: Partial<Record<Name, string>> = {
    M1: "Nok folk i arbeidslivet",
    M2: "Beholde folk i kommunen",
    M3: "Trygg vei til skolen",
    M4: "Havna som knutepunkt",
  };
  for (const [name, wording] of Object.entries(texts) as [Name, string][]) {
    await onPage(name, "proposals");
    const form = of(name).page.locator("#new-proposal");
    await form.getByLabel(text("proposals.text")).fill(wording);
    await form.getByRole("button", { name: text("proposals.send") }).click();
    await of(name).page.locator(".proposal").getByText(wording).waitFor();
  }
  await lead.section("proposals");
  await lead.merge(["Nok folk i arbeidslivet", "Beholde folk i kommunen"], "Nok folk, og folk som blir");
  await lead.peek("lead-proposals");
  await of("M1").page.locator(".proposal").getByText("Nok folk, og folk som blir").waitFor();
}

async function dotsAndTheKill(): Promise<void> {
  await lead.section("votes");
  await lead.openVote({ method: "DOTS", question: "Hva er viktigst?", options: ["Folk", "Vei", "Havn"] });
  await wall.page.locator('.wall[data-scene="vote"]').waitFor();
  for (const name of ["LEDER", "M1", "M2"] as const) await dots(name, { Folk: 2, Vei: 1 });
  await wall.page.getByText(text("result.cast", { cast: 3, roll: 6 })).waitFor();
  await wall.accessible("the wall with an open vote");
  await wall.peek("wall-vote");
  await lead.visitor.page.getByText("Medlem 4").first().waitFor();
  await lead.accessible("an open vote");
  await lead.shot("lead-open-vote");

  // The server is lost with half of the votes cast; two vote into the void, and nobody reloads.
  await server.kill();
  await dots("M3", { Vei: 2, Havn: 1 }, false);
  await dots("M4", { Vei: 2, Havn: 1 }, false);
  await of("M3").page.locator(".status[data-waiting='1']").waitFor();
  await server.start();
  for (const name of ["M3", "M4"] as const) await of(name).page.locator('#open-vote .act-status[data-state="recorded"]').waitFor();

  // M5 is back after a minute: the note that waited is recorded, once.
  await until("a minute without network", () => Date.now() - offlineSince >= 60_000, 90_000);
  await of("M5").context.setOffline(false);
  await of("M5").live();
  await of("M5").page.locator('.act-status[data-state="recorded"]').first().waitFor();
  // What the others did meanwhile is there without a reload, and the vote is open to M5 still.
  await onPage("M5", "proposals");
  await of("M5").page.locator(".proposal").getByText("Nok folk, og folk som blir").waitFor();
  await dots("M5", { Havn: 2 });
  await lead.page.getByText(text("result.cast", { cast: 6, roll: 6 })).first().waitFor();
  await lead.press(text("lead.votes.close"));
  await wall.page.locator('.wall[data-scene="result"]').waitFor();
  await lead.press(text("lead.votes.declare"), "Hva er viktigst?");
  // 3 x 2 for Folk; 3 + 2 x 2 for Vei; 2 + 2 for Havn: nothing lost, nothing twice.
  const counts = await wall.page.locator(".bars tbody tr").allInnerTexts();
  expect(counts.map((row) => row.replace(/\s+/g, " ").trim())).toEqual([
    expect.stringMatching(/^1 Vei.* 7$/),
    expect.stringMatching(/^2 Folk.* 6$/),
    expect.stringMatching(/^3 Havn.* 4$/),
  ]);
  await wall.accessible("the wall with a result");
  await wall.shot("wall-result");
  await lead.peek("lead-result");
}

async function rankingAndPriorities(): Promise<void> {
  await lead.openVote({ method: "RANKING", question: "Sett dem i rekkefølge", options: ["Nord", "Midt", "Sør"] });
  await rankByKeys("M1", ["Sør", "Midt", "Nord"]);
  for (const name of ["LEDER", "M2", "M3", "M4", "M5"] as const) await rankByKeys(name, ["Nord", "Midt", "Sør"]);
  await lead.press(text("lead.votes.close"));
  await wall.page.getByText("Sett dem i rekkefølge").waitFor();
  await lead.press(text("lead.votes.declare"), "Sett dem i rekkefølge");

  await lead.section("proposals");
  await lead.newList("SATS", ["Trygg vei til skolen", "Havna som knutepunkt", "Nok folk, og folk som blir"]);
  await onPage("M1", "proposals");
  const { page } = of("M1");
  const up = page.getByRole("button", { name: /^Flytt opp: .*Nok folk, og folk som blir/ });
  await up.focus();
  await page.keyboard.press("Enter");
  await until("the wall shows the move", async () => {
    const rows = await wall.page.locator(".wall-list li").allInnerTexts();
    return rows[1]?.includes("Nok folk, og folk som blir");
  });
  await wall.accessible("the wall with a list");
  await wall.peek("wall-list");
}

async function bindingVoteWithTie(): Promise<void> {
  await lead.section("now");
  await lead.finish("Utfordrings- og mulighetsbildet");
  await lead.press(text("lead.mode.to_formal"));
  await lead.takeUp("Satsingsområder for perioden");
  await onPage("LEDER", "proposals");
  const form = of("LEDER").page.locator("#new-proposal");
  await form.getByLabel(text("proposals.kind")).selectOption({ label: text("proposalKind.recommendation") });
  await form.getByLabel(text("proposals.text")).fill("Lista vedtas som satsingsområder.");
  await form.getByRole("button", { name: text("proposals.send") }).click();
  await lead.section("votes");
  await lead.page.getByText(text("order.reason.recommendation")).waitFor();
  await lead.accessible("the order of voting");
  await lead.peek("lead-order");
  await lead.press(text("order.record"));
  await lead.open("Lista vedtas som satsingsområder.");
  for (const name of ["LEDER", "M1", "M2"] as const) await choose(name, text("choice.for"));
  // Closing is refused while somebody present has not voted, and the page says who.
  await lead.page.getByText(text("lead.votes.duty")).waitFor();
  expect(await lead.page.getByRole("button", { name: text("lead.votes.close"), exact: true }).isDisabled()).toBe(true);
  for (const name of ["M3", "M4", "M5"] as const) await choose(name, text("choice.against"));
  await lead.press(text("lead.votes.close"));
  await lead.page.getByText(text("enum.DecidedBy.CHAIR")).first().waitFor();
  await lead.press(text("lead.votes.declare"), "Lista vedtas som satsingsområder.");
  await wall.page.getByText(text("enum.DecidedBy.CHAIR")).first().waitFor();
  await wall.peek("wall-tie");
}

async function decisionAndMinutes(): Promise<void> {
  await lead.press(text("lead.decide.now"));
  await lead.page.getByText(text("lead.decide.done")).waitFor();
  await onPage("M3", "record");
  const minutes = of("M3").page.locator("#minutes");
  await minutes.getByLabel(text("minutes.text")).fill("Mindretallet mener lista er for kort.");
  await minutes.getByRole("button", { name: text("minutes.send") }).click();
  await lead.section("minutes");
  await lead.page.getByText("Mindretallet mener lista er for kort.").waitFor();
  await lead.confirm(text("lead.minutes.publish"));
  await lead.page.getByText(text("lead.minutes.published")).waitFor();
  await lead.accessible("the minutes");
  await lead.peek("lead-minutes");
  await gallery.page.getByText("Mindretallet mener lista er for kort.").waitFor();
  await gallery.page.getByText(text("result.by_party")).first().waitFor();
  await gallery.accessible("the public view");
  await gallery.fits("the public view");
  await gallery.shot("public");
}

/** On the wire, not on the screen. */
async function nothingHiddenWasSent(): Promise<void> {
  for (const [who, visitor] of [...members, ["wall", wall], ["public", gallery], ["lead", lead.visitor]] as const) {
    expect(resultsOfOpenVotes(visitor.frames), `${who}: a result before its time`).toEqual([]);
    expect(ballotsWithPaper(visitor.frames, who), `${who}: another's hidden ballot`).toEqual([]);
    expect(visitor.page.url()).toContain("/w/P/R");
  }
  expect(leaks(gallery.frames)).toEqual([]);
  // Nobody reloaded: the room was entered by one navigation each.
  for (const [who, visitor] of members) {
    const loads = await visitor.page.evaluate(() => performance.getEntriesByType("navigation").map((entry) => (entry as PerformanceNavigationTiming).type));
    expect(loads, who).toEqual(["navigate"]);
  }
}
