/** What a facilitator does in a workshop, in browsers: a plan from a template, tables, proposals in parts, homework. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Lead } from "./lead_page.ts";
import { Server, Visitor, actor, createProgramme, desktop, launch, text, until, type Actor } from "./harness.ts";

let browser: Browser;
let server: Server;
let chair: Actor;
let visitors: Visitor[];
let lead: Lead;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  visitors = [];
  server = await new Server().start();
  await createProgramme(server);
  chair = await actor(server, "LEDER");
  await chair.act({ case: "join", value: {} });
  for (const person of ["M1", "M2", "M3", "FAS"]) await chair.act({ case: "join", value: { person } });
  lead = new Lead(await visit("FAS", desktop));
  await lead.page.goto("/w/P/R/led");
  await lead.visitor.live();
});
afterEach(async () => {
  try {
    for (const visitor of visitors) await visitor.close();
  } finally {
    chair.stop();
    await server.end();
  }
});

async function visit(person: string, viewport?: { width: number; height: number }): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, viewport ? { viewport } : {});
  visitors.push(visitor);
  return visitor.enter(person);
}

describe("preparing", () => {
  // Goal: a room gets its plan from a template in one step, and the page shows what it holds and where it came from.
  it("adopts a template", async () => {
    await lead.section("prepare");
    const panel = lead.page.getByRole("region", { name: text("lead.template.title"), exact: true });
    const choose = panel.getByLabel(text("lead.template.choose"));
    await choose.waitFor();
    const titles = await choose.locator("option").allTextContents();
    expect(titles.length).toBeGreaterThan(1);
    await choose.selectOption({ label: titles[1]! });
    const holds = await panel.getByText(/^\d+ sak(er)?, \d+ fase/).innerText();
    const [items, phases, boards, votes] = [...holds.matchAll(/\d+/g)].map(Number);
    await lead.accessible("choosing a template");
    await lead.acts(() => panel.getByRole("button", { name: text("lead.template.adopt") }).click());
    await panel.getByText(/^Planen kommer fra /).waitFor();
    const { mirror } = chair.connection;
    const found = () => [mirror.all("item").length, mirror.all("phase").length, mirror.all("board").length, mirror.all("vote").length];
    await until("the whole plan", () => JSON.stringify(found()) === JSON.stringify([items, phases, boards, votes]));
    expect(mirror.get("room", "room")?.template).toBeTruthy();
    const agenda = lead.page.getByRole("region", { name: text("agenda.title"), exact: true });
    expect(await agenda.locator("ol.rows > li").count()).toBe(items);
    const member = await visit("M1");
    await member.page.getByRole("link", { name: text("participant.page.meeting"), exact: true }).click();
    await until("the items on a phone", async () => (await member.page.locator("#agenda .item").count()) === items);
  });
});

describe("tables", () => {
  // Goal: dealt out by the facilitator, changed by the facilitator and by oneself, and everyone sees it.
  it("are dealt out, and people move between them", async () => {
    await chair.act({ case: "meetingOpen", value: {} });
    const member = await visit("M1");
    await lead.section("boards");
    await lead.page.getByLabel(text("lead.tables.count"), { exact: true }).fill("2");
    await lead.press(text("lead.tables.deal"));
    const { mirror } = chair.connection;
    await until("two tables", () => mirror.all("table").length === 2);
    const tableOf = (person: string) => mirror.all("table").find(({ people }) => people.includes(person));
    const first = tableOf("M1")!;
    const [other] = mirror.all("table").filter(({ id }) => id !== first.id);
    const mine = member.page.locator("#tables");
    await mine.locator(".now-big", { hasText: first.title || first.id }).waitFor();
    await mine.locator("summary").click();
    await mine.getByRole("button", { name: text("tables.sit", { table: other!.title || other!.id }) }).click();
    await until("the member has moved", () => tableOf("M1")?.id === other!.id);
    // And back, by the facilitator.
    const table = lead.page.locator("details").filter({ hasText: `${other!.title || other!.id} (` }).first();
    await table.locator("summary").first().click();
    await table.getByText(text("lead.tables.move")).click();
    await table.getByRole("checkbox", { name: "Medlem 1" }).check();
    await lead.accessible("moving somebody to a table");
    await lead.peek("lead-tables");
    await lead.acts(() => table.getByRole("button", { name: text("lead.tables.seat") }).click());
    await mine.locator(".now-big", { hasText: first.title || first.id }).waitFor();
    await until("the member is back", () => tableOf("M1")?.id === first.id);
  });
});

describe("the debate", () => {
  const running = () => chair.connection.mirror.all("timer").filter(({ endedMs }) => endedMs === 0n).map(({ purpose }) => purpose);

  // Goal: a speaker's clock ends with the speech, also one that the speaker ended; other clocks go on.
  it("has one clock, that of whoever speaks", async () => {
    await chair.act({ case: "agendaAdd", value: { item: "S1", title: "Havna" } });
    await chair.act({ case: "meetingOpen", value: {} });
    await chair.act({ case: "itemOpen", value: { item: "S1" } });
    await chair.act({ case: "timerStart", value: { timer: "T0", seconds: 600, purpose: "Ordskifte" } });
    const members = [await actor(server, "M1"), await actor(server, "M2"), await actor(server, "M3")];
    try {
      for (const one of members) await one.act({ case: "speakRequest", value: {} });
      await lead.section("debate");
      const next = async (who: string) => {
        await lead.page.getByRole("button", { name: text("lead.debate.next", { who }) }).click();
        await until(`${who} alone is timed`, () => running().join() === `Ordskifte,${who}`);
        await lead.visitor.at(chair.connection.mirror.number);
      };
      await next("Medlem 1");
      await next("Medlem 2");
      await members[1]!.act({ case: "speakEnd", value: {} });
      await next("Medlem 3");
      await lead.page.getByRole("button", { name: text("lead.debate.end") }).click();
      await until("no speaker is timed", () => running().join() === "Ordskifte");
    } finally {
      for (const one of members) one.stop();
    }
  });
});

describe("what cannot be undone", () => {
  // Goal: pressed once more while the first has no answer, it is still sent once.
  it("is said to the meeting once", async () => {
    const { page } = lead;
    await page.context().setOffline(true);
    await page.locator('.status[data-link="offline"]').waitFor();
    const panel = page.getByRole("region", { name: text("lead.say.title"), exact: true });
    await panel.getByLabel(text("lead.say.text"), { exact: true }).fill("Vi tar pause nå.");
    const send = panel.getByRole("button", { name: text("lead.say.send") });
    await send.click();
    await until("the button is off", () => send.isDisabled());
    await page.context().setOffline(false);
    await until("the field is empty", async () => (await panel.getByLabel(text("lead.say.text"), { exact: true }).inputValue()) === "");
    await until("the chair hears it", () => chair.connection.mirror.all("statement").length > 0);
    expect(chair.connection.mirror.all("statement").map((one) => one.text)).toEqual(["Vi tar pause nå."]);
  });
});

describe("a proposal in two parts", () => {
  // Goal: it becomes two proposals, the old one stays as where they come from, and one part alone is no split.
  it("is split", async () => {
    await chair.act({ case: "meetingOpen", value: {} });
    const both = "Gang- og sykkelvei til skolen, og buss hvert kvarter";
    await chair.act({ case: "propose", value: { proposal: "F1", kind: "forslag" } }, both);
    const member = await visit("M1");
    await member.page.getByRole("link", { name: text("participant.page.proposals"), exact: true }).click();
    await member.page.locator(".proposal").getByText(both).waitFor();
    await lead.section("proposals");
    const row = lead.page.locator(".lead-proposal").filter({ hasText: both });
    await row.getByText(text("lead.split.title"), { exact: false }).first().click();
    const parts = row.getByLabel(text("lead.split.parts"), { exact: true });
    expect(await parts.inputValue()).toBe(both);
    expect(await row.getByRole("button", { name: text("lead.split.now", { count: 1 }) }).isDisabled()).toBe(true);
    await parts.fill("Gang- og sykkelvei til skolen\n\nBuss hvert kvarter");
    await lead.accessible("splitting a proposal");
    await lead.acts(() => row.getByRole("button", { name: text("lead.split.now", { count: 2 }) }).click());
    for (const part of ["Gang- og sykkelvei til skolen", "Buss hvert kvarter"])
      await member.page.locator(".proposal").getByText(part, { exact: true }).waitFor();
    await member.page.locator(".proposal").getByText(both).waitFor({ state: "hidden" });
    expect(chair.connection.mirror.get("proposal", "F1")?.text).toBe(both);
    await lead.page.getByText(text("lead.proposals.settled", { count: 1 })).waitFor();
  });
});

describe("homework", () => {
  // Goal: given out in words, handed in by a member and once more, and the leading side sees who has and who has not.
  it("is given out, handed in, and followed up", async () => {
    await chair.act({ case: "meetingOpen", value: {} });
    const member = await visit("M1");
    await member.listen();
    await member.page.getByRole("link", { name: text("participant.page.homework"), exact: true }).click();
    await member.page.getByText(text("homework.none")).waitFor();
    await lead.section("homework");
    await lead.page.getByLabel(text("lead.homework.what"), { exact: true }).fill("Snakk med tre innbyggere");
    await lead.page.getByLabel(text("lead.homework.due"), { exact: true }).fill("neste samling");
    const give = lead.page.getByRole("button", { name: text("lead.homework.give") });
    expect(await give.isDisabled()).toBe(true);
    await lead.page.getByLabel(text("lead.homework.to"), { exact: true }).fill("alle folkevalgte");
    await lead.acts(() => give.click());
    const mine = member.page.locator("#homework .item");
    await mine.getByText("Snakk med tre innbyggere").waitFor();
    await mine.getByText("neste samling").waitFor();
    await mine.getByText(text("homework.notMine")).waitFor();
    await until("it is announced", async () => (await member.told()).includes(text("tidings.homework", { title: "Snakk med tre innbyggere" })));
    const hand = async (file: string, button: string) => {
      await mine.getByLabel(text("homework.file"), { exact: true }).fill(file);
      await mine.getByRole("button", { name: text(button), exact: true }).click();
      await mine.getByText(text("homework.mine", { file })).waitFor();
    };
    await hand("samtaler.pdf", "homework.send");
    await member.accessible("homework that was handed in");
    await member.fits("homework that was handed in");
    await member.peek("participant-homework");
    await hand("samtaler-2.pdf", "homework.again");
    await lead.page.getByText(text("lead.homework.done", { count: 1 })).waitFor();
    await lead.page.getByText("samtaler-2.pdf").waitFor();
    const without = lead.page.locator("details").filter({ hasText: text("lead.homework.missing", { count: 6 }) });
    await without.locator("li").first().waitFor({ state: "attached" });
    expect(await without.locator("li").allTextContents()).not.toContain("Medlem 1");
    await lead.accessible("homework");
    await lead.peek("lead-homework");
  });

  // Goal: what one states reaches everyone and no minutes; what one enters is in the minutes with its kind.
  it("stands beside statements and entries in the minutes, each in its place", async () => {
    await chair.act({ case: "meetingOpen", value: {} });
    const member = await visit("M1");
    const other = await visit("M2");
    for (const { page } of [member, other])
      await page.getByRole("link", { name: text("participant.page.record"), exact: true }).click();
    const said = member.page.locator("#statements");
    await said.getByLabel(text("record.statements.text"), { exact: true }).fill("Ungdomsrådet støtter retningen.");
    await said.getByRole("button", { name: text("record.statements.send") }).click();
    await other.page.locator("#statements").getByText("Ungdomsrådet støtter retningen.").waitFor();
    const minutes = member.page.locator("#minutes");
    await minutes.getByLabel(text("minutes.kind")).selectOption({ label: text("entryKind.minority") });
    await minutes.getByLabel(text("minutes.text"), { exact: true }).fill("Mindretallet ville ventet.");
    await minutes.getByRole("button", { name: text("minutes.send") }).click();
    const entry = other.page.locator("#entries li").filter({ hasText: "Mindretallet ville ventet." });
    await entry.getByText(text("entryKind.minority"), { exact: true }).waitFor();
    await member.accessible("the record");
    await member.fits("the record");
    await member.peek("participant-record", { fullPage: true });
    expect(chair.connection.mirror.all("protocolEntry").map(({ kind }) => kind)).toEqual(["mindretallsmerknad"]);
    await lead.section("minutes");
    await lead.page.getByText("Ungdomsrådet støtter retningen.").waitFor();
    await lead.page.getByText(text("entryKind.minority"), { exact: true }).first().waitFor();
  });
});
