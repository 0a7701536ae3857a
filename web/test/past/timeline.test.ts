import { create } from "@bufbuild/protobuf";
import { TimelineMarkKind, TimelineSchema } from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

import { evenLine, fractionOf, neighbour, numberAt, spans, timeOn } from "../../src/model/past/timeline.ts";

const mark = (kind: TimelineMarkKind, number: number, id = "") => ({ kind, number: BigInt(number), timeMs: BigInt(number * 100), id });
/** Ten events, one each 100 ms, of which the first stretch holds six, the second none, the third four. */
const day = create(TimelineSchema, {
  head: 10n,
  startMs: 100n,
  endMs: 1000n,
  stretches: [
    { startMs: 100n, first: 1n, events: 6 },
    { startMs: 400n, first: 7n, events: 0 },
    { startMs: 700n, first: 7n, events: 4 },
  ],
  marks: [
    mark(TimelineMarkKind.OPENED, 1),
    mark(TimelineMarkKind.ITEM, 2, "S1"),
    mark(TimelineMarkKind.PHASE, 3, "F1"),
    mark(TimelineMarkKind.VOTE_OPENED, 4, "V1"),
    mark(TimelineMarkKind.VOTE_OPENED, 5, "V2"),
    mark(TimelineMarkKind.VOTE_CLOSED, 6, "V1"),
    mark(TimelineMarkKind.BREAK, 7),
    mark(TimelineMarkKind.ITEM, 8, "S2"),
    mark(TimelineMarkKind.ADJOURNED, 10),
  ],
});

describe("a place on the line", () => {
  it.each([
    [-1, 1],
    [0, 1],
    [1 / 6, 3],
    [1 / 3, 6],
    [0.5, 6],
    [2 / 3, 6],
    [5 / 6, 8],
    [1, 10],
    [7, 10],
  ])("%f means number %i", (fraction, number) => {
    expect(numberAt(day, fraction)).toBe(number);
  });
  it("is the share of the time that has passed", () => {
    expect([0, 100, 550, 1000, 2000].map((ms) => fractionOf(day, ms))).toEqual([0, 0, 0.5, 1, 1]);
  });
  it("is the end where the day has no length or no stretches", () => {
    expect(fractionOf(create(TimelineSchema, { startMs: 5n, endMs: 5n }), 5)).toBe(1);
    expect(numberAt(create(TimelineSchema, { head: 3n }), 0.5)).toBe(3);
  });
});

it("what lasts ends where it was ended, or with the meeting", () => {
  expect(spans(day).map(({ kind, id, number, from, to }) => [kind, id, number, Math.round(from * 9), Math.round(to * 9)])).toEqual([
    ["item", "S1", 2, 1, 7],
    ["phase", "F1", 3, 2, 6],
    ["vote", "V1", 4, 3, 4],
    ["vote", "V2", 5, 4, 9],
    ["break", "", 7, 6, 9],
    ["item", "S2", 8, 7, 9],
  ]);
});

it("the neighbours of a number are the marks before and after it", () => {
  expect(neighbour(day, 5, -1)?.number).toBe(4n);
  expect(neighbour(day, 5, 1)?.number).toBe(6n);
  expect(neighbour(day, 1, -1)).toBeUndefined();
  expect(neighbour(day, 10, 1)).toBeUndefined();
});

describe("a time of day", () => {
  /** 22:15:30 local time, wherever the test runs. */
  const start = new Date(2026, 0, 15, 22, 15, 30);
  const evening = create(TimelineSchema, { startMs: BigInt(start.getTime()) });
  const local = (day: number, ...time: [number, number, number]) => new Date(2026, 0, day, ...time).toISOString();

  // Goal: what the page shows as a time can be typed, in every language it is shown in.
  it.each([
    ["23:05", local(15, 23, 5, 0)],
    [" 23.05 ", local(15, 23, 5, 0)],
    ["23:05:59", local(15, 23, 5, 59)],
    ["11:05 PM", local(15, 23, 5, 0)],
    ["11:05\u202fpm", local(15, 23, 5, 0)],
    ["00:30", local(16, 0, 30, 0)],
    ["12:30 AM", local(16, 0, 30, 0)],
    ["9.00", local(16, 9, 0, 0)],
    // The minute that the line begins in means its beginning, not the day after.
    ["22:15", start.toISOString()],
    ["22:14", local(16, 22, 14, 0)],
  ])("%s is read as the server reads times", (text, time) => {
    expect(timeOn(evening, text)).toBe(time);
  });

  // Goal: what is no time of day goes to the server as it was typed.
  it.each(["17", "M1", "24:00", "10:60", "10:5", "10:15:60", "script:12", "2026-01-15T10:15:00Z"])("%s is none", (text) => {
    expect(timeOn(evening, text)).toBeUndefined();
  });
  it("is none on a line without times", () => {
    expect(timeOn(evenLine(50), "10:15")).toBeUndefined();
  });
});

it("a line of events alone gives each as much room as the next", () => {
  const line = evenLine(50);
  expect([0, 0.5, 1].map((fraction) => numberAt(line, fraction))).toEqual([1, 25, 50]);
  expect([0, 25, 50].map((number) => fractionOf(line, number))).toEqual([0, 0.5, 1]);
});
