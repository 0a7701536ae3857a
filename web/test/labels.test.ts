import { create } from "@bufbuild/protobuf";
import type { ReadModel } from "@tingbok/client";
import { LineageNodeSchema, VoteMethod } from "@tingbok/client/schema";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { formatDate, formatTime, setLanguage } from "../src/i18n/index.ts";
import { proposalChoice, proposalName } from "../src/logic/labels.ts";
import { resultText } from "../src/logic/lineage_text.ts";
import { factsOf } from "../src/logic/past_facts.ts";
import { entity, readModel } from "./model/build.ts";

beforeAll(() => {
  vi.stubGlobal("document", { documentElement: {} });
});
afterAll(() => vi.unstubAllGlobals());
afterEach(() => setLanguage("nb", false));

describe("a proposal", () => {
  const long = "Kommunen bygger gang- og sykkelvei fra skolen til havna, og tar kostnaden over to budsjettår";
  const model = readModel(
    { case: "proposal", value: { id: "F7", text: long } },
    { case: "proposal", value: { id: "F-3fa29c1b2d", text: long } },
    { case: "proposal", value: { id: "F-0000000001", text: "Kort" } },
  );
  // Goal: nobody reads an id that the app made up.
  it("is called by its id, or by how its wording begins where the id is made up", () => {
    expect(proposalName(model, "F7")).toBe("F7");
    expect(proposalName(model, "F-3fa29c1b2d")).toBe("«Kommunen bygger gang- og sykkelvei fra skolen til havna, og …»");
    expect(proposalName(model, "F-0000000001")).toBe("«Kort»");
    expect(proposalChoice(model, "F-0000000001").text).toBe("Kort");
    expect(proposalChoice(model, "F7").text).toMatch(/^F7: Kommunen bygger/);
  });
});

// Goal: the words of the protocol are read in the app's language, also where the past is told.
describe("what was voted, in English", () => {
  const model = readModel() as ReadModel;

  it("is told of a vote on the way to a decision", async () => {
    await setLanguage("en", false);
    const node = create(LineageNodeSchema, { result: { winner: "for", tally: [{ option: "for", count: 5n }, { option: "mot", count: 3n }] } });
    expect(resultText(model, node)).toContain("For 5, Against 3");
  });

  it("is told of a ballot", async () => {
    await setLanguage("en", false);
    const ballot = (paper: { choice: string }) =>
      factsOf(entity({ case: "ballot", value: { id: "V/M1", vote: "V", voter: "M1", paper } }), model).map(({ text }) => text);
    expect(ballot({ choice: "blankt" })).toEqual(["Blank"]);
    expect(ballot({ choice: "innvending" })).toEqual(["I object"]);
    const vote = entity({ case: "vote", value: { id: "V", terms: { method: VoteMethod.FOR_AGAINST }, result: { winner: "mot" } } });
    expect(factsOf(vote, model).map(({ text }) => text).join()).toContain("Against");
  });
});

// Goal: a time reads the same to everyone in the room: 24 hours, the day before the month.
it("times and dates in English are as in Britain", async () => {
  const at = new Date(2026, 2, 4, 15, 7).getTime();
  expect(formatTime(at)).toBe("15:07");
  await setLanguage("en", false);
  expect(formatTime(at)).toBe("15:07");
  expect(formatDate(at)).toMatch(/^4 Mar 2026/);
});
