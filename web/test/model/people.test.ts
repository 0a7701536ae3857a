import { describe, expect, it } from "vitest";
import { attendanceSummary, ballotsNeeded, chairNow, freeSeats, roomOf, steers } from "../../src/model/people.ts";
import { Presence, Role } from "../../src/model/schema.ts";
import { readModel } from "./build.ts";

const quorum = { numerator: 1n, denominator: 2n };

function council(seats: number, actingChair = "") {
  return {
    case: "room" as const,
    value: {
      id: "room",
      actingChair,
      config: { seats, chair: "R01", secretary: "SEK", facilitators: ["PV1"], rulesetInFull: { quorum } },
    },
  };
}

function member(id: string, label: string, role = Role.COUNCILLOR) {
  return { case: "person" as const, value: { id, label, role, member: true, votes: true } };
}

function here(id: string, presence = Presence.PRESENT, seatOf = "") {
  return { case: "attendance" as const, value: { id, presence, seatOf } };
}

// Half of the seats, rounded up, must have cast (kommuneloven § 11-9): 31 seats 16, 11 seats 6, 18 seats 9.
describe("quorum", () => {
  it.each([
    [31, 16],
    [11, 6],
    [18, 9],
    [1, 1],
  ])("of %i seats is %i ballots", (seats, needed) => {
    const room = roomOf(readModel(council(seats)));
    expect(room && ballotsNeeded(room)).toBe(needed);
  });

  it("is none where the rules ask for none", () => {
    const room = roomOf(readModel({ case: "room", value: { id: "room", config: { seats: 12 } } }));
    expect(room && ballotsNeeded(room)).toBe(0);
  });
});

// A deputy counts for the member whose seat it takes; the member then does not, and the seat is not free.
describe("attendance", () => {
  const entities = readModel(
    council(3),
    member("R02", "Representant 2"),
    member("R10", "Representant 10"),
    member("R01", "Representant 1"),
    member("V1", "Vara 1", Role.DEPUTY),
    { case: "person", value: { id: "KD", label: "Direktør", role: Role.MUNICIPAL_DIRECTOR } },
    here("R01"),
    here("KD"),
    here("R02", Presence.DROPPED),
    here("V1", Presence.PRESENT, "R10"),
  );

  it("counts members with a vote who are here, and the others apart", () => {
    const summary = attendanceSummary(entities);
    expect(summary).toMatchObject({ seats: 3, membersHere: 2, othersHere: 1, dropped: 1, ballotsNeeded: 2, couldDecide: true });
  });

  it("lists members first, numbers in labels in the order of numbers", () => {
    expect(attendanceSummary(entities).rows.map((row) => row.person.id)).toEqual(["R01", "R02", "R10", "V1", "KD"]);
  });

  it("has no free seat where a deputy sits or the member is only disconnected", () => {
    expect(freeSeats(attendanceSummary(entities))).toEqual([]);
  });

  it("has a free seat where the member never came", () => {
    const without = readModel(council(3), member("R01", "A"), member("R02", "B"), here("R01"));
    expect(freeSeats(attendanceSummary(without)).map((person) => person.id)).toEqual(["R02"]);
  });
});

describe("the chair's side", () => {
  it("is the chair, the secretary and the facilitators", () => {
    const room = roomOf(readModel(council(3)));
    expect(room && ["R01", "SEK", "PV1", "R02", ""].map((id) => steers(room, id))).toEqual([true, true, true, false, false]);
  });

  it("follows the chair that was handed over", () => {
    const room = roomOf(readModel(council(3, "R02")));
    expect(room && [chairNow(room), steers(room, "R01"), steers(room, "R02")]).toEqual(["R02", false, true]);
  });
});
