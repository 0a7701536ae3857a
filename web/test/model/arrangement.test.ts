import { describe, expect, it } from "vitest";
import { agenda, nextPhase, plannedVotes, previousPhase, standingAgenda } from "../../src/model/agenda.ts";
import { clusters, looseNotes, rankedLists, rankedRows } from "../../src/model/lists.ts";
import { freshId, titleOf } from "../../src/model/names.ts";
import { PhaseStatus, VoteStatus } from "../../src/model/schema.ts";
import { orderList } from "../../src/model/voting_order.ts";
import { readModel } from "./build.ts";

describe("the list of items", () => {
  const items = ["A", "B", "C"].map((id) => ({
    case: "item" as const,
    value: { id, title: id, finishedAt: id === "A" ? 7n : 0n },
  }));

  it("follows the arranged order, later items at the end", () => {
    const entities = readModel({ case: "room", value: { id: "room", openItem: "B", itemOrder: ["B", "A"] } }, ...items);
    expect(agenda(entities).map((row) => [row.item.id, row.state])).toEqual([["B", "open"], ["A", "done"], ["C", "planned"]]);
  });

  // Goal: what was struck is no item to those who only look on.
  it("stands without what was struck", () => {
    const struck = { case: "item" as const, value: { id: "D", status: "strøket" } };
    const entities = readModel(...items, struck);
    expect(agenda(entities).map((row) => row.item.id)).toEqual(["A", "B", "C", "D"]);
    expect(standingAgenda(entities).map((row) => row.item.id)).toEqual(["A", "B", "C"]);
  });

  it("holds the votes of an item, but none that was struck", () => {
    const vote = (id: string, status: VoteStatus) => ({ case: "vote" as const, value: { id, status, terms: { item: "B" } } });
    const entities = readModel(...items, vote("V1", VoteStatus.PLANNED), vote("V2", VoteStatus.DROPPED));
    expect(agenda(entities)[1]?.votes.map((v) => v.id)).toEqual(["V1"]);
    expect(plannedVotes(entities).map((v) => v.id)).toEqual(["V1"]);
  });
});

// Stepping back starts a phase again that was done; the next is the first planned one after it.
describe("phases", () => {
  const phase = (id: string, status: PhaseStatus) => ({ case: "phase" as const, value: { id, status } });

  it("go forward to the next planned one, and back to the last that was done", () => {
    const entities = readModel(
      phase("1", PhaseStatus.DONE),
      phase("2", PhaseStatus.DROPPED),
      phase("3", PhaseStatus.ACTIVE),
      phase("4", PhaseStatus.PLANNED),
    );
    expect([nextPhase(entities)?.id, previousPhase(entities)?.id]).toEqual(["4", "1"]);
  });

  it("after the last one there is none, but one that was passed over", () => {
    const entities = readModel(phase("1", PhaseStatus.PLANNED), phase("2", PhaseStatus.DONE));
    expect([nextPhase(entities)?.id, previousPhase(entities)?.id]).toEqual(["1", "2"]);
  });
});

describe("lists and clusters", () => {
  const entities = readModel(
    { case: "priorityList", value: { id: "SATS", set: true, order: ["P2", "P1"] } },
    { case: "priorityList", value: { id: orderList("PS 1"), set: true, order: ["P1"] } },
    { case: "priorityList", value: { id: "EMPTY", set: false } },
    { case: "proposal", value: { id: "P1", text: "Skole" } },
    { case: "note", value: { id: "N1", text: "en", cluster: "U1" } },
    { case: "note", value: { id: "N2", text: "to" } },
    { case: "note", value: { id: "N3", text: "tre" } },
    { case: "cluster", value: { id: "U1", title: "Liten", notes: ["N1", "HIDDEN"] } },
    { case: "cluster", value: { id: "U2", title: "Stor", notes: ["N4", "N5", "N6"] } },
  );

  it("a ranked list is shown, an order of voting and an unset list are not", () => {
    expect(rankedLists(entities).map((list) => list.id)).toEqual(["SATS"]);
    const list = entities.get("priorityList", "SATS");
    expect(list && rankedRows(entities, list).map((row) => [row.place, row.id, row.proposal?.text])).toEqual([[1, "P2", undefined], [2, "P1", "Skole"]]);
  });

  it("clusters stand with the largest first, with the notes the viewer was sent", () => {
    expect(clusters(entities).map((row) => [row.cluster.id, row.notes.map((note) => note.id)])).toEqual([["U2", []], ["U1", ["N1"]]]);
    expect(looseNotes(entities).map((note) => note.id)).toEqual(["N3", "N2"]);
  });

  it("an id is shown with its name where it has one", () => {
    expect([titleOf(entities, "P1"), titleOf(entities, "U1"), titleOf(entities, "X")]).toEqual(["P1 · Skole", "U1 · Liten", "X"]);
  });
});

it("a fresh id is one past the highest in use, and other ids do not count", () => {
  expect(freshId("P", ["P1", "P9", "PS 3", "Px"])).toBe("P10");
  expect(freshId("V", [])).toBe("V1");
});
