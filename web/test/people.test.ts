import { create } from "@bufbuild/protobuf";
import { Mirror, type ReadModel } from "@tingbok/client";
import { EntitySchema, Mode, Presence, Role } from "@tingbok/client/schema";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";

import { isMember, mayPropose, maySpeak, mayWrite, mayWriteNotes, standsAside } from "../src/logic/people.ts";

type KindShape = NonNullable<MessageInitShape<typeof EntitySchema>["kind"]>;

const person = (id: string, role: Role, member = false): KindShape =>
  ({ case: "person", value: { id, role, member, votes: member } });

interface RoomSpec {
  mode?: Mode;
  everyoneProposes?: boolean;
  facilitatorsWriteNoNotes?: boolean;
}

/** A room with a member and one of each role; V sits in N's seat, W has none, F1 facilitates as a councillor. */
function room({ mode = Mode.WORKSHOP, ...rulesetInFull }: RoomSpec = {}): ReadModel {
  const kinds: KindShape[] = [
    { case: "room", value: { id: "room", mode, openItem: "1", config: { facilitators: ["F1"], rulesetInFull } } },
    { case: "recusal", value: { id: "1", persons: ["N"] } },
    { case: "attendance", value: { id: "V", presence: Presence.PRESENT, seatOf: "N" } },
    person("M", Role.COUNCILLOR, true),
    person("N", Role.COUNCILLOR, true),
    person("V", Role.DEPUTY, true),
    person("W", Role.DEPUTY, true),
    person("F", Role.FACILITATOR),
    person("F1", Role.COUNCILLOR),
    person("D", Role.MUNICIPAL_DIRECTOR),
    person("O", Role.OBSERVER),
    person("R", Role.RESEARCHER),
    person("P", Role.PUBLIC),
    person("S", Role.SCREEN),
  ];
  const mirror = new Mirror();
  mirror.stand(1, 0, kinds.map((kind, slot) => create(EntitySchema, { slot, kind })));
  return mirror;
}
const everyone = ["M", "N", "V", "W", "F", "F1", "D", "O", "R", "P", "S", "?"];
const those = (may: (model: ReadModel, id: string) => boolean, model: ReadModel) => everyone.filter((id) => may(model, id)).join(" ");

// Goal: the page offers what the server's table of permissions allows (core/domain/permissions.cpp), and nothing else.
describe("who may", () => {
  it("vote: members in their seats, deputies in somebody's", () => {
    expect(those(isMember, room())).toBe("M V");
  });

  it("write: roles that take part", () => {
    expect(those(mayWrite, room())).toBe("M N V W F F1 D O");
  });

  it.each([
    [false, "M N V W F F1 D O"],
    [true, "M N V W D O"],
  ])("write notes, where facilitators write none is %s", (facilitatorsWriteNoNotes, who) => {
    expect(those(mayWriteNotes, room({ facilitatorsWriteNoNotes }))).toBe(who);
  });

  it.each([
    [false, Mode.WORKSHOP, "M V"],
    [true, Mode.WORKSHOP, "M N V W F F1 D O"],
    [true, Mode.FORMAL, "M V"],
  ])("propose, where everyone does is %s, in mode %i", (everyoneProposes, mode, who) => {
    expect(those(mayPropose, room({ everyoneProposes, mode }))).toBe(who);
  });

  it.each([
    [Mode.WORKSHOP, "M N V W F F1 D O R"],
    [Mode.FORMAL, "M V D"],
  ])("speak in mode %i", (mode, who) => {
    expect(those(maySpeak, room({ mode }))).toBe(who);
  });

  it("not take part: whoever is disqualified, where the meeting decides", () => {
    expect(those(standsAside, room({ mode: Mode.FORMAL }))).toBe("N");
    expect(those(standsAside, room())).toBe("");
  });
});
