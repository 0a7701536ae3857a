import { HomeworkSchema, Presence, Role } from "@tingbok/client/schema";
import { create } from "@bufbuild/protobuf";
import type { ReadModel } from "@tingbok/client";
import { describe, expect, it } from "vitest";

import { handIns, membersWithout } from "../src/logic/homework.ts";
import { freeSeats, isMember } from "../src/logic/people.ts";
import { readModel } from "./model/build.ts";

const person = (id: string, role = Role.COUNCILLOR, member = true) =>
  ({ case: "person", value: { id, role, member, votes: member } }) as const;
const attendance = (id: string, presence: Presence, seatOf = "") =>
  ({ case: "attendance", value: { id, presence, seatOf } }) as const;

const people = [person("M1"), person("M2"), person("M3"), person("V1", Role.DEPUTY), person("V2", Role.DEPUTY), person("OBS", Role.OBSERVER, false)];
const model = (...kinds: Parameters<typeof readModel>) => readModel(...people, ...kinds) as ReadModel;

describe("homework", () => {
  const homework = create(HomeworkSchema, { id: "HJ", done: ["M2", "OBS"], files: ["samtaler.pdf"] });

  it("knows each person's file, also where none was named", () => {
    expect(handIns(homework)).toEqual([
      { person: "M2", file: "samtaler.pdf" },
      { person: "OBS", file: "" },
    ]);
  });

  it("is missing from members, and from nobody else", () => {
    expect(membersWithout(model(), homework)).toEqual(["M1", "M3"]);
  });
});

describe("a deputy", () => {
  const room = model(
    attendance("M1", Presence.PRESENT),
    attendance("M2", Presence.DROPPED),
    attendance("V1", Presence.DROPPED, "M3"),
  );

  // Somebody whose connection dropped has not left the seat.
  it("finds no seat that another holds, were it only for the moment away", () => {
    expect(freeSeats(room)).toEqual([]);
    expect(freeSeats(model(attendance("M2", Presence.LEFT)))).toEqual(["M1", "M2", "M3"]);
  });

  it("is a member in a seat, and not without one", () => {
    expect(isMember(room, "V1")).toBe(true);
    expect(isMember(room, "V2")).toBe(false);
    expect(isMember(model(attendance("V1", Presence.LEFT, "M3")), "V1")).toBe(false);
    expect(isMember(room, "M1")).toBe(true);
    expect(isMember(room, "OBS")).toBe(false);
  });
});
