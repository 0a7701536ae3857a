import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { BallotPaperSchema, VoteKind, VoteMethod, VoteTermsSchema } from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

import {
  blankAllowed,
  draftOf,
  emptyDraft,
  formOf,
  left,
  namedText,
  needsReason,
  paperOf,
  troubleOf,
  type Draft,
} from "../src/logic/ballot.ts";

const options = ["a", "b", "c"];

function terms(init: MessageInitShape<typeof VoteTermsSchema>) {
  return create(VoteTermsSchema, { vote: "V", kind: VoteKind.STRAW, options, ...init });
}
const draft = (some: Partial<Draft>): Draft => ({ ...emptyDraft, ...some });

describe("a ballot", () => {
  // Goal: no method of the schema is without a form.
  it("can be filled in for every method", () => {
    for (const method of Object.values(VoteMethod).filter((one) => typeof one === "number"))
      if (method !== VoteMethod.UNSPECIFIED) expect(formOf(method), VoteMethod[method]).toBeDefined();
  });

  it.each([
    ["nothing chosen", { method: VoteMethod.ALTERNATIVE }, {}, "ballot.chooseOne"],
    ["one too many", { method: VoteMethod.APPROVAL, max: 1 }, { chosen: ["a", "b"] }, "ballot.tooManyChoices"],
    ["too many dots", { method: VoteMethod.DOTS, max: 2 }, { counts: { a: 3 } }, "ballot.tooManyDots"],
    ["points left", { method: VoteMethod.POINTS, sum: 10 }, { counts: { a: 9 } }, "ballot.pointsLeft"],
    ["points over", { method: VoteMethod.POINTS, sum: 10 }, { counts: { a: 9, b: 2 } }, "ballot.pointsOver"],
    ["not all ranked", { method: VoteMethod.RANKING }, { order: ["a", "b"] }, "ballot.rankAll"],
    ["no step", { method: VoteMethod.GRADIENTS }, {}, "ballot.chooseGrade"],
    [
      "nobody ranked in a binding vote",
      { method: VoteMethod.INSTANT_RUNOFF, kind: VoteKind.BINDING },
      {},
      "ballot.rankSome",
    ],
  ])("is not one with %s", (_, init, some, key) => {
    expect(troubleOf(terms(init), draft(some))?.key).toBe(key);
  });

  // Goal: a reason is asked for where the server wants one, and nowhere else: in a secret vote it would tell whose it is.
  it.each([
    ["an objection", { method: VoteMethod.CONSENT }, "innvending", true],
    ["a secret objection", { method: VoteMethod.CONSENT, secret: true }, "innvending", false],
    ["no objection", { method: VoteMethod.CONSENT }, "ingen innvending", false],
    ["an option of that name", { method: VoteMethod.ALTERNATIVE }, "innvending", false],
  ])("asks why, or does not, for %s", (_, init, choice, asked) => {
    expect(needsReason(terms(init), draft({ choice }))).toBe(asked);
  });

  it.each([
    ["no approvals", { method: VoteMethod.APPROVAL, max: 2 }, {}, { choices: [] }],
    ["no dots", { method: VoteMethod.DOTS, max: 2 }, {}, { dots: [] }],
    ["some ranked", { method: VoteMethod.TRANSFERABLE }, { order: ["c"] }, { ranking: ["c"] }],
    ["a step", { method: VoteMethod.GRADIENTS }, { grade: 8 }, { grade: 8 }],
    [
      "points to all, zero too",
      { method: VoteMethod.POINTS, sum: 4 },
      { counts: { b: 4 } },
      {
        points: [
          { option: "a", count: 0n },
          { option: "b", count: 4n },
          { option: "c", count: 0n },
        ],
      },
    ],
  ])("is one with %s", (_, init, some, paper) => {
    expect(troubleOf(terms(init), draft(some))).toBeUndefined();
    expect(paperOf(terms(init), draft(some))).toEqual(paper);
  });

  // Goal: kommuneloven § 8-1: nobody votes blank where it decides.
  it("is blank only where that is lawful", () => {
    const blank = (method: VoteMethod, kind: VoteKind) => blankAllowed(terms({ method, kind }));
    expect(blank(VoteMethod.FOR_AGAINST, VoteKind.BINDING)).toBe(false);
    expect(blank(VoteMethod.FOR_AGAINST, VoteKind.STRAW)).toBe(true);
    expect(blank(VoteMethod.MAJORITY_ELECTION, VoteKind.ELECTION)).toBe(true);
    expect(blank(VoteMethod.CONSENT, VoteKind.STRAW)).toBe(false);
  });

  // Goal: nobody votes without knowing who will see it, and a secret ballot never says that somebody will.
  it.each([
    ["a named straw vote", { named: true, method: VoteMethod.FOR_AGAINST }, "vote.namedText"],
    ["a named vote by dots that decides", { named: true, method: VoteMethod.DOTS, kind: VoteKind.BINDING }, "vote.namedText"],
    ["a named vote by choice that decides", { named: true, method: VoteMethod.FOR_AGAINST, kind: VoteKind.BINDING }, "vote.byNameText"],
    ["a named election", { named: true, method: VoteMethod.MAJORITY_ELECTION, kind: VoteKind.ELECTION }, "vote.byNameText"],
    ["a secret vote", { named: true, secret: true, method: VoteMethod.FOR_AGAINST }, undefined],
    ["a vote without names", { method: VoteMethod.FOR_AGAINST }, undefined],
  ])("says who sees %s", (_, init, key) => {
    expect(namedText(terms(init))).toBe(key);
  });

  // Goal: changing one's vote starts from what one had voted.
  it("gives back the draft it was made from", () => {
    const points = terms({ method: VoteMethod.POINTS, sum: 4 });
    const before = draft({ counts: { a: 1, b: 3 } });
    const again = draftOf(create(BallotPaperSchema, paperOf(points, before)));
    expect(paperOf(points, again)).toEqual(paperOf(points, before));
    expect(left(points, again)).toBe(0);
  });
});
