import { create } from "@bufbuild/protobuf";
import type { ReadModel } from "@tingbok/client";
import {
  EntitySchema,
  LineageKind,
  LineageNodeSchema,
  LineageSchema,
  ProposalStatus,
  TimelineMarkKind,
  TimelineSchema,
} from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

import { entityTitle, factChanges, factsOf } from "../../src/logic/past_facts.ts";
import { bumpLines, changes, listStretches } from "../../src/model/past/bump.ts";
import { modelOf, nodeLabel, nodeSentence } from "../../src/logic/lineage_text.ts";
import { drawLineage, nodeSize, step } from "../../src/model/past/graph.ts";
import { compareWords } from "../../src/model/past/words.ts";
import vocabulary from "../../src/model/vocabulary.json";
import { entity, readModel } from "../model/build.ts";

describe("wordings", () => {
  const pieces = (before: string, after: string) =>
    compareWords(before, after).map(({ text, added, removed }) => (added ? `+${text}` : removed ? `-${text}` : text));
  it("are compared word by word", () => {
    expect(pieces("Flere boliger i sentrum", "Flere rimelige boliger i byen")).toEqual([
      "Flere ", "+rimelige ", "boliger i ", "-sentrum", "+byen",
    ]);
  });
  it("that are equal are one piece, and none where there are none", () => {
    expect(pieces("likt", "likt")).toEqual(["likt"]);
    expect(pieces("", "")).toEqual([]);
  });
  it("that are very long stand whole after each other", () => {
    const long = "ord ".repeat(4000);
    expect(compareWords(long, `${long}til`).map(({ added, removed }) => [added, removed])).toEqual([[false, true], [true, false]]);
  });
});

describe("a list over time", () => {
  // Goal: no move is passed over: those that share a mark are read, also past a moment somebody named among them.
  it("is read from each mark of a list to what is marked next", () => {
    const { PRIORITY, MOMENT, VOTE_OPENED } = TimelineMarkKind;
    const marks = [
      { kind: PRIORITY, number: 5n, timeMs: 500n, id: "topp" },
      { kind: MOMENT, number: 6n, timeMs: 600n, id: "M1" },
      { kind: VOTE_OPENED, number: 9n, timeMs: 900n, id: "V1" },
      // Two lists that one event changed, then the order of voting, which is no list that is shown.
      { kind: PRIORITY, number: 12n, timeMs: 1200n, id: "topp" },
      { kind: PRIORITY, number: 12n, timeMs: 1200n, id: "bunn" },
      { kind: PRIORITY, number: 14n, timeMs: 1400n, id: `${vocabulary.voting_order_list} S1` },
      { kind: PRIORITY, number: 20n, timeMs: 2000n, id: "bunn" },
    ];
    expect(listStretches(create(TimelineSchema, { head: 30n, marks }))).toEqual([
      { from: 5, to: 9, beforeMs: 60_500 },
      { from: 12, to: 13, beforeMs: 61_200 },
      { from: 12, to: 14, beforeMs: 61_200 },
      { from: 20, to: 31, beforeMs: 62_000 },
    ]);
  });
  const moment = (number: number, order: string[], locked = false) => ({ number, timeMs: number, order, locked });
  it("leaves out moments at which nothing moved", () => {
    const all = [moment(1, ["a", "b"]), moment(2, ["a", "b"]), moment(3, ["b", "a"]), moment(4, ["b", "a"], true)];
    expect(changes(all).map(({ number }) => number)).toEqual([1, 3, 4]);
  });
  it("has a line for each entry, those that fell out last", () => {
    expect(bumpLines([moment(1, ["a", "b", "c"]), moment(2, ["c", "a"])])).toEqual([
      { id: "c", places: [3, 1] },
      { id: "a", places: [1, 2] },
      { id: "b", places: [2, undefined] },
    ]);
  });
});

describe("a lineage", () => {
  const lineage = create(LineageSchema, {
    root: "D",
    nodes: ["L1", "L2", "P", "D"].map((key, at) => ({ key, kind: LineageKind.NOTE, number: BigInt(at + 1) })),
    edges: [
      { from: "L1", to: "P" },
      { from: "L2", to: "P" },
      { from: "P", to: "D" },
      { from: "GONE", to: "D" },
    ],
  });
  const picture = drawLineage(lineage);
  const place = (key: string) => picture.nodes.find(({ node }) => node.key === key)!;

  it("is drawn from left to right, and no two nodes lie on each other", () => {
    expect(place("L1").x).toBe(place("L2").x);
    expect(place("P").x).toBeGreaterThanOrEqual(place("L1").x + nodeSize.width);
    expect(place("D").x).toBeGreaterThanOrEqual(place("P").x + nodeSize.width);
    expect(Math.abs(place("L1").y - place("L2").y)).toBeGreaterThanOrEqual(nodeSize.height);
    expect(picture.edges.map(({ from, to }) => `${from}>${to}`)).toEqual(["L1>P", "L2>P", "P>D"]);
    for (const { points } of picture.edges) expect(points.length).toBeGreaterThan(1);
  });
  it("is walked by arrows along its edges", () => {
    expect(step(picture, "D", "ArrowLeft")).toBe("P");
    expect(["L1", "L2"]).toContain(step(picture, "P", "ArrowLeft"));
    expect(step(picture, "L1", "ArrowRight")).toBe("P");
    const upper = place("L1").y < place("L2").y ? "L1" : "L2";
    const lower = upper === "L1" ? "L2" : "L1";
    expect(step(picture, upper, "ArrowDown")).toBe(lower);
    expect(step(picture, lower, "ArrowUp")).toBe(upper);
    expect(step(picture, "D", "ArrowRight")).toBeUndefined();
    expect(step(picture, "D", "Home")).toBe("L1");
    expect(step(picture, "D", "x")).toBeUndefined();
  });
  it("of nothing is an empty picture", () => {
    expect(drawLineage({ nodes: [], edges: [] })).toMatchObject({ nodes: [], edges: [] });
  });
  it("with one node is a picture of one", () => {
    expect(drawLineage({ nodes: [create(LineageNodeSchema, { key: "A" })], edges: [] }).nodes.length).toBe(1);
  });
});

describe("a step in another room", () => {
  const entities = readModel(
    { case: "person", value: { id: "R01", label: "Representant 1" } },
    { case: "proposal", value: { id: "P1", text: "Her" } },
  );
  const names: ReadModel = { ...entities, number: 1, timeMs: 0, own: () => [], behindClosedDoors: () => false };
  const proposal = (workshop: string) =>
    create(LineageNodeSchema, { kind: LineageKind.PROPOSAL, workshop, id: "P1", actor: "R01", text: "Der" });

  it("is not taken for what has the same id here", () => {
    const split = (workshop: string) => create(LineageNodeSchema, { kind: LineageKind.SPLIT, workshop, id: "P1" });
    expect(nodeLabel(modelOf(names, "B/ST", split("B/ST")), split("B/ST"))).toBe("P1: Her");
    expect(nodeLabel(modelOf(names, "B/ST", split("B/K04")), split("B/K04"))).toBe("P1");
  });
  it("is told with its room, by the names of the programme's people", () => {
    expect(nodeSentence(names, "B/ST", proposal("B/ST"))).toMatch(/^[\d.:]+: Representant 1 fremmet P1: «Der»/);
    expect(nodeSentence(names, "B/ST", proposal("B/K04"))).toMatch(/, B\/K04: Representant 1 fremmet P1: «Der»/);
  });
  it("that sent its position says how far it had come", () => {
    const position = (workshop: string) => create(LineageNodeSchema, { kind: LineageKind.POSITION, workshop, id: "K04", number: 50n });
    expect(nodeSentence(names, "B/ST", position("B/ST"))).toMatch(/: Standpunktet fra K04 kom inn\.$/);
    expect(nodeSentence(names, "B/ST", position("B/K04"))).toMatch(/, B\/K04: rommet var kommet til hendelse 50\.$/);
  });
});

describe("what an entity says", () => {
  const names = readModel(
    { case: "person", value: { id: "R01", label: "Representant 1" } },
    { case: "cluster", value: { id: "U1", title: "Sjø" } },
  );
  const proposal = (text: string, status: ProposalStatus, support: string[]) =>
    entity({ case: "proposal", value: { id: "P1", text, status, by: "R01", support } });

  it("is compared fact by fact, by the names people know", () => {
    const before = factsOf(proposal("Havna", ProposalStatus.TABLED, []), names);
    const after = factsOf(proposal("Hele havna", ProposalStatus.TABLED, ["R01"]), names);
    expect(factChanges(before, after)).toEqual([
      { name: "past.fact.text", before: "Havna", after: "Hele havna", prose: true },
      { name: "past.fact.support", before: undefined, after: "Representant 1", prose: false },
    ]);
  });
  it("says nothing where it holds nothing", () => {
    expect(factsOf(create(EntitySchema, { slot: 3 }), names)).toEqual([]);
  });
  it("has a title by which it is known", () => {
    expect(entityTitle(entity({ case: "cluster", value: { id: "U1", title: "Sjø" } }), names)).toBe("U1: Sjø");
    expect(entityTitle(entity({ case: "ballot", value: { id: "V/R01", vote: "V", voter: "R01" } }), names)).toBe("V – Representant 1");
    // A decision's id is its number in the log, which says nothing to people.
    expect(entityTitle(entity({ case: "decision", value: { id: "312", item: "S1" } }), names)).toBe("Vedtak");
  });
});
