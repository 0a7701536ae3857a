/** A formal meeting in browsers: what the chair and members do that a workshop has no need for. */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Electorate_Kind, Mode, VoteKind, VoteMethod } from "@tingbok/client/schema";
import { Lead } from "./lead_page.ts";
import { Server, Visitor, actor, createProgramme, desktop, launch, people, text, until, type Actor } from "./harness.ts";

const item = "PS 1/26";
const deputy = { person: "VARA", label: "Varamedlem 1", role: "ROLE_DEPUTY", party: "H", votes: true, memberOf: ["R"] };

let browser: Browser;
let server: Server;
let chair: Actor;
let members: Map<string, Actor>;
let visitors: Visitor[];
let lead: Lead;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  visitors = [];
  server = await new Server().start();
  await createProgramme(server, { people: [...people, deputy, { ...deputy, person: "VARA2", label: "Varamedlem 2" }] });
  chair = await actor(server, "LEDER");
  members = new Map();
  for (const name of ["M1", "M2", "M3", "M4"]) members.set(name, await actor(server, name));
  for (const one of [chair, ...members.values()]) await one.act({ case: "join", value: {} });
  await chair.act({ case: "agendaAdd", value: { item, title: "Reguleringsplan for havna", kind: "sak" } });
  await chair.act({ case: "meetingOpen", value: {} });
  await chair.act({ case: "modeSet", value: { mode: Mode.FORMAL } });
  await chair.act({ case: "itemOpen", value: { item } });
  lead = new Lead(await visit("LEDER", desktop));
  await lead.page.goto("/w/P/R/led");
  await lead.visitor.live();
});
afterEach(async () => {
  try {
    for (const visitor of visitors) await visitor.close();
  } finally {
    for (const one of [chair, ...members.values()]) one.stop();
    await server.end();
  }
});

async function visit(person: string, viewport?: { width: number; height: number }): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, viewport ? { viewport } : {});
  visitors.push(visitor);
  return visitor.enter(person);
}

/** Opens a binding vote, as the chair. */
async function open(vote: string, question: string, more: object = {}): Promise<void> {
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
}

async function cast(vote: string, choices: Record<string, string>): Promise<void> {
  for (const [name, choice] of Object.entries(choices))
    await (name === "LEDER" ? chair : members.get(name)!).act({ case: "voteCast", value: { vote, ballot: { choice } } });
}

/** Chooses in the open vote on a member's own page. */
async function choose(visitor: Visitor, option: string): Promise<void> {
  const card = visitor.page.locator("#open-vote");
  await card.getByRole("radio", { name: option, exact: true }).check();
  await card.getByRole("button", { name: text("vote.send"), exact: true }).click();
  await card.locator('.act-status[data-state="recorded"]').waitFor();
}

/** Ballots for an option of the vote V, by the result the chair has; undefined: no result yet. */
function counted(option: string): number | undefined {
  const row = vote("V")?.result?.tally.find((one) => one.option === option);
  return row && Number(row.count);
}

function vote(id: string) {
  return chair.connection.mirror.get("vote", id);
}

describe("a vote in a formal meeting", () => {
  // Goal: a wrong ballot is put right between closing and declaring, with both values and a reason on record, and not after.
  it("is corrected with a reason before it is declared", async () => {
    const member = await visit("M1");
    await open("V", "Vedtas planen?");
    await choose(member, text("choice.against"));
    await cast("V", { LEDER: "for", M2: "for", M3: "mot", M4: "mot" });
    await lead.section("votes");
    await lead.press(text("lead.votes.close"));
    await until("the count", () => counted("mot") === 3);
    const form = lead.page.locator("details.reason").filter({ hasText: text("lead.correct.title") });
    await form.locator("summary").click();
    await form.getByLabel(text("lead.correct.who")).selectOption({ label: `Medlem 1: ${text("choice.against")}` });
    await form.getByLabel(text("lead.correct.to")).selectOption({ label: text("choice.for") });
    const button = form.getByRole("button", { name: text("lead.correct.now") });
    expect(await button.isDisabled()).toBe(true);
    await form.getByLabel(text("lead.reason")).fill("Trykte feil, sa fra med en gang.");
    await lead.accessible("correcting a ballot");
    await lead.peek("lead-correct");
    await lead.acts(() => button.click());
    await until("the count is made again", () => counted("for") === 3);
    await lead.press(text("lead.votes.declare"), "Vedtas planen?");
    await form.waitFor({ state: "detached" });
    await member.page.getByRole("link", { name: text("participant.page.votes"), exact: true }).click();
    await member.page.getByText(text("enum.Outcome.ADOPTED")).first().waitFor();
  });

  // Goal: with somebody present who does not vote, only a forced closing with a reason works, and says who was missing.
  it("is closed by force where a member who is here does not vote", async () => {
    await open("V", "Vedtas planen?");
    await cast("V", { LEDER: "for", M1: "for", M2: "mot", M4: "for" });
    await lead.section("votes");
    await lead.page.getByText(text("lead.votes.duty")).waitFor();
    expect(await lead.page.getByRole("button", { name: text("lead.votes.close"), exact: true }).isDisabled()).toBe(true);
    await lead.withReason(text("lead.votes.force"), text("lead.votes.force_now"), "Har forlatt salen uten å si fra.");
    await lead.page.getByText(text("lead.votes.missing", { who: "Medlem 3" })).waitFor();
    await until("the chair has the result", () => vote("V")?.result?.cast === 4);
    expect(vote("V")?.missing).toEqual(["M3"]);
    expect(vote("V")?.result?.cast).toBe(4);
  });

  // Goal: a tie in an election is settled by a lot that is drawn with a witness, and the result says so.
  it("is settled by drawing a lot", async () => {
    const terms = { kind: VoteKind.ELECTION, method: VoteMethod.MAJORITY_ELECTION, options: ["M1", "M2"], round: 2 };
    await open("V", "Hvem skal lede utvalget?", terms);
    await cast("V", { LEDER: "M1", M1: "M1", M2: "M2", M3: "M2", M4: "blankt" });
    await lead.section("votes");
    await lead.press(text("lead.votes.close"));
    const lot = lead.page.locator("form.boxed").filter({ hasText: text("lead.lot.hint") });
    await lot.getByLabel(text("lead.lot.won")).selectOption({ label: "Medlem 2" });
    const record = lot.getByRole("button", { name: text("lead.lot.record") });
    expect(await record.isDisabled()).toBe(true);
    await lot.getByLabel(text("lead.lot.witness")).fill("Sekretæren");
    await lead.accessible("drawing a lot");
    await lead.acts(() => record.click());
    await lead.page.getByText(text("enum.DecidedBy.LOT")).first().waitFor();
    await lot.waitFor({ state: "detached" });
    await lead.press(text("lead.votes.declare"), "Hvem skal lede utvalget?");
    expect(vote("V")?.result?.winner).toBe("M2");
  });
});

describe("disqualification", () => {
  // Goal: a member says so, the others decide, and the member is off the roll in that item and told why.
  it("is declared, voted on by the others, and takes effect", async () => {
    const member = await visit("M1");
    await member.page.getByRole("link", { name: text("participant.page.meeting"), exact: true }).click();
    const card = member.page.locator("#agenda .item").filter({ hasText: "Reguleringsplan for havna" });
    await card.locator("summary").click();
    await card.getByLabel(text("agenda.ground")).fill("Eier nabotomta");
    await card.getByRole("button", { name: text("agenda.declareSend") }).click();
    await card.getByText(text("agenda.declared")).waitFor();
    await lead.section("people");
    await lead.page.getByText("Eier nabotomta").waitFor();
    await lead.accessible("somebody may be disqualified");
    await lead.press(text("lead.recusal.vote"), "Medlem 1");
    await member.page.locator("#open-vote").getByText(text("vote.excluded")).waitFor();
    const id = await until("the vote is open", () => chair.connection.mirror.get("room", "room")?.openVote);
    expect(vote(id)?.roll).not.toContain("M1");
    await cast(id, { LEDER: "for", M2: "for", M3: "for", M4: "mot" });
    await lead.section("votes");
    await lead.press(text("lead.votes.close"));
    await lead.press(text("lead.votes.declare"), text("lead.recusal.question", { who: "Medlem 1" }));
    await card.getByText(text("agenda.disqualified")).waitFor();
    await lead.section("people");
    await lead.page.getByText(text("lead.recusal.decided"), { exact: true }).waitFor();
    await open("SAK", "Vedtas planen?");
    await member.page.locator("#open-vote").getByText(text("vote.excluded")).waitFor();
    expect(vote("SAK")?.roll.toSorted()).toEqual(["LEDER", "M2", "M3", "M4"]);
  });
});

describe("seats and the chair", () => {
  // Goal: a deputy takes a free seat alone or by the chair's side, votes for it, and the seat's member cannot vote beside.
  it("are taken by deputies", async () => {
    const one = await visit("VARA");
    await one.page.getByLabel(text("presence.seatOf")).selectOption({ label: "Medlem 5" });
    await one.accessible("a deputy comes in");
    await one.page.getByRole("button", { name: text("presence.hall") }).click();
    await one.page.getByText(text("presence.title")).waitFor({ state: "detached" });
    await lead.section("people");
    const row = (label: string) => lead.page.getByRole("listitem").filter({ hasText: new RegExp(`^${label}`) });
    await row("Varamedlem 1").getByText(text("lead.people.for", { who: "Medlem 5" })).waitFor();
    await row("Varamedlem 2").locator("summary").click();
    const seats = row("Varamedlem 2").getByLabel(text("lead.people.seat_of"));
    expect(await seats.locator("option").allTextContents()).toEqual(["Medlem 6"]);
    await lead.acts(() => row("Varamedlem 2").getByRole("button", { name: text("lead.people.here") }).click());
    await row("Varamedlem 2").getByText(text("lead.people.for", { who: "Medlem 6" })).waitFor();
    await open("V", "Vedtas planen?");
    expect(vote("V")?.roll.toSorted()).toEqual(["LEDER", "M1", "M2", "M3", "M4", "VARA", "VARA2"]);
    await choose(one, text("choice.for"));
    await until("the chair sees one vote", () => chair.connection.mirror.get("turnout", "V")?.cast === 1);
  });

  // Goal: whoever takes the chair leads at once and without a reload; whoever gave it is told, and gets it back.
  it("hand over the chair and back", async () => {
    const member = await visit("M1");
    const way = member.page.getByRole("link", { name: text("participant.lead") });
    expect(await way.count()).toBe(0);
    await lead.section("people");
    await lead.page.getByLabel(text("lead.chair.to")).selectOption({ label: "Medlem 1" });
    await lead.acts(() => lead.page.getByRole("button", { name: text("lead.chair.hand_over") }).click());
    await lead.page.getByText(text("lead.chair.now", { who: "Medlem 1" })).waitFor();
    await lead.page.getByText(text("lead.not_steering")).waitFor();
    await way.click();
    const acting = new Lead(member);
    await acting.section("now");
    await member.accessible("the acting chair on a phone");
    await acting.press(text("lead.mode.to_workshop"));
    await acting.section("people");
    await acting.press(text("lead.chair.back"));
    await lead.page.getByText(text("lead.not_steering")).waitFor({ state: "detached" });
    await member.page.getByText(text("lead.not_steering")).waitFor();
    await lead.page.getByText(text("lead.chair.now", { who: "Ordfører" })).waitFor();
  });
});
