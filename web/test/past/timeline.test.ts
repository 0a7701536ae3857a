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

describe("what lasts", () => {
  /** Spans of a day with a mark each 100 ms: kind, id, and how many marks in it begins and ends. */
  const lasting = (...kinds: [TimelineMarkKind, string?][]) => {
    const marks = kinds.map(([kind, id], at) => mark(kind, at + 1, id));
    const line = create(TimelineSchema, { startMs: 100n, endMs: BigInt(kinds.length * 100), marks });
    const along = (fraction: number) => Math.round(fraction * (kinds.length - 1));
    return spans(line).map(({ kind, id, from, to }) => [kind, id, along(from), along(to)]);
  };
  const K = TimelineMarkKind;

  // Goal: a span ends where what it stands for ended, not where something else of its kind did.
  it("ends where it was ended, at the next of its kind, or with the meeting", () => {
    const ended = lasting(
      [K.ITEM, "S1"], [K.PHASE, "F1"], [K.VOTE_OPENED, "V1"], [K.VOTE_ANNULLED, "V1"], [K.PHASE_ENDED, "F1"], [K.ITEM_CLOSED, "S1"],
      [K.ITEM, "S2"], [K.PHASE, ""], [K.VOTE_OPENED, "V2"], [K.VOTE_CLOSED, "V1"], [K.PHASE, "F2"], [K.ITEM, "S3"], [K.VOTE_OPENED, "V3"],
      [K.ITEM_CLOSED, "S2"], [K.PHASE_ENDED, "F1"], [K.ADJOURNED],
    );
    expect(ended).toEqual([
      ["item", "S1", 0, 5], ["phase", "F1", 1, 4], ["vote", "V1", 2, 3],
      ["item", "S2", 6, 11], ["phase", "", 7, 10], ["vote", "V2", 8, 12], ["phase", "F2", 10, 15], ["item", "S3", 11, 15], ["vote", "V3", 12, 15],
    ]);
  });

  // Goal: a break is as long as it was, and the phase it falls in goes on after it.
  it("is not ended by a break, which ends by itself or where the meeting goes on", () => {
    expect(lasting([K.PHASE, "F1"], [K.BREAK], [K.BREAK_ENDED], [K.PHASE_ENDED, "F1"], [K.ADJOURNED])).toEqual([
      ["phase", "F1", 0, 3],
      ["break", "", 1, 2],
    ]);
    expect(lasting([K.BREAK], [K.ITEM, "S1"], [K.BREAK], [K.PHASE, "F1"], [K.BREAK], [K.ADJOURNED], [K.OPENED]).map(([kind, , from, to]) => [kind, from, to])).toEqual([
      ["break", 0, 1], ["item", 1, 5], ["break", 2, 3], ["phase", 3, 5], ["break", 4, 5],
    ]);
  });

  it("and is never ended lasts to the end of the line", () => {
    expect(lasting([K.ITEM, "S1"], [K.MODE])).toEqual([["item", "S1", 0, 1]]);
  });
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
