import { toJson } from "@bufbuild/protobuf";
import type { Browser } from "playwright-core";
import { Mode, ServerFrameSchema, VoteKind, VoteMethod, VoteStatus, type Entity } from "@tingbok/client/schema";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Server, Visitor, actor, createProgramme, launch, until, type Actor } from "./harness.ts";

let browser: Browser;
let server: Server;
let actors: Map<string, Actor>;
let visitors: Visitor[];

async function come(person: string): Promise<Actor> {
  const made = await actor(server, person);
  actors.set(person, made);
  await made.act({ case: "join", value: {} });
  return made;
}
async function visit(person: string): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server);
  visitors.push(visitor);
  return visitor.enter(person);
}

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  actors = new Map();
  visitors = [];
  server = await new Server().start();
  await createProgramme(server);
});
afterEach(async () => {
  for (const visitor of visitors) await visitor.close();
  for (const one of actors.values()) one.stop();
  await server.end();
});

/** Every entity that came over this page's sockets, in any frame. */
function entities(visitor: Visitor): Entity[] {
  return visitor.frames.flatMap(({ snapshot, patches, own }) => [
    ...(snapshot?.entities ?? []),
    ...patches.flatMap((patch) => patch.entities),
    ...own,
  ]);
}
function votes(visitor: Visitor) {
  return entities(visitor).flatMap(({ kind }) => (kind.case === "vote" ? [kind.value] : []));
}
function ballots(visitor: Visitor) {
  return entities(visitor).flatMap(({ kind }) => (kind.case === "ballot" ? [kind.value] : []));
}
function everything(visitor: Visitor): string {
  return visitor.frames.map((frame) => JSON.stringify(toJson(ServerFrameSchema, frame))).join("\n");
}

describe("on a participant's wire", () => {
  // Goal: hidden means not sent: no count while the vote is open, and nobody else's ballot ever.
  it("is no hidden result and no other's ballot", async () => {
    const chair = await come("LEDER");
    for (const person of ["M1", "M2", "M3"]) await come(person);
    const page = await visit("M1");
    const terms = {
      vote: "V",
      kind: VoteKind.INPUT,
      method: VoteMethod.DOTS,
      options: ["Buss", "Tog"],
      max: 3,
      blind: true,
    };
    await chair.act({ case: "voteOpen", value: { terms } }, "Hva?");
    for (const person of ["M1", "M2", "M3"])
      await actors
        .get(person)!
        .act({ case: "voteCast", value: { vote: "V", ballot: { dots: [{ option: "Tog", count: 3n }] } } });
    await until("the turnout is with the page", () => everything(page).includes('"cast":3'));
    expect(votes(page).filter(({ result }) => result !== undefined)).toEqual([]);
    const closed = await chair.act({ case: "voteClose", value: { vote: "V" , force: true } });
    await page.at(closed);
    const shown = votes(page).filter(({ result }) => result !== undefined);
    expect(shown.map(({ status }) => status)).toEqual([VoteStatus.CLOSED]);
    expect(new Set(ballots(page).map(({ voter }) => voter))).toEqual(new Set(["M1"]));
  });

  // Goal: an anonymous board is anonymous in the bytes, not only on the screen.
  it("is no author of another's note", async () => {
    const m2 = await come("M2");
    await come("M1");
    const page = await visit("M1");
    const at = await m2.act({ case: "noteAdd", value: { board: "B", note: "L1" } }, "Uten navn");
    await page.at(at);
    const notes = entities(page).flatMap(({ kind }) => (kind.case === "note" ? [kind.value] : []));
    expect(notes.map(({ text, by }) => [text, by])).toEqual([["Uten navn", ""]]);
  });
});

describe("on an observer's wire", () => {
  // Goal: what happens behind closed doors is not sent to those who have gone out, then or later.
  it("is nothing from behind closed doors", async () => {
    const chair = await come("LEDER");
    for (const person of ["M1", "M2", "M3", "M4"]) await come(person);
    const basis = "kommuneloven § 11-5 andre ledd";
    await chair.act({ case: "meetingOpen", value: {} });
    await chair.act({ case: "modeSet", value: { mode: Mode.FORMAL } });
    const page = await visit("OBS");
    const terms = { vote: "V", kind: VoteKind.BINDING, method: VoteMethod.FOR_AGAINST, closesDoors: basis };
    await chair.act({ case: "voteOpen", value: { terms } }, "Lukke dørene?");
    for (const voter of actors.values())
      await voter.act({ case: "voteCast", value: { vote: "V", ballot: { choice: "for" } } });
    await chair.act({ case: "voteClose", value: { vote: "V" } });
    await chair.act({ case: "voteDeclare", value: { vote: "V" } });
    await chair.act({ case: "propose", value: { proposal: "F1" } }, "Navnet på søkeren");
    const opened = await chair.act({ case: "doorsOpen", value: {} });
    await page.at(opened);
    await page.page.reload();
    await page.live();
    const doors = entities(page).flatMap(({ kind }) => (kind.case === "room" ? [kind.value.doorsClosed] : []));
    expect(doors).toContain(basis);
    expect(everything(page)).not.toContain("Navnet på søkeren");
  });
});
