import type { Browser } from "playwright-core";
import { VoteKind, VoteMethod } from "@tingbok/client/schema";
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
  workshop,
  type Actor,
} from "./harness.ts";
import paths from "../../web/src/words/paths.json";

const fast = { backoff: { first: 20, longest: 200 } };
let browser: Browser;
let server: Server;
let chair: Actor;
let me: Visitor;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await new Server().start();
  await createProgramme(server);
  chair = await actor(server, "LEDER", fast);
  await chair.act({ case: "join", value: {} });
  await chair.act({ case: "meetingOpen", value: {} });
  await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L1" } }, "Havna");
  const member = await actor(server, "M1");
  await member.act({ case: "join", value: {} });
  member.stop();
  me = await Visitor.open(browser, server);
  await me.enter("M1");
  // Gone, if the page is ever loaded anew.
  await me.page.evaluate(() => ((window as unknown as { mark: string }).mark = "same page"));
});
afterEach(async () => {
  await me.close();
  chair.stop();
  await server.end();
});

async function samePage(): Promise<void> {
  expect(await me.page.evaluate(() => (window as unknown as { mark?: string }).mark)).toBe("same page");
}

/** Notes of the room with this text, as the chair has them. */
function notes(written: string): number {
  return chair.connection.mirror.all("note").filter((note) => note.text === written).length;
}

describe("without a network", () => {
  // Goal: the state is always told; what one does is kept, sent when there is a network, and counts once.
  it("goes on, and sends everything once it is back", async () => {
    const status = me.page.locator(".status");
    await me.page.getByRole("link", { name: text("participant.page.notes") }).click();
    await me.context.setOffline(true);
    await me.page.locator('.status[data-link="offline"]').waitFor();
    await me.page.getByText(text("link.offline")).waitFor();
    for (const written of ["Skrevet uten nett", "Og én til"]) {
      await me.page.getByLabel(text("notes.text")).fill(written);
      await me.page.getByRole("button", { name: text("notes.send") }).click();
    }
    await me.page.locator('.act-status[data-state="waiting"]').waitFor();
    await status.getByText(text("link.waiting_other", { n: 2 })).waitFor();
    await me.accessible("offline, two actions waiting");
    await me.fits("offline, two actions waiting");
    await me.peek("participant-offline");
    // Meanwhile the room goes on.
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L2" } }, "Mens du var borte");
    let tries = 0;
    me.page.on("requestfailed", () => (tries += 1));
    await until("the page has tried to come back, again and again", () => tries > 3);
    expect(notes("Skrevet uten nett")).toBe(0);
    await me.context.setOffline(false);
    await me.live();
    await me.page.getByText("Mens du var borte").waitFor();
    await me.page.locator('.act-status[data-state="recorded"]').waitFor();
    await until("both notes are with the chair", () => notes("Skrevet uten nett") && notes("Og én til"));
    expect([notes("Skrevet uten nett"), notes("Og én til")]).toEqual([1, 1]);
    expect(await status.getAttribute("data-waiting")).toBe("0");
    await samePage();
  });
});

describe("a board that closes", () => {
  // Goal: what is half written, or was refused because the board had closed, stands in the field when it opens again.
  it("costs nobody what they wrote", async () => {
    const set = (closed: boolean) =>
      chair.act({ case: "boardSet", value: { terms: { board: "Ideer", title: "Ideer", closed } } }, "Hva kan vi gjøre?");
    await set(false);
    await me.page.getByRole("link", { name: text("participant.page.notes") }).click();
    await me.page.getByLabel(text("notes.board")).selectOption("Ideer");
    const field = me.page.getByLabel(text("notes.text"));
    await field.fill("En lengre tanke");
    await set(true);
    await me.page.getByText(text("notes.closed"), { exact: true }).waitFor();
    await set(false);
    await field.waitFor();
    expect(await field.inputValue()).toBe("En lengre tanke");
    await me.context.setOffline(true);
    await me.page.locator('.status[data-link="offline"]').waitFor();
    await me.page.getByRole("button", { name: text("notes.send") }).click();
    await me.page.locator('.act-status[data-state="waiting"]').waitFor();
    expect(await field.inputValue()).toBe("");
    await set(true);
    await me.context.setOffline(false);
    await me.page.locator('.act-status[data-state="refused"]').waitFor();
    await me.page.getByText(text("notes.closed"), { exact: true }).waitFor();
    await set(false);
    await field.waitFor();
    expect(await field.inputValue()).toBe("En lengre tanke");
  });
});

describe("a number that is being typed", () => {
  // Goal: what happens in the room meanwhile takes no digits out of the field.
  it("stays as it is typed", async () => {
    const lead = await Visitor.open(browser, server, { viewport: desktop });
    await lead.be("FAS", `/w/${workshop}/${paths.lead}`);
    await lead.live();
    const clock = lead.page.getByRole("region", { name: text("lead.timer.title"), exact: true });
    const field = clock.getByLabel(text("lead.timer.minutes"), { exact: true });
    await field.focus();
    await lead.page.keyboard.press("Control+A");
    await lead.page.keyboard.type("4");
    await lead.at(await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L2" } }, "Mens det skrives"));
    await lead.page.keyboard.type("5");
    expect(await field.inputValue()).toBe("45");
    await clock.getByRole("button", { name: text("lead.timer.start"), exact: true }).click();
    await until("the timer", () => chair.connection.mirror.all("timer").some(({ seconds }) => seconds === 45 * 60));
    await lead.close();
  });
});

describe("a refusal", () => {
  // Goal: a ballot that came too late is told of, although the ballot paper is gone; once it is read it can be put away.
  it("is told where what one pressed is gone", async () => {
    const terms = { vote: "V", kind: VoteKind.STRAW, method: VoteMethod.FOR_AGAINST };
    await chair.act({ case: "voteOpen", value: { terms } }, "Skal vi?");
    const open = me.page.locator("#open-vote");
    await open.getByRole("radio", { name: text("choice.for"), exact: true }).check();
    await me.listen();
    await me.context.setOffline(true);
    await me.page.locator('.status[data-link="offline"]').waitFor();
    await open.getByRole("button", { name: text("vote.send") }).click();
    await open.locator('.act-status[data-state="waiting"]').waitFor();
    await chair.act({ case: "voteClose", value: { vote: "V", force: true } });
    await me.context.setOffline(false);
    const missed = me.page.locator("#missed");
    await missed.waitFor();
    const refusal = (await missed.locator("p").first().textContent())!;
    expect(refusal).toMatch(/^Stemme: avvist\. ./);
    expect(await me.told()).toContain(refusal);
    await me.accessible("a refusal that was missed");
    await me.fits("a refusal that was missed");
    await missed.getByRole("button", { name: text("missed.close") }).click();
    await missed.waitFor({ state: "detached" });
    await me.page.getByRole("link", { name: text("participant.page.votes") }).click();
    await me.page.locator(".past-vote").waitFor();
    expect(await missed.count()).toBe(0);
  });

  // Goal: of two texts that waited, neither refusal goes unheard, also on another page, and the text stands in its field.
  it("is told of every text that waited", async () => {
    await me.page.getByRole("link", { name: text("participant.page.record") }).click();
    await me.context.setOffline(true);
    await me.page.locator('.status[data-link="offline"]').waitFor();
    const field = me.page.getByLabel(text("record.statements.text"));
    for (const written of ["Det første jeg ville si", "Det andre"]) {
      await field.fill(written);
      await me.page.getByRole("button", { name: text("record.statements.send") }).click();
      expect(await field.inputValue()).toBe("");
    }
    await me.page.getByRole("link", { name: text("participant.page.votes") }).click();
    // Elsewhere the same person has left: who is not here says nothing.
    const elsewhere = await actor(server, "M1");
    await elsewhere.act({ case: "leave", value: {} });
    elsewhere.stop();
    await me.context.setOffline(false);
    const missed = me.page.locator("#missed li");
    await until("both refusals", async () => (await missed.count()) === 2);
    expect(await missed.nth(1).textContent()).toContain("Det andre");
    await me.page.locator(".ds-alert").getByRole("button", { name: text("presence.hall") }).click();
    await me.page.getByRole("link", { name: text("participant.page.record") }).click();
    expect(await field.inputValue()).toBe("Det første jeg ville si");
  });
});

describe("a server that is killed", () => {
  // Goal: nobody reloads, nothing is lost, and the vote that was under way counts once.
  it("comes back to a vote that counts once", async () => {
    const terms = { vote: "V", kind: VoteKind.STRAW, method: VoteMethod.FOR_AGAINST };
    await chair.act({ case: "voteOpen", value: { terms } }, "Skal vi?");
    const open = me.page.locator("#open-vote");
    await open.getByRole("radio", { name: text("choice.for"), exact: true }).check();
    await server.kill();
    await me.page.locator('.status[data-link="offline"]').waitFor();
    await open.getByRole("button", { name: text("vote.send") }).click();
    await open.locator('.act-status[data-state="waiting"]').waitFor();
    await server.start();
    await open.locator('.act-status[data-state="recorded"]').waitFor();
    await chair.live();
    await until("the chair sees one vote", () => chair.connection.mirror.get("turnout", "V")?.cast === 1);
    await chair.act({ case: "voteClose", value: { vote: "V", force: true } });
    expect(chair.connection.mirror.get("vote", "V")?.result?.cast).toBe(1);
    await samePage();
  });

  // Goal: killed right after sending: whether it got through or not, once is what it comes to.
  it("does what was under way exactly once", async () => {
    await me.page.getByRole("link", { name: text("participant.page.notes") }).click();
    for (let round = 0; round < 3; round += 1) {
      await me.page.getByLabel(text("notes.text")).fill(`Runde ${round}`);
      await me.page.getByRole("button", { name: text("notes.send") }).click();
      await server.kill();
      await server.start();
      await chair.live();
      await until("the note", () => notes(`Runde ${round}`) > 0);
    }
    await me.live();
    expect([0, 1, 2].map((round) => notes(`Runde ${round}`))).toEqual([1, 1, 1]);
    await samePage();
  });
});

describe("a page that is closed", () => {
  // Goal: what it could not send is sent by the next page of that person on the device.
  it("leaves its actions to the next page", async () => {
    await me.page.getByRole("link", { name: text("participant.page.notes") }).click();
    await me.page.getByLabel(text("notes.text")).waitFor();
    await server.kill();
    await me.page.locator('.status[data-link="offline"]').waitFor();
    await me.page.getByLabel(text("notes.text")).fill("Før telefonen slo seg av");
    await me.page.getByRole("button", { name: text("notes.send") }).click();
    await me.page.locator('.act-status[data-state="waiting"]').waitFor();
    await me.page.goto("about:blank");
    await server.start();
    await me.page.goto(`/w/${workshop}`);
    await me.live();
    await chair.live();
    await until("the note", () => notes("Før telefonen slo seg av") === 1);
  });

  // Goal: a vote that waits on the device is shown as one that waits, and is not cast a second time.
  it("shows a vote that is not answered yet", async () => {
    const terms = { vote: "V", kind: VoteKind.STRAW, method: VoteMethod.FOR_AGAINST };
    await chair.act({ case: "voteOpen", value: { terms } }, "Skal vi?");
    const open = me.page.locator("#open-vote");
    await open.getByRole("radio", { name: text("choice.for"), exact: true }).check();
    // Nothing is answered any more on this page's socket, but the page itself can be loaded.
    await me.page.evaluate(() => {
      WebSocket.prototype.send = () => undefined;
    });
    await open.getByRole("button", { name: text("vote.send") }).click();
    await open.locator('.act-status[data-state="sent"]').waitFor();
    await me.page.route("**/api/v1/tickets", (route) => route.abort());
    await me.page.reload();
    await me.page.locator(".status strong").getByText(text("link.waiting_one", { n: 1 })).waitFor();
    await me.page.unroute("**/api/v1/tickets");
    await me.live();
    await open.locator('.act-status[data-state="recorded"]').waitFor();
    await until("one vote", () => chair.connection.mirror.get("turnout", "V")?.cast === 1);
    expect(await open.getByRole("button", { name: text("vote.send") }).count()).toBe(0);
  });
});
