import { describe, expect, it } from "vitest";
import { follow, sceneOf } from "../../src/model/scene.ts";
import { MeetingStatus, VoteStatus } from "../../src/model/schema.ts";
import { readModel } from "./build.ts";

function room(more: object = {}) {
  return { case: "room" as const, value: { id: "room", status: MeetingStatus.OPEN, openItem: "S1", ...more } };
}
const note = (id: string) => ({ case: "note" as const, value: { id, text: id } });
const list = (...order: string[]) => ({ case: "priorityList" as const, value: { id: "L", set: true, order } });
const vote = (status: VoteStatus, item = "S1") => ({
  case: "vote" as const,
  value: { id: "V", status, terms: { item }, result: { cast: 1 }, closed: { number: 5n } },
});

function shown(...kinds: Parameters<typeof readModel>) {
  const entities = readModel(...kinds);
  return sceneOf(entities, follow(entities, undefined)).show;
}

describe("the wall, switched on in the middle", () => {
  it("shows what the open item has come to", () => {
    expect(shown(room())).toBe("agenda");
    expect(shown(room(), note("N1"))).toBe("notes");
    expect(shown(room(), note("N1"), list("P1"))).toBe("list");
    expect(shown(room(), note("N1"), list("P1"), vote(VoteStatus.CLOSED))).toBe("result");
  });

  it("shows no result of another item, and none that was annulled", () => {
    expect(shown(room(), vote(VoteStatus.CLOSED, "S2"))).toBe("agenda");
    expect(shown(room(), vote(VoteStatus.ANNULLED))).toBe("agenda");
  });

  it("shows the list of items before the meeting and in a break", () => {
    expect(shown(room({ status: MeetingStatus.CONVENED }), note("N1"))).toBe("agenda");
    expect(shown(room({ phase: "pause" }), note("N1"))).toBe("agenda");
  });
});

// Doors and an open vote come before all else, whatever was touched last.
describe("what comes before everything", () => {
  it("is closed doors, with the legal basis and nothing more", () => {
    const entities = readModel(room({ doorsClosed: "§ 11-5", openVote: "V" }), vote(VoteStatus.OPEN), note("N1"));
    expect(sceneOf(entities, follow(entities, undefined))).toEqual({ show: "doors", basis: "§ 11-5" });
  });

  it("is an open vote", () => {
    expect(shown(room({ openVote: "V" }), vote(VoteStatus.OPEN), list("P1"))).toBe("vote");
  });
});

describe("the wall follows", () => {
  it("from notes to a result, to a list that is moved, and on to the next item", () => {
    const steps = [
      readModel(room(), note("N1")),
      readModel(room(), note("N1"), vote(VoteStatus.CLOSED)),
      readModel(room(), note("N1"), vote(VoteStatus.CLOSED), list("P1", "P2")),
      readModel(room(), note("N1"), vote(VoteStatus.DECLARED), list("P1", "P2")),
      readModel(room(), note("N1"), vote(VoteStatus.DECLARED), list("P2", "P1")),
      readModel(room(), note("N1"), vote(VoteStatus.DECLARED), list("P2", "P1"), note("N2")),
      readModel(room({ openItem: "S2" }), note("N1"), vote(VoteStatus.DECLARED), list("P2", "P1"), note("N2")),
    ];
    let watched: ReturnType<typeof follow> | undefined;
    const seen = steps.map((entities) => {
      watched = follow(entities, watched);
      return sceneOf(entities, watched).show;
    });
    expect(seen).toEqual(["notes", "result", "list", "result", "list", "notes", "agenda"]);
  });

  it("stays where it is when something else changes", () => {
    const entities = readModel(room(), note("N1"), vote(VoteStatus.CLOSED));
    const watched = follow(entities, undefined);
    expect(follow(readModel(room({ phase: "x" }), note("N1"), vote(VoteStatus.CLOSED)), watched)).toEqual(watched);
  });
});
