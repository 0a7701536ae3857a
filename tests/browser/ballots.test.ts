import type { Browser, Page } from "playwright-core";
import { VoteKind, VoteMethod } from "@tingbok/client/schema";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  Server,
  Visitor,
  actor,
  createProgramme,
  desktop,
  launch,
  narrow,
  phone,
  text,
  until,
  workshop,
  type Actor,
} from "./harness.ts";

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
  chair = await actor(server, "LEDER");
  await chair.act({ case: "join", value: {} });
  await chair.act({ case: "meetingOpen", value: {} });
  const member = await actor(server, "M1");
  await member.act({ case: "join", value: {} });
  member.stop();
});
afterEach(async () => {
  await me.close();
  chair.stop();
  await server.end();
});

const options = ["Buss", "Tog", "Sykkel"];

interface Case {
  name: string;
  terms: Record<string, unknown>;
  /** Fills the ballot in by keyboard alone. */
  fill: (visitor: Visitor) => Promise<void>;
  /** What the server must have recorded. */
  paper: unknown;
}

const radio = (page: Page, name: string) => page.locator("#open-vote").getByRole("radio", { name });
const button = (page: Page, name: string | RegExp) =>
  page.locator("#open-vote").getByRole("button", { name, exact: true });

/** The first radio of a group takes the Tab; arrows choose. */
async function choose(visitor: Visitor, first: string, arrows: number): Promise<void> {
  await visitor.tabTo(radio(visitor.page, first));
  await visitor.page.keyboard.press("Space");
  for (let i = 0; i < arrows; i += 1) await visitor.page.keyboard.press("ArrowDown");
}

async function rank(visitor: Visitor, order: string[]): Promise<void> {
  for (const [i, what] of order.entries()) {
    const place = button(visitor.page, text("ballot.placeAs", { what, place: i + 1 }));
    if (await place.count()) await visitor.key(place);
  }
}

const cases: Case[] = [
  {
    name: "for or against",
    terms: { method: VoteMethod.FOR_AGAINST, kind: VoteKind.STRAW },
    fill: (visitor) => choose(visitor, text("choice.for"), 1),
    paper: { choice: "mot" },
  },
  {
    name: "alternative",
    terms: { method: VoteMethod.ALTERNATIVE, kind: VoteKind.STRAW, options },
    fill: (visitor) => choose(visitor, "Buss", 1),
    paper: { choice: "Tog" },
  },
  {
    name: "approval",
    terms: { method: VoteMethod.APPROVAL, kind: VoteKind.STRAW, options, max: 2 },
    fill: async (visitor) => {
      await visitor.key(visitor.page.getByRole("checkbox", { name: "Buss" }), "Space");
      await visitor.key(visitor.page.getByRole("checkbox", { name: "Sykkel" }), "Space");
    },
    paper: { choices: ["Buss", "Sykkel"] },
  },
  {
    name: "dots",
    terms: { method: VoteMethod.DOTS, kind: VoteKind.INPUT, options, max: 3, perOptionMax: 2 },
    fill: async (visitor) => {
      const more = button(visitor.page, text("ballot.more", { what: "Buss" }));
      await visitor.key(more);
      await visitor.key(more);
      await visitor.key(button(visitor.page, text("ballot.more", { what: "Tog" })));
    },
    paper: { dots: [{ option: "Buss", count: "2" }, { option: "Tog", count: "1" }] },
  },
  {
    name: "ranking",
    terms: { method: VoteMethod.RANKING, kind: VoteKind.STRAW, options },
    fill: async (visitor) => {
      await rank(visitor, ["Tog", "Buss", "Sykkel"]);
      await visitor.key(button(visitor.page, text("move.up", { what: "Buss" })));
    },
    paper: { ranking: ["Buss", "Tog", "Sykkel"] },
  },
  {
    name: "points",
    terms: { method: VoteMethod.POINTS, kind: VoteKind.INPUT, options, sum: 100 },
    fill: async (visitor) => {
      await visitor.tabTo(visitor.page.getByRole("textbox", { name: "Buss" }));
      await visitor.page.keyboard.press("Control+A");
      await visitor.page.keyboard.type("60");
      await visitor.key(button(visitor.page, text("ballot.restTo", { what: "Tog", n: 40 })));
    },
    paper: {
      points: [
        { option: "Buss", count: "60" },
        { option: "Tog", count: "40" },
        { option: "Sykkel" },
      ],
    },
  },
  {
    name: "gradients",
    terms: { method: VoteMethod.GRADIENTS, kind: VoteKind.STRAW },
    fill: (visitor) => choose(visitor, `1. ${text("grade.1")}`, 2),
    paper: { grade: 3 },
  },
  {
    name: "majority election",
    terms: { method: VoteMethod.MAJORITY_ELECTION, kind: VoteKind.ELECTION, options: ["M2", "M3"], seats: 1 },
    fill: (visitor) => choose(visitor, "Medlem 2", 1),
    paper: { choice: "M3" },
  },
  {
    name: "proportional election",
    terms: {
      method: VoteMethod.PROPORTIONAL_ELECTION,
      kind: VoteKind.ELECTION,
      options: ["Liste 1", "Liste 2"],
      seats: 2,
      lists: [
        { option: "Liste 1", candidates: [{ name: "M2", gender: "K" }, { name: "M3", gender: "M" }] },
        { option: "Liste 2", candidates: [{ name: "M4", gender: "K" }, { name: "M5", gender: "M" }] },
      ],
    },
    fill: (visitor) => choose(visitor, "Liste 1", 0),
    paper: { choice: "Liste 1" },
  },
  {
    name: "consent",
    terms: { method: VoteMethod.CONSENT, kind: VoteKind.STRAW },
    fill: (visitor) => choose(visitor, text("choice.noObjection"), 0),
    paper: { choice: "ingen innvending" },
  },
  {
    name: "preferential, some only",
    terms: { method: VoteMethod.INSTANT_RUNOFF, kind: VoteKind.STRAW, options },
    fill: (visitor) => rank(visitor, ["Sykkel", "Tog"]),
    paper: { ranking: ["Sykkel", "Tog"] },
  },
  {
    name: "transferable",
    terms: { method: VoteMethod.TRANSFERABLE, kind: VoteKind.STRAW, options, seats: 2 },
    fill: (visitor) => rank(visitor, ["Sykkel"]),
    paper: { ranking: ["Sykkel"] },
  },
  {
    name: "equal shares",
    terms: {
      method: VoteMethod.EQUAL_SHARES,
      kind: VoteKind.STRAW,
      options,
      budget: 1000n,
      costs: options.map((option, i) => ({ option, count: BigInt(300 * (i + 1)) })),
    },
    fill: (visitor) => visitor.key(visitor.page.getByRole("checkbox", { name: "Tog" }), "Space"),
    paper: { choices: ["Tog"] },
  },
];

/** The administrator reads what was recorded. */
async function recorded(vote: string): Promise<unknown> {
  const state = await server.http<{ entities: { ballot?: { vote: string; voter: string; paper?: unknown } }[] }>(
    "GET",
    `/api/v1/workshops/${workshop}/state`,
  );
  return state.entities.find(({ ballot }) => ballot?.vote === vote && ballot.voter === "M1")?.ballot?.paper;
}

async function cast(vote: string): Promise<void> {
  await me.key(button(me.page, text("vote.send")));
  await me.page.locator('#open-vote .act-status[data-state="recorded"]').waitFor();
  await until("the ballot on the server", () => recorded(vote));
}

describe("voting by keyboard alone", () => {
  // Goal: every method can be filled in, sent, seen recorded and read off without a mouse, and what
  // the server has is what was chosen. Axe finds nothing before and after.
  it.each(cases)("$name", async ({ name, terms, fill, paper }) => {
    // Two of them make the README's pictures, as on an ordinary phone.
    const viewport = name === "dots" || name === "ranking" ? phone : narrow;
    me = await Visitor.open(browser, server, { viewport });
    await me.enter("M1");
    await me.listen();
    await chair.act({ case: "voteOpen", value: { terms: { vote: "V", ...terms } } }, "Hva skal vi satse på?");
    await me.page.locator("#open-vote").waitFor();
    await until("the vote is announced", async () =>
      (await me.told()).includes(text("tidings.voteOpen", { question: "Hva skal vi satse på?" })),
    );
    await fill(me);
    await me.accessible(`${name}, filled in`);
    await me.fits(`${name}, filled in`);
    if (name === "dots") await me.shot("ballot-dots", { fullPage: true });
    await me.peek(`ballot-${name.replaceAll(/\W+/g, "-")}`, { fullPage: true });
    await cast("V");
    expect(await recorded("V")).toEqual(paper);
    await me.accessible(`${name}, recorded`);
    const closed = await chair.act({ case: "voteClose", value: { vote: "V", force: true } });
    await me.at(closed);
    await until("the result is announced", async () =>
      (await me.told()).some((said) => said.startsWith(text("tidings.closed").split(":")[0]!)),
    );
    await me.key(me.page.getByRole("link", { name: text("participant.page.votes") }));
    await me.page.locator(".past-vote .results").waitFor();
    await me.accessible(`${name}, result`);
    await me.fits(`${name}, result`);
    if (name === "ranking") await me.shot("result-ranking", { fullPage: true });
    await me.peek(`result-${name.replaceAll(/\W+/g, "-")}`, { fullPage: true });
  });
});

describe("a ballot", () => {
  // Goal: what is not a ballot is not sent; the reason is told beside the button.
  it("says what is missing instead of sending it", async () => {
    me = await Visitor.open(browser, server, { viewport: desktop });
    await me.enter("M1");
    const terms = { vote: "V", method: VoteMethod.POINTS, kind: VoteKind.INPUT, options, sum: 10 };
    await chair.act({ case: "voteOpen", value: { terms } }, "Fordel");
    await me.page.getByRole("textbox", { name: "Buss" }).fill("4");
    await button(me.page, text("vote.send")).click();
    await me.page.getByRole("alert").getByText(text("ballot.pointsLeft_other", { n: 6 })).waitFor();
    expect(await recorded("V")).toBeUndefined();
  });

  // Goal: one reads what one votes over, not only the question; what one chooses among is not listed twice.
  it("shows what it is about", async () => {
    me = await Visitor.open(browser, server, { viewport: narrow });
    await me.enter("M1");
    for (const [proposal, said] of [["F1", "Planen vedtas."], ["F2", "Planen sendes tilbake."]] as const)
      await chair.act({ case: "propose", value: { proposal, kind: "innstilling" } }, said);
    const terms = { vote: "V1", method: VoteMethod.FOR_AGAINST, kind: VoteKind.STRAW, about: ["F1"] };
    await chair.act({ case: "voteOpen", value: { terms } }, "Votering 1");
    const about = me.page.getByRole("list", { name: text("vote.about") });
    expect(await about.getByRole("listitem").allInnerTexts()).toEqual(["F1: Planen vedtas."]);
    await me.accessible("what is voted over");
    await me.fits("what is voted over");
    await chair.act({ case: "voteClose", value: { vote: "V1", force: true } });
    const between = { vote: "V2", method: VoteMethod.ALTERNATIVE, kind: VoteKind.STRAW, options: ["F1", "F2"], about: ["F1", "F2"] };
    await chair.act({ case: "voteOpen", value: { terms: between } }, "Votering 2");
    await me.page.locator("#open-vote").getByText("Votering 2").waitFor();
    expect(await about.count()).toBe(0);
  });

  // Goal: nobody casts a ballot that others will see without having read so on it.
  it("says that the chair's side will see it, where it will", async () => {
    me = await Visitor.open(browser, server);
    await me.enter("M1");
    const terms = { method: VoteMethod.ALTERNATIVE, kind: VoteKind.STRAW, options };
    await chair.act({ case: "voteOpen", value: { terms: { vote: "V1", ...terms, named: true } } }, "Hva?");
    await me.page.locator("#open-vote").getByText(text("vote.namedText")).waitFor();
    await chair.act({ case: "voteClose", value: { vote: "V1", force: true } });
    await chair.act({ case: "voteOpen", value: { terms: { vote: "V2", ...terms } } }, "Og nå?");
    await me.page.locator("#open-vote").getByText("Og nå?").waitFor();
    expect(await me.page.getByText(text("vote.namedText")).count()).toBe(0);
  });

  // Goal: whoever objects says why before it is sent; the objection counts and everyone reads the reason.
  it("that objects is sent with its reason", async () => {
    me = await Visitor.open(browser, server, { viewport: narrow });
    await me.enter("M1");
    const terms = { vote: "V", method: VoteMethod.CONSENT, kind: VoteKind.STRAW };
    await chair.act({ case: "voteOpen", value: { terms } }, "Går vi for planen?");
    await radio(me.page, text("choice.noObjection")).check();
    const field = me.page.locator("#open-vote").getByLabel(text("ballot.reason"));
    expect(await field.count()).toBe(0);
    await me.page.locator("#open-vote").getByRole("radio", { name: text("choice.objection"), exact: true }).check();
    await button(me.page, text("vote.send")).click();
    await me.page.getByRole("alert").getByText(text("ballot.reasonMissing")).waitFor();
    await field.fill("  Tidsplanen holder ikke. ");
    await me.accessible("an objection");
    await me.fits("an objection");
    await cast("V");
    expect(await recorded("V")).toEqual({ choice: "innvending" });
    await until("the reason", () => chair.connection.mirror.all("statement").some((said) => said.by === "M1" && said.text === "Tidsplanen holder ikke."));
  });

  // Goal: until the vote closes one may change one's mind, from what one had voted.
  it("can be changed while the vote is open", async () => {
    me = await Visitor.open(browser, server);
    await me.enter("M1");
    const terms = { vote: "V", method: VoteMethod.ALTERNATIVE, kind: VoteKind.STRAW, options };
    await chair.act({ case: "voteOpen", value: { terms } }, "Hva?");
    await radio(me.page, "Buss").check();
    await cast("V");
    await button(me.page, text("vote.change")).click();
    expect(await radio(me.page, "Buss").isChecked()).toBe(true);
    await radio(me.page, "Tog").check();
    await button(me.page, text("vote.send")).click();
    await until("the new ballot", async () => JSON.stringify(await recorded("V")) === '{"choice":"Tog"}');
    await until("the chair sees one vote", () => chair.connection.mirror.get("turnout", "V")?.cast === 1);
  });
});
