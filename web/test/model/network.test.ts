import { describe, expect, it } from "vitest";
import { answerOf, rollUp, sameQuestions, tagCounts, type Workshop } from "../../src/model/network.ts";
import { VoteMethod, VoteStatus } from "../../src/model/schema.ts";
import { readModel } from "./build.ts";

function position(id: string, form: string, tasks: Record<string, boolean>) {
  return {
    case: "position" as const,
    value: { id, form, version: 1, tasks: Object.entries(tasks).map(([task, wanted]) => ({ task, wanted })) },
  };
}

// The matrix of the steering group: forms, and how many want each task carried on together.
describe("the roll-up of positions", () => {
  const received = rollUp(
    readModel(
      position("K10", "B", { T1: true, T2: false }),
      position("K02", "A", { T1: true, T10: true }),
      position("K01", "B", { T1: false, T2: false }),
    ),
  );

  it("counts forms and tasks, columns and rows in natural order", () => {
    expect([...received.forms]).toEqual([["A", 1], ["B", 2]]);
    expect([...received.tasks]).toEqual([["T1", 2], ["T2", 0], ["T10", 1]]);
    expect(received.rows.map((row) => row.id)).toEqual(["K01", "K02", "K10"]);
    expect(received.received).toBe(3);
  });

  it("tells a no from no answer", () => {
    const [first, second] = received.rows;
    expect(first && second && [answerOf(first, "T2"), answerOf(second, "T2"), answerOf(second, "T1")]).toEqual([false, undefined, true]);
  });
});

type Ranking = readonly (readonly [number, string, bigint])[];

function workshop(id: string, status: VoteStatus, ranking: Ranking, question = "Hva?", earlier?: Ranking): Workshop {
  const vote = (number: bigint, counts: Ranking) => ({
    case: "vote" as const,
    value: {
      id: `${id}-Q${number}`,
      status,
      question,
      opened: { number },
      terms: { method: VoteMethod.RANKING, options: ["A", "B"] },
      result: { borda: counts.map(([rank, option, count]) => ({ rank, option, count })) },
    },
  });
  return {
    id,
    entities: readModel(
      { case: "note", value: { id: "N1", board: "Q1", tag: "helse" } },
      { case: "note", value: { id: "N2", board: "Q1", tag: id === "K01" ? "helse" : "skole" } },
      vote(7n, ranking),
      ...(earlier ? [vote(3n, earlier)] : []),
    ),
  };
}

describe("the same question in several workshops", () => {
  const one = workshop("K01", VoteStatus.CLOSED, [[1, "B", 5n], [2, "A", 2n]]);
  const two = workshop("K02", VoteStatus.DECLARED, [[1, "A", 4n], [2, "B", 3n]]);
  const open = workshop("K03", VoteStatus.OPEN, [[1, "A", 90n]]);

  it("adds up the counts of those that closed, and says where each option came first", () => {
    const [question] = sameQuestions([one, two, open]);
    expect(question?.votes.map((v) => v.workshop)).toEqual(["K01", "K02"]);
    expect(question?.total).toEqual([
      { option: "B", count: 8, first: 1 },
      { option: "A", count: 6, first: 1 },
    ]);
  });

  it("is no roll-up while only one has closed it", () => {
    expect(sameQuestions([one, open])).toEqual([]);
  });

  // Goal: votes that only look alike, as any two for or against, are not added together.
  it("is no roll-up of votes on something else, or on nothing that was said", () => {
    const other = workshop("K02", VoteStatus.DECLARED, [[1, "A", 4n]], "Hvorfor?");
    expect(sameQuestions([one, other])).toEqual([]);
    const silent = ["K01", "K02"].map((id) => workshop(id, VoteStatus.DECLARED, [[1, "A", 4n]], " "));
    expect(sameQuestions(silent)).toEqual([]);
    const spaced = workshop("K02", VoteStatus.DECLARED, [[1, "A", 4n]], "Hva? ");
    expect(sameQuestions([one, spaced])).toHaveLength(1);
  });

  // Goal: a workshop that was asked twice is one workshop, with what it said last.
  it("takes what a workshop said last", () => {
    const again = workshop("K01", VoteStatus.CLOSED, [[1, "B", 5n]], "Hva?", [[1, "A", 50n]]);
    expect(sameQuestions([again])).toEqual([]);
    const [question] = sameQuestions([again, two]);
    expect(question?.votes.map((v) => v.workshop)).toEqual(["K01", "K02"]);
    expect(question?.total).toEqual([
      { option: "B", count: 8, first: 1 },
      { option: "A", count: 4, first: 1 },
    ]);
  });

  it("tags are counted over all workshops, most first", () => {
    expect([...tagCounts([one, two])].map(([tag, rooms]) => [tag, [...rooms]])).toEqual([
      ["helse", [["K01", 2], ["K02", 1]]],
      ["skole", [["K02", 1]]],
    ]);
  });
});
