import { create } from "@bufbuild/protobuf";
import { Electorate_Kind, RoomConfigSchema, VoteKind, VoteMethod } from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

import { draftTerms, emptyDraft, kindsIn, mayEveryone, maySecret, methodsIn, ofKind, type Draft } from "../../src/views/lead/vote_draft.ts";

const config = (rules: { bindingVotes?: boolean; otherMethodsBind?: boolean }, allowSecretSingle = false) =>
  create(RoomConfigSchema, { rulesetInFull: rules, allowSecretSingle });
const council = config({ bindingVotes: true });
const draft = (some: Partial<Draft>): Draft => ({ ...emptyDraft, ...some });

describe("projects and what they cost", () => {
  // Goal: a cost is read however people write it, and the option and its cost have the same name.
  it("are read with and without spaces", () => {
    const costs = "Sykkelsti : 400\nVei: 400 000\nBuss:1\u00a0200\nTrinn 2: lys: 30\nBenker";
    const terms = draftTerms(draft({ method: VoteMethod.EQUAL_SHARES, costs }), "V1", "", council);
    expect(terms.options).toEqual(["Sykkelsti", "Vei", "Buss", "Trinn 2: lys", "Benker"]);
    expect(terms.costs).toEqual([
      { option: "Sykkelsti", count: 400n },
      { option: "Vei", count: 400_000n },
      { option: "Buss", count: 1200n },
      { option: "Trinn 2: lys", count: 30n },
    ]);
  });
});

// Goal: the form offers nothing that the server refuses for what the vote is (core/domain/vote_terms.cpp).
describe("what the form offers", () => {
  it("is to members alone where the law has it so", () => {
    const rules = (id: string, basedOn = "") => create(RoomConfigSchema, { rulesetInFull: { id, basedOn } });
    expect([VoteKind.BINDING, VoteKind.ELECTION, VoteKind.STRAW].map((kind) => mayEveryone(rules("kommuneloven"), kind))).toEqual([false, false, true]);
    expect(mayEveryone(rules("eget", "kommuneloven"), VoteKind.BINDING)).toBe(false);
    expect(mayEveryone(rules("nettverk"), VoteKind.BINDING)).toBe(true);
    const terms = draftTerms(draft({ kind: VoteKind.BINDING, everyone: true }), "V1", "", rules("ipr"));
    expect(terms.electorate.kind).toBe(Electorate_Kind.MEMBERS);
  });
  it("is binding where the rules have binding votes", () => {
    expect(kindsIn(council, true)[0]).toBe(VoteKind.BINDING);
    expect(kindsIn(council, false)).toContain(VoteKind.BINDING);
    for (const formal of [true, false]) expect(kindsIn(config({}), formal)).not.toContain(VoteKind.BINDING);
  });
  it.each<[string, Pick<Draft, "kind" | "method">, boolean, boolean]>([
    ["a straw poll", { kind: VoteKind.STRAW, method: VoteMethod.FOR_AGAINST }, true, true],
    ["consent", { kind: VoteKind.STRAW, method: VoteMethod.CONSENT }, false, false],
    ["what binds", { kind: VoteKind.BINDING, method: VoteMethod.FOR_AGAINST }, false, false],
    ["a majority election", { kind: VoteKind.ELECTION, method: VoteMethod.MAJORITY_ELECTION }, false, true],
    ["a proportional election", { kind: VoteKind.ELECTION, method: VoteMethod.PROPORTIONAL_ELECTION }, true, true],
  ])("is secret or not: %s", (_, vote, usual, allowed) => {
    expect(maySecret(council, vote)).toBe(usual);
    expect(maySecret(config({}, true), vote)).toBe(allowed);
    expect(draftTerms(draft({ ...vote, secret: true }), "V1", "", council).secret).toBe(usual);
  });
  it("is counted as the rules let what decides be counted", () => {
    expect(methodsIn(council, VoteKind.BINDING)).not.toContain(VoteMethod.CONSENT);
    expect(methodsIn(config({ otherMethodsBind: true }), VoteKind.ELECTION)).toContain(VoteMethod.TRANSFERABLE);
    expect(methodsIn(council, VoteKind.INPUT)).toContain(VoteMethod.EQUAL_SHARES);
  });
  it("keeps the method where it may, and shows what binds while it is cast", () => {
    const kept = ofKind(draft({ method: VoteMethod.PROPORTIONAL_ELECTION }), VoteKind.ELECTION, council);
    expect(kept.method).toBe(VoteMethod.PROPORTIONAL_ELECTION);
    expect(ofKind(draft({ method: VoteMethod.CONSENT }), VoteKind.ELECTION, council).method).toBe(VoteMethod.MAJORITY_ELECTION);
    expect(ofKind(draft({}), VoteKind.BINDING, council)).toMatchObject({ method: VoteMethod.FOR_AGAINST, blind: false });
  });
});
