/** The leading view where something is easily done wrong: what it does not offer, what it asks once more, what it keeps. */
import type { Browser } from "playwright-core";
import { MeetingStatus, Mode, PhaseKind, VoteKind, VoteMethod } from "@tingbok/client/schema";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Lead } from "./lead_page.ts";
import { Server, Visitor, actor, createProgramme, desktop, launch, narrow, text, until, type Actor } from "./harness.ts";

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
  for (const person of ["M1", "M2", "M3"]) await chair.act({ case: "join", value: { person } });
  await chair.act({ case: "meetingOpen", value: {} });
  lead = new Lead(await visit("FAS", "/w/P/R/led"));
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

async function visit(person: string, path?: string): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, { viewport: desktop });
  visitors.push(visitor);
  return visitor.be(person, path);
}

const mirror = () => chair.connection.mirror;
const region = (key: string) => lead.page.getByRole("region", { name: text(key), exact: true });

describe("whoever leads", () => {
  // Goal: nobody runs a meeting by buttons of which half are refused because they never said that they are there.
  it("is asked to register as present", async () => {
    const here = lead.page.getByRole("button", { name: text("presence.hall") });
    await here.waitFor();
    await lead.accessible("not yet present");
    await here.click();
    await here.waitFor({ state: "detached" });
    await until("the facilitator is here", () => mirror().get("attendance", "FAS") !== undefined);
  });

  // Goal: whoever stands at the door without a way in gets one from those who lead, not only from the administrator.
  it("hands out links, to all but those who lead", async () => {
    const facilitator = await Visitor.open(browser, server, { viewport: desktop });
    visitors.push(facilitator);
    const own = new Lead(await facilitator.join("FAS"));
    await facilitator.live();
    await own.section("people");
    const issue = (who: string) => own.page.getByRole("button", { name: `${text("admin.link.issue")} ${who}`, exact: true });
    await issue("Medlem 1").waitFor();
    expect(await issue("Ordfører").count()).toBe(0);
    await issue("Medlem 1").click();
    const link = own.page.locator(".shown-link a");
    await link.waitFor();
    await own.accessible("a link that was made");
    const address = (await link.textContent())!;
    await own.page.getByRole("button", { name: text("admin.link.done") }).click();
    await link.waitFor({ state: "detached" });
    const member = await Visitor.open(browser, server);
    visitors.push(member);
    await member.page.goto(address);
    await member.page.getByRole("button", { name: text("join.enter"), exact: true }).click();
    await member.live();
    await member.page.getByText(text("participant.you", { name: "Medlem 1" })).waitFor();
  });
});

describe("what cannot be taken back", () => {
  // Goal: one wrong press neither ends the meeting nor locks a list.
  it("is asked once more", async () => {
    await chair.act({ case: "propose", value: { proposal: "F1", kind: "forslag" } }, "Mer natur");
    await chair.act({ case: "prioritySet", value: { list: "topp", order: ["F1"] } });
    await lead.section("proposals");
    await lead.page.getByRole("button", { name: text("list.lock"), exact: true }).click();
    await lead.page.getByText(text("list.lockSure", { list: "topp" })).waitFor();
    await lead.accessible("locking a list");
    await lead.page.getByRole("button", { name: text("confirm.no") }).click();
    expect(mirror().get("priorityList", "topp")?.locked).toBe(false);
    await lead.confirm(text("list.lock"));
    await until("the list is locked", () => mirror().get("priorityList", "topp")?.locked === true);
    await lead.section("now");
    await lead.page.getByRole("button", { name: text("lead.meeting.close"), exact: true }).click();
    expect(mirror().get("room", "room")?.status).toBe(MeetingStatus.OPEN);
    await lead.acts(() => lead.page.locator(".confirm").getByRole("button", { name: text("lead.meeting.close") }).click());
    await until("the meeting is adjourned", () => mirror().get("room", "room")?.status === MeetingStatus.ADJOURNED);
  });
});

describe("moving", () => {
  // Goal: two presses are two places, also where the second comes before the answer to the first.
  it("goes one place for each press", async () => {
    for (const id of ["F1", "F2", "F3", "F4"]) await chair.act({ case: "propose", value: { proposal: id, kind: "forslag" } }, `Forslag ${id}`);
    await chair.act({ case: "prioritySet", value: { list: "topp", order: ["F1", "F2", "F3", "F4"] } });
    await lead.page.getByRole("button", { name: text("presence.hall") }).click();
    await lead.section("proposals");
    const row = lead.page.getByRole("listitem").filter({ hasText: "4. F4" });
    await row.getByRole("button", { name: text("list.up") }).evaluate((button: HTMLElement) => {
      button.click();
      // As the next frame has it, before any answer.
      requestAnimationFrame(() => setTimeout(() => button.click()));
    });
    await until("two places up", () => mirror().get("priorityList", "topp")?.order.join() === "F1,F4,F2,F3");
  });

  // Goal: a struck item is left alone: it is not offered, and no new one takes its id.
  it("is offered for items that are planned, and a struck one keeps its id", async () => {
    for (const item of ["S1", "S2"]) await chair.act({ case: "agendaAdd", value: { item, title: `Sak om ${item}` } });
    await chair.act({ case: "agendaEdit", value: { item: "S2", dropped: true } });
    const struck = () => region("agenda.title").getByRole("listitem").filter({ hasText: "Sak om S2" });
    await struck().getByText(text("itemStatus.dropped")).waitFor();
    expect(await struck().getByRole("button").count()).toBe(0);
    await lead.section("prepare");
    await struck().getByText(text("itemStatus.dropped")).waitFor();
    expect(await struck().getByRole("button").count()).toBe(0);
    await region("agenda.title").getByText(text("lead.items.id_hint", { next: "S3" })).waitFor();
  });
});

describe("notes kept apart", () => {
  // Goal: whoever clusters is not offered notes that they may neither read nor use, and knows that there are some.
  it("are counted, and shown once they are lifted", async () => {
    await chair.act({ case: "boardSet", value: { terms: { board: "B1", title: "Muligheter" } } }, "Hva er mulighetene?");
    const terms = { phase: "P1", kind: PhaseKind.INDIVIDUAL, title: "Tenk selv", boards: ["B1"], separate: true };
    await chair.act({ case: "phaseStart", value: { terms } });
    const member = await actor(server, "M1");
    try {
      await member.act({ case: "noteAdd", value: { note: "N1", board: "B1" } }, "For få hurtigladere");
    } finally {
      member.stop();
    }
    await lead.page.getByRole("button", { name: text("presence.hall") }).click();
    await lead.section("boards");
    await lead.page.getByText(text("lead.notes.apart_one", { n: 1 })).waitFor();
    expect(await lead.page.locator(".lead-notes input").count()).toBe(0);
    await lead.accessible("a note that is kept apart");
    await lead.page.getByRole("button", { name: text("lead.notes.lift_one", { n: 1 }) }).click();
    await lead.page.getByRole("checkbox", { name: "For få hurtigladere" }).waitFor();
    expect(await lead.page.getByText(text("lead.notes.apart_one", { n: 1 })).count()).toBe(0);
  });
});

describe("a vote", () => {
  const forAgainst = { vote: "V1", kind: VoteKind.BINDING, method: VoteMethod.FOR_AGAINST, options: ["for", "mot"] };

  // Goal: a vote that is being made is there again after a look at another part, and the form offers only what may be.
  it("that is half made is kept, and is never a secret consent", async () => {
    await lead.section("votes");
    const panel = region("lead.new_vote.title");
    const question = panel.getByLabel(text("lead.new_vote.question"), { exact: true });
    await question.fill("Hvor skal skolen ligge?");
    const secret = panel.getByLabel(text("lead.new_vote.secret"), { exact: true });
    await secret.check();
    await panel.getByLabel(text("lead.new_vote.method")).selectOption({ label: text("enum.VoteMethod.CONSENT") });
    await secret.waitFor({ state: "detached" });
    await lead.section("debate");
    await lead.section("votes");
    expect(await question.inputValue()).toBe("Hvor skal skolen ligge?");
    // What binds is planned here, and opened in a formal meeting.
    await panel.getByLabel(text("lead.new_vote.kind")).selectOption({ label: text("enum.VoteKind.BINDING") });
    await panel.getByText(text("enum.RefusalCode.BINDING_NEEDS_FORMAL")).waitFor();
    expect(await panel.getByRole("button", { name: text("lead.new_vote.open") }).isDisabled()).toBe(true);
    await lead.accessible("a binding vote in a workshop");
  });

  // Goal: whoever's device failed votes by word of mouth; and what was decided outside the items gets into the minutes.
  it("is cast for somebody, and decides although it was held outside the items", async () => {
    for (const item of ["S1", "S2"]) await chair.act({ case: "agendaAdd", value: { item, title: `Sak om ${item}` } });
    await chair.act({ case: "modeSet", value: { mode: Mode.FORMAL } });
    await chair.act({ case: "voteOpen", value: { terms: forAgainst } }, "Skal møtet vare til klokka fire?");
    await chair.act({ case: "voteCast", value: { vote: "V1", ballot: { choice: "for" } } });
    await lead.section("votes");
    await lead.page.getByText(text("lead.cast_for.title")).click();
    const form = lead.page.locator("details.reason").filter({ has: lead.page.locator("summary", { hasText: text("lead.cast_for.title") }) });
    const who = form.getByLabel(text("lead.cast_for.who"), { exact: true });
    const submit = form.getByRole("button", { name: text("lead.cast_for.now") });
    expect(await submit.isDisabled()).toBe(true);
    await lead.accessible("voting for somebody");
    await lead.page.setViewportSize(narrow);
    await lead.visitor.fits("voting for somebody");
    await lead.page.setViewportSize(desktop);
    for (const member of ["Medlem 1", "Medlem 2"]) {
      await who.selectOption({ label: member });
      await form.getByLabel(text("lead.cast_for.choice"), { exact: true }).selectOption({ label: text("choice.for") });
      await lead.acts(() => submit.click());
      await until("the next is to be chosen", async () => (await who.inputValue()) === "");
    }
    expect(await who.locator("option").allTextContents()).toEqual([text("lead.cast_for.none"), "Medlem 3"]);
    await chair.act({ case: "voteCast", value: { vote: "V1", member: "M3", ballot: { choice: "mot" } } });
    await form.waitFor({ state: "detached" });
    expect(mirror().get("ballot", "V1/M1")?.registeredBy).toBe("FAS");
    await chair.act({ case: "voteClose", value: { vote: "V1" } });
    await chair.act({ case: "voteDeclare", value: { vote: "V1" } });
    await lead.page.getByLabel(text("lead.decide.item"), { exact: true }).selectOption("S2");
    await lead.page.getByLabel(text("lead.decide.text"), { exact: true }).fill("Møtet varer til klokka fire.");
    await lead.section("now");
    await lead.section("votes");
    expect(await lead.page.getByLabel(text("lead.decide.text"), { exact: true }).inputValue()).toBe("Møtet varer til klokka fire.");
    await lead.page.getByLabel(text("lead.decide.item"), { exact: true }).selectOption("S2");
    await lead.press(text("lead.decide.now"));
    await until("the decision stands in its item", () => mirror().all("decision")[0]?.item === "S2");
  });
});
