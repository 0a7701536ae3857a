import { describe, expect, it } from "vitest";
import { byParty, dutyToVote, openVote, turnoutOf } from "../../src/model/votes.ts";
import { Presence, VoteKind, VoteStatus } from "../../src/model/schema.ts";
import { readModel } from "./build.ts";

const roll = ["R01", "R02", "R03", "R04"];

function vote(status: VoteStatus, result?: object, kind = VoteKind.BINDING) {
  return {
    case: "vote" as const,
    value: { id: "V", status, roll, parties: ["Ap", "H", "H", "Ap"], terms: { vote: "V", kind }, ...(result ? { result } : {}) },
  };
}

function ballot(voter: string, choice = "") {
  return { case: "ballot" as const, value: { id: `V/${voter}`, vote: "V", voter, paper: { choice } } };
}

function here(id: string, presence = Presence.PRESENT) {
  return { case: "attendance" as const, value: { id, presence } };
}

const room = { case: "room" as const, value: { id: "room", openVote: "V" } };

// The chair's side is sent that somebody has voted, never what; others are sent the number only.
describe("who has not voted", () => {
  const entities = readModel(
    room,
    vote(VoteStatus.OPEN),
    { case: "turnout", value: { id: "V", cast: 1 } },
    here("R01"),
    here("R02"),
    here("R03", Presence.LEFT),
    here("R04", Presence.RETURNED),
    ballot("R01"),
  );
  const open = openVote(entities);

  it("is named to the chair's side, in the order of the roll, apart from those who left", () => {
    expect(open && turnoutOf(entities, open, true)).toEqual({ cast: 1, roll: 4, notCast: ["R02", "R04"], away: ["R03"] });
  });

  it("is not worked out for others", () => {
    expect(open && turnoutOf(entities, open, false)).toEqual({ cast: 1, roll: 4, notCast: undefined, away: [] });
  });

  it("there is a duty to vote in binding votes and elections only", () => {
    const duty = (kind: VoteKind) => {
      const one = readModel(vote(VoteStatus.OPEN, undefined, kind)).get("vote", "V");
      return one && dutyToVote(one);
    };
    expect([VoteKind.BINDING, VoteKind.ELECTION, VoteKind.STRAW, VoteKind.INPUT].map(duty)).toEqual([true, true, false, false]);
  });
});

it("votes by party are counted from the ballots that were sent", () => {
  const entities = readModel(vote(VoteStatus.CLOSED), ballot("R01", "for"), ballot("R02", "for"), ballot("R03", "mot"), ballot("R04", "for"));
  const one = entities.get("vote", "V");
  const parties = one && byParty(entities, one);
  expect(parties && [...parties].map(([choice, by]) => [choice, [...by]])).toEqual([
    ["for", [["Ap", 2], ["H", 1]]],
    ["mot", [["H", 1]]],
  ]);
});
