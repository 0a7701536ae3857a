import { create } from "@bufbuild/protobuf";
import { TimerSchema, TallyResultSchema, VoteMethod, VoteSchema, VoteStatus } from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

import { parseRoute } from "../src/app/router.ts";
import { moved } from "../src/logic/order.ts";
import { hasResult, rowsOf } from "../src/logic/results.ts";
import { clockText, runningFor, viewTimer } from "../src/logic/timers.ts";
import paths from "../src/words/paths.json";

describe("moving in a list", () => {
  it.each([
    ["a", 1, "bac"],
    ["c", 0, "cab"],
    ["b", 9, "acb"],
    ["b", -1, "bac"],
    ["x", 0, "abc"],
  ])("puts %s at %i", (item, to, order) => {
    expect(moved([..."abc"], item, to).join("")).toBe(order);
  });
});

describe("a timer", () => {
  const timer = create(TimerSchema, { id: "T", seconds: 90, startedMs: 1_000_000n });
  it.each([
    [1_000_000, 90],
    [1_000_001, 90],
    [1_089_999, 1],
    [1_090_000, 0],
    [1_100_000, -10],
  ])("at %i shows %i seconds", (now, left) => {
    expect(viewTimer(timer, now).secondsLeft).toBe(left);
  });
  it("stands still when it is stopped", () => {
    const stopped = create(TimerSchema, { ...timer, endedMs: 1_030_000n });
    expect(viewTimer(stopped, 9_999_999)).toEqual({ running: false, secondsLeft: 60 });
  });
  it.each([
    [0, "0:00"],
    [65, "1:05"],
    [3600, "1:00:00"],
    [-61, "\u22121:01"],
  ])("%i seconds read %s", (seconds, shown) => {
    expect(clockText(seconds)).toBe(shown);
  });
});

// Goal: a clock ends with the speech it was started for, and no other clock with it.
it("those that run for a speaker are found by their label", () => {
  const clock = (id: string, purpose: string, endedMs = 0n) => create(TimerSchema, { id, purpose, endedMs });
  const all = [clock("T1", "Kari"), clock("T2", "Kari", 5n), clock("T3", "Ola"), clock("T4", "Gruppearbeid"), clock("T5", "")];
  expect(runningFor(all, ["Kari", "Ola", ""]).map(({ id }) => id)).toEqual(["T1", "T3"]);
});

describe("routes", () => {
  it.each([
    ["/", "", { view: "start" }],
    ["/j", "#tb1.abc", { view: "join", code: "tb1.abc" }],
    ["/w/A/K04", "", { view: "room", programme: "A", room: "K04", page: "" }],
    ["/w/A/K04/notes", "", { view: "room", programme: "A", room: "K04", page: "notes" }],
    [`/w/A/K04/${paths.screen}`, "", { view: "screen", programme: "A", room: "K04" }],
    [`/w/A/K04/${paths.public}`, "", { view: "public", programme: "A", room: "K04" }],
    ["/p/A", "", { view: "network", programme: "A" }],
    ["/admin", "", { view: "admin" }],
    [`/${paths.accessibility}`, "", { view: "accessibility" }],
    ["/w/A", "", { view: "notFound" }],
    ["/w/A/B/c/d", "", { view: "notFound" }],
    ["/%zz", "", { view: "notFound" }],
  ])("%s%s", (path, hash, route) => {
    expect(parseRoute(path, hash)).toEqual(route);
  });
});

describe("results", () => {
  const result = create(TallyResultSchema, {
    ranking: [
      { rank: 1, option: "b", count: 4n },
      { rank: 2, option: "a", count: 1n },
    ],
    winner: "b",
  });
  const vote = (status: VoteStatus) =>
    create(VoteSchema, { id: "V", status, result, terms: { method: VoteMethod.DOTS, options: ["a", "b"] } });

  // Goal: no view shows a count of a vote that is open, annulled or planned.
  it("may be shown only once the vote has closed", () => {
    const shown = Object.values(VoteStatus)
      .filter((status) => typeof status === "number")
      .filter((status) => hasResult(vote(status)));
    expect(shown).toEqual([VoteStatus.CLOSED, VoteStatus.DECLARED]);
  });

  it("are read in the order of their places", () => {
    expect(rowsOf(vote(VoteStatus.CLOSED))).toEqual([
      { option: "b", count: 4, rank: 1, won: true, share: 1 },
      { option: "a", count: 1, rank: 2, won: false, share: 0.25 },
    ]);
  });
});
