import { describe, expect, it } from "vitest";
import { orderInForce, orderList, isOrderList, proposedOrder, reachOf, reasonOf, termsOf } from "../../src/model/voting_order.ts";
import { ProposalStatus, VoteMethod } from "../../src/model/schema.ts";
import { readModel } from "./build.ts";

function proposal(id: string, kind: string, text = id, more: { amends?: string; status?: ProposalStatus; item?: string } = {}) {
  return {
    case: "proposal" as const,
    value: { id, kind, text, item: "PS 1", status: ProposalStatus.TABLED, ...more },
  };
}

const table = [
  proposal("OVS", "oversendelsesforslag"),
  proposal("INN", "innstilling", "Kommunen bygger en ny skole i sentrum innen 2030"),
  proposal("TIL1", "tilleggsforslag"),
  proposal("E1", "endringsforslag", "Kommunen bygger en ny skole i sentrum innen 2035", { amends: "INN" }),
  proposal("E2", "endringsforslag", "Ingen skole skal bygges", { amends: "INN" }),
  proposal("E3", "endringsforslag", "Kommunen bygger en ny skole i sentrum innen 2036", { amends: "E1" }),
  proposal("TIL2", "tilleggsforslag"),
  proposal("AVV", "avvisningsforslag"),
  proposal("UTS", "utsettelsesforslag"),
];

// The order practice proposes: postpone, return, amendments by how far they reach, additions, the recommendation, forwarding.
describe("the proposed order of voting", () => {
  it("goes from postponement to forwarding, amendments of amendments before what they amend", () => {
    const order = proposedOrder(readModel(...table), "PS 1").map((step) => step.proposal.id);
    expect(order).toEqual(["UTS", "AVV", "E3", "E2", "E1", "TIL1", "TIL2", "INN", "OVS"]);
  });

  it("sets an amendment against what it amends, and asks for or against the rest", () => {
    const steps = proposedOrder(readModel(...table), "PS 1");
    const of = (id: string) => steps.find((step) => step.proposal.id === id);
    expect(of("E2")?.against?.id).toBe("INN");
    expect(of("E3")?.against?.id).toBe("E1");
    expect(of("TIL1")?.against).toBeUndefined();
    expect(of("INN")?.against).toBeUndefined();
  });

  it("sets an alternative that names nothing against the recommendation", () => {
    const steps = proposedOrder(readModel(proposal("INN", "innstilling"), proposal("ALT", "alternativt forslag")), "PS 1");
    expect(steps.map((step) => [step.proposal.id, step.against?.id])).toEqual([["ALT", "INN"], ["INN", undefined]]);
  });

  it("leaves out what is off the table or of another item", () => {
    const entities = readModel(
      proposal("A", "innstilling"),
      proposal("B", "endringsforslag", "b", { amends: "A", status: ProposalStatus.WITHDRAWN }),
      proposal("C", "innstilling", "c", { item: "PS 2" }),
    );
    expect(proposedOrder(entities, "PS 1").map((step) => step.proposal.id)).toEqual(["A"]);
  });

  it("ends on a ring of amendments", () => {
    const ring = readModel(
      proposal("A", "endringsforslag", "a", { amends: "B" }),
      proposal("B", "endringsforslag", "b", { amends: "A" }),
    );
    expect(proposedOrder(ring, "PS 1")).toHaveLength(2);
  });
});

describe("the order in force", () => {
  it("is the proposed one until the chair records another", () => {
    expect(orderInForce(readModel(...table), "PS 1").recorded).toBe(false);
  });

  it("is the recorded one, with later proposals at the end and withdrawn ones left out", () => {
    const entities = readModel(...table.slice(0, 3), {
      case: "priorityList",
      value: { id: orderList("PS 1"), set: true, order: ["TIL1", "GONE", "INN"] },
    });
    const { steps, recorded } = orderInForce(entities, "PS 1");
    expect(recorded).toBe(true);
    expect(steps.map((step) => step.proposal.id)).toEqual(["TIL1", "INN", "OVS"]);
  });

  it("has a list of its own for each item, within the 64 bytes an id may have", () => {
    const long = orderList("å".repeat(64));
    expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(64);
    expect(long.includes("\uFFFD")).toBe(false);
    expect(isOrderList(orderList("PS 1/26"))).toBe(true);
    expect(isOrderList("SATS")).toBe(false);
  });
});

describe("terms of a step", () => {
  it("are a vote between two for an amendment, and about both", () => {
    const step = proposedOrder(readModel(...table), "PS 1").find((s) => s.proposal.id === "E1");
    expect(step && termsOf(step, "V1", "PS 1")).toMatchObject({
      method: VoteMethod.ALTERNATIVE,
      options: ["INN", "E1"],
      about: ["INN", "E1"],
    });
  });

  it("are for or against a recommendation", () => {
    const step = proposedOrder(readModel(proposal("INN", "innstilling")), "PS 1")[0];
    expect(step && termsOf(step, "V1", "PS 1")).toMatchObject({ method: VoteMethod.FOR_AGAINST, about: ["INN"] });
  });
});

// The measure: words in one wording only, of all words.
describe("how far an amendment reaches", () => {
  it.each([
    ["samme ord", "samme ord", 0],
    ["helt annet", "noe nytt", 100],
    ["a b c d", "a b c e", 40],
    ["", "", 0],
  ])("%s against %s is %i percent", (text, base, percent) => {
    expect(reachOf(text, base)).toBe(percent);
  });
});

it("a proposal that amends something is an amendment, whatever its kind is called", () => {
  const entities = readModel(proposal("A", "innstilling"), proposal("B", "forslag", "b", { amends: "A" }));
  const b = entities.get("proposal", "B");
  expect(b && reasonOf(b)).toBe("amendment");
});
