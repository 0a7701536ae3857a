import type { Browser } from "playwright-core";
import { Mode, NoteReach, PhaseKind } from "@tingbok/client/schema";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  Server,
  Visitor,
  actor,
  createProgramme,
  desktop,
  launch,
  text,
  until,
  type Actor,
  zoomed,
} from "./harness.ts";

let browser: Browser;
let server: Server;
let chair: Actor;
let visitors: Visitor[];

async function visit(person: string, options = {}): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, options);
  visitors.push(visitor);
  return visitor.enter(person);
}

/** In, registered as present. */
async function present(person: string, options = {}): Promise<Visitor> {
  const visitor = await visit(person, options);
  await visitor.page.getByRole("button", { name: text("presence.hall") }).click();
  await visitor.page.getByText(text("presence.title")).waitFor({ state: "detached" });
  return visitor;
}

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  visitors = [];
  server = await new Server().start();
  await createProgramme(server);
  chair = await actor(server, "LEDER", { backoff: { first: 20, longest: 200 } });
  await chair.act({ case: "join", value: {} });
  await chair.act({ case: "agendaAdd", value: { item: "PS 1/26", title: "Samfunnsdelen", kind: "sak" } });
  await chair.act({ case: "meetingOpen", value: {} });
  await chair.act({ case: "itemOpen", value: { item: "PS 1/26" } });
});
afterEach(async () => {
  for (const visitor of visitors) await visitor.close();
  chair.stop();
  await server.end();
});

describe("a participant", () => {
  // Goal: what one writes is told to be recorded, with its number, and everyone sees it.
  it("writes a note and sees it recorded", async () => {
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L1" } }, "Havna");
    const { page, ...rest } = await present("M1");
    void rest;
    await page.getByRole("link", { name: text("participant.page.notes") }).click();
    await page.getByText("Havna").waitFor();
    await page.getByLabel(text("notes.text")).fill("Flere bussruter til skolen");
    await page.getByRole("button", { name: text("notes.send") }).click();
    const status = page.locator('.act-status[data-state="recorded"]');
    await status.waitFor();
    expect(await status.textContent()).toMatch(/nr\. \d+/);
    // A screen reader is told how the connection stands, and not every number.
    expect(await page.locator('.status [role="status"]').innerText()).toBe(text("link.live"));
    await until("the chair sees it", () => chair.connection.mirror.all("note").length === 2);
  });

  // Goal: nobody loses what they are writing by looking something up on another page.
  it("finds what is half written where it was left", async () => {
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L1" } }, "Havna");
    await chair.act({ case: "noteAdd", value: { board: "Utfordringer", note: "L2" } }, "Veien");
    const { page } = await present("M1");
    const go = (name: string) => page.getByRole("link", { name: text(`participant.page.${name}`), exact: true }).click();
    await go("notes");
    await page.getByLabel(text("notes.board")).selectOption("Utfordringer");
    await page.getByLabel(text("notes.text")).fill("En halv tanke om vei");
    await go("proposals");
    await page.locator("#new-proposal").getByLabel(text("proposals.text")).fill("Et halvt forslag");
    await go("record");
    await page.getByLabel(text("record.statements.text")).fill("Et halvt ord");
    await go("notes");
    expect(await page.getByLabel(text("notes.board")).inputValue()).toBe("Utfordringer");
    expect(await page.getByLabel(text("notes.text")).inputValue()).toBe("En halv tanke om vei");
    await go("proposals");
    expect(await page.locator("#new-proposal").getByLabel(text("proposals.text")).inputValue()).toBe("Et halvt forslag");
    await go("record");
    expect(await page.getByLabel(text("record.statements.text")).inputValue()).toBe("Et halvt ord");
    await page.getByRole("button", { name: text("record.statements.send") }).click();
    await page.getByRole("listitem").getByText("Et halvt ord").waitFor();
    await go("meeting");
    await go("record");
    expect(await page.getByLabel(text("record.statements.text")).inputValue()).toBe("");
  });

  // Goal: the chair is told that others write for themselves, but a note that is not the chair's to read is no blank one.
  it("shows a chair who takes part no notes without text", async () => {
    const terms = { phase: "A", title: "Skriv selv", kind: PhaseKind.INDIVIDUAL, separate: true };
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L1" } }, "Havna");
    await chair.act({ case: "phaseStart", value: { terms } });
    const member = await actor(server, "M2");
    await member.act({ case: "join", value: {} });
    await member.act({ case: "noteAdd", value: { board: "Muligheter", note: "L2" } }, "Bare for meg");
    member.stop();
    const { page } = await visit("LEDER");
    await page.getByRole("link", { name: text("participant.page.notes") }).click();
    await page.getByText(text("notes.count_one", { n: 1 }), { exact: true }).waitFor();
    expect(await page.locator("#all-notes .note").count()).toBe(0);
    expect(await page.locator("#own-notes .note").allInnerTexts()).toEqual([expect.stringContaining("Havna")]);
  });

  // Goal: the host of a table shows everyone what the table came to, and nobody else at it does.
  it("lifts the notes of a table as its host", async () => {
    await chair.act({ case: "tableSet", value: { seats: { table: "T1", title: "Vinduet", host: "M1", people: ["M1", "M2", "M3"] } } });
    const terms = { phase: "G", title: "Grupper", kind: PhaseKind.GROUP, separate: true };
    await chair.act({ case: "phaseStart", value: { terms } });
    const member = await actor(server, "M2");
    await member.act({ case: "join", value: {} });
    await member.act({ case: "noteAdd", value: { board: "Muligheter", note: "L2" } }, "Fra bordet");
    member.stop();
    const [host, other] = [await present("M1"), await present("M3")];
    for (const { page } of [host, other]) {
      await page.getByRole("link", { name: text("participant.page.notes") }).click();
      await page.locator("#all-notes .note", { hasText: "Fra bordet" }).waitFor();
    }
    const lift = text("notes.lift");
    expect(await other.page.getByRole("button", { name: lift }).count()).toBe(0);
    await host.accessible("a host's notes");
    await host.fits("a host's notes");
    await host.page.getByRole("button", { name: lift }).click();
    await until("everyone's note", () => chair.connection.mirror.get("note", "L2")?.reach === NoteReach.EVERYONE);
    await host.page.getByRole("button", { name: lift }).waitFor({ state: "detached" });
  });

  // Goal: whoever watches is offered nothing that would be refused.
  it("is not offered what the role may not do", async () => {
    await chair.act({ case: "tableSet", value: { seats: { table: "T1", title: "Vinduet", people: ["M2"] } } });
    const { page } = await present("FAS");
    await page.getByRole("button", { name: text("floor.ask") }).waitFor();
    await page.getByRole("link", { name: text("participant.page.proposals") }).click();
    await page.locator("#proposals").waitFor();
    expect(await page.locator("#new-proposal").count()).toBe(0);
    await page.getByRole("link", { name: text("participant.page.now"), exact: true }).click();
    await chair.act({ case: "modeSet", value: { mode: Mode.FORMAL } });
    await page.getByText(text("floor.mayNot")).waitFor();
  });

  // Goal: a deputy reads why there is nothing to press while all seats are taken, and takes the first that comes free.
  it("comes in for a member once a seat is free", async () => {
    const deputy = { person: "V1", label: "Vara 1", role: "ROLE_DEPUTY", party: "Ap", votes: true, language: "nb", memberOf: ["R"] };
    await server.http("POST", "/api/v1/programmes/P/people", deputy);
    const members = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => actor(server, `M${n}`)));
    for (const member of members) await member.act({ case: "join", value: {} });
    const visitor = await visit("V1");
    const { page } = visitor;
    await page.getByText(text("presence.noSeat")).waitFor();
    expect(await page.getByRole("button", { name: text("presence.hall") }).count()).toBe(0);
    await visitor.accessible("no seat for a deputy");
    await members[1]!.act({ case: "leave", value: {} });
    await page.getByRole("button", { name: text("presence.hall") }).click();
    await until("the seat", () => chair.connection.mirror.get("attendance", "V1")?.seatOf === "M2");
    for (const member of members) member.stop();
  });

  // Goal: an objection is offered while it can still keep the item from being decided, and not after.
  it("objects to a late item only until it is done with", async () => {
    await chair.act({ case: "agendaAdd", value: { item: "PS 2/26", title: "Ny sak", kind: "sak", late: true } });
    const { page } = await present("M1");
    await page.getByRole("link", { name: text("participant.page.meeting") }).click();
    const item = page.locator("#agenda .item", { hasText: "PS 2/26" });
    await item.getByRole("button", { name: text("agenda.object") }).waitFor();
    await chair.act({ case: "itemClose", value: { item: "PS 1/26" } });
    await chair.act({ case: "itemOpen", value: { item: "PS 2/26" } });
    await chair.act({ case: "itemClose", value: { item: "PS 2/26" } });
    await item.getByRole("button", { name: text("agenda.object") }).waitFor({ state: "detached" });
    await item.getByText(text("agenda.late")).waitFor();
  });

  // Goal: asking for the floor, waiting, speaking and being done.
  it("asks for the floor and speaks", async () => {
    const { page } = await present("M1");
    await page.getByRole("button", { name: text("floor.ask") }).click();
    await page.getByText(text("floor.place", { place: 1 })).waitFor();
    await chair.act({ case: "speakGrant", value: { to: "M1" } });
    await page.getByText(text("floor.yours")).waitFor();
    await page.getByRole("button", { name: text("floor.done") }).click();
    await page.getByRole("button", { name: text("floor.ask") }).waitFor();
  });

  // Goal: tabling, rewording and withdrawing, each recorded; another one supports it.
  it("tables a proposal, rewords it and withdraws it", async () => {
    const { page } = await present("M1");
    await page.getByRole("link", { name: text("participant.page.proposals") }).click();
    const form = page.locator("#new-proposal");
    await form.getByLabel(text("proposals.text")).fill("Bussen går hvert kvarter");
    await form.getByRole("button", { name: text("proposals.send") }).click();
    const card = page.locator(".proposal").first();
    await card.getByText("Bussen går hvert kvarter").waitFor();
    await card.getByRole("button", { name: /Endre teksten/ }).click();
    await card.getByLabel(text("proposals.text")).fill("Bussen går hvert tiende minutt");
    await card.getByRole("button", { name: text("proposals.save") }).click();
    await card.getByText("Bussen går hvert tiende minutt").waitFor();
    await card.getByRole("button", { name: text("proposals.withdraw") }).click();
    await card.getByRole("button", { name: text("proposals.withdraw") }).click();
    await page.getByText(text("proposals.none")).waitFor();
    expect(chair.connection.mirror.all("proposal")[0]?.versions).toBe(2);
  });

  // Goal: what one moves keeps the focus, however often it moves; whoever has gone on elsewhere stays there.
  it("moves something on a list by keyboard", async () => {
    const order = ["F1", "F2", "F3"];
    for (const proposal of order) await chair.act({ case: "propose", value: { proposal, kind: "forslag" } }, `Forslag ${proposal}`);
    await chair.act({ case: "prioritySet", value: { list: "Mål", order } });
    await chair.act({ case: "prioritySet", value: { list: "voteringsorden PS 1/26", order } });
    const visitor = await present("M1");
    const { page } = visitor;
    await page.getByRole("link", { name: text("participant.page.proposals") }).click();
    // As in a browser where an element that is moved loses the focus.
    await page.evaluate(() => Reflect.deleteProperty(Element.prototype, "moveBefore"));
    const at = async (place: number) => (await page.locator(".move-item").nth(place).getAttribute("data-id")) === "F1";
    for (const [way, places] of [["down", [1, 2]], ["up", [1, 0]]] as const) {
      const button = page.locator(`[data-id="F1"] [data-move="${way}"]`);
      await visitor.tabTo(button);
      for (const place of places) {
        await page.keyboard.press("Enter");
        await until(`place ${place + 1}`, () => at(place));
        // Until the move is answered nothing moves again.
        await page.locator('.act-status[data-state="sent"]').waitFor({ state: "detached" });
        expect(await button.evaluate((element) => element === document.activeElement), `${way} to ${place + 1}`).toBe(true);
      }
    }
    const link = page.getByRole("link", { name: text("participant.page.notes") });
    await link.focus();
    await chair.act({ case: "priorityMove", value: { list: "Mål", what: "F1", to: 3 } });
    await until("the last place", () => at(2));
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
    // The order of voting is no list of what matters most.
    expect(await page.locator(".move-list").count()).toBe(1);
    // Pressed again before the first move is answered, it would move from where it no longer stands.
    await visitor.context.setOffline(true);
    await page.locator('.status[data-link="offline"]').waitFor();
    const up = page.locator('[data-id="F1"] [data-move="up"]');
    await up.press("Enter");
    await page.locator('.act-status[data-state="waiting"]').waitFor();
    await up.press("Enter");
    await page.locator(".status").getByText(text("link.waiting_one", { n: 1 })).waitFor();
    await visitor.context.setOffline(false);
    await until("one place up", () => at(1));
  });

  // Goal: a refusal is told in plain words, not as a code.
  it("is told in plain words why something is refused", async () => {
    const { page } = await present("M1");
    await page.getByRole("button", { name: text("floor.ask") }).waitFor();
    const other = await actor(server, "M1");
    await other.act({ case: "speakRequest", value: {} });
    other.stop();
    await page.getByText(text("floor.place", { place: 1 })).waitFor();
    await chair.act({ case: "speakGrant", value: { to: "M1" } });
    await page.getByText(text("floor.yours")).waitFor();
    await chair.act({ case: "debateClose", value: {} });
    await page.getByRole("button", { name: text("floor.done") }).click();
    await page.getByText(text("floor.closed")).waitFor();
    await page.getByRole("link", { name: text("participant.page.meeting") }).click();
    await chair.act({ case: "itemClose", value: { item: "PS 1/26" } });
  });
});

describe("every page of the room", () => {
  // Goal: WCAG 2.1 AA in light and dark, at 400 % and on a desktop, with content on each page.
  it.each([
    ["400 %", zoomed],
    ["desktop", { viewport: desktop }],
  ])("has no violations at %s", async (size, options) => {
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L1", tag: "vekst" } }, "Havna");
    await chair.act({ case: "propose", value: { proposal: "F1", kind: "innstilling" } }, "Planen vedtas.");
    await chair.act({ case: "propose", value: { proposal: "F2", kind: "forslag" } }, "Planen sendes tilbake.");
    await chair.act({ case: "prioritySet", value: { list: "Mål", order: ["F1", "F2"] } });
    await chair.act({ case: "timerStart", value: { timer: "T1", seconds: 600, purpose: "Ordskifte" } });
    await chair.act({ case: "homeworkAssign", value: { homework: "HJ1", title: "Snakk med naboen", due: "neste samling", to: "alle" } });
    await chair.act({ case: "protocolAdd", value: { kind: "mindretallsmerknad" } }, "Mindretallet ville ventet.");
    await chair.act({ case: "say", value: {} }, "Takk for innspillene.");
    const visitor = await present("M1", options);
    for (const page of ["now", "notes", "proposals", "votes", "meeting", "record", "homework"]) {
      await visitor.page.getByRole("link", { name: text(`participant.page.${page}`), exact: true }).click();
      await visitor.accessible(`${page}, ${size}`);
      await visitor.fits(`${page}, ${size}`);
      await visitor.whole(`${page}, ${size}`);
      await visitor.peek(`participant-${page}-${size}`, { fullPage: true });
    }
    for (const language of ["nn", "en"]) {
      await visitor.page.locator(".choices select").first().selectOption(language);
      await visitor.page.waitForFunction((tag) => document.documentElement.lang === tag, language);
      for (const link of await visitor.page.locator(".pages a").all()) {
        await link.click();
        await visitor.fits(`${await link.textContent()} in ${language}, ${size}`);
      }
      await visitor.peek(`participant-meeting-${size}-${language}`, { fullPage: true });
    }
  }, 400_000);
});
