import type { ReadModel } from "@tingbok/client";
import { Mode, Presence, Role, type Attendance, type Vote } from "@tingbok/client/schema";

const readers: readonly Role[] = [Role.PUBLIC, Role.RESEARCHER, Role.SCREEN, Role.AUDITOR];
/** Who does not have the floor in a workshop, and who has it in a formal meeting without being a member. */
const silent: readonly Role[] = [Role.PUBLIC, Role.SCREEN, Role.AUDITOR];
const speakers: readonly Role[] = [Role.MUNICIPAL_DIRECTOR, Role.SPEAKING_RIGHT];

/** Whether the person is here as far as the room knows; somebody who was only dropped is not. */
export function isHere(attendance: Attendance | undefined): boolean {
  return (
    attendance?.presence === Presence.PRESENT || attendance?.presence === Presence.RETURNED
  );
}

/** Has joined and not left; a person whose connection dropped counts. */
export function hasJoined(attendance: Attendance | undefined): boolean {
  return attendance !== undefined && attendance.presence !== Presence.LEFT;
}

/** A member with a vote in whose seat nobody else sits, or a deputy in a member's seat. */
export function isMember(model: ReadModel, id: string): boolean {
  const person = model.get("person", id);
  if (!person?.member || !person.votes) return false;
  const joined = model.all("attendance").filter(hasJoined);
  if (person.role === Role.DEPUTY) return joined.some((one) => one.id === id && one.seatOf !== "");
  return !joined.some(({ seatOf }) => seatOf === id);
}

// What follows leaves out of the page what the server would refuse; its table of permissions decides
// (core/domain/permissions.cpp).

/** Whether the role writes at all. */
export function mayWrite(model: ReadModel, person: string): boolean {
  const role = model.get("person", person)?.role ?? Role.UNSPECIFIED;
  return role !== Role.UNSPECIFIED && !readers.includes(role);
}

/** Under some rules those who facilitate write no notes. */
export function mayWriteNotes(model: ReadModel, person: string): boolean {
  if (!mayWrite(model, person)) return false;
  const config = model.get("room", "room")?.config;
  if (!config?.rulesetInFull?.facilitatorsWriteNoNotes) return true;
  return model.get("person", person)?.role !== Role.FACILITATOR && !config.facilitators.includes(person);
}

/** Members propose; under some rules everyone who writes, while it is a workshop. */
export function mayPropose(model: ReadModel, person: string): boolean {
  const room = model.get("room", "room");
  const everyone = room?.config?.rulesetInFull?.everyoneProposes && room.mode === Mode.WORKSHOP;
  return (everyone && mayWrite(model, person)) || isMember(model, person);
}

/** Members and those with the right to speak have the floor; in a workshop everyone who takes part. */
export function maySpeak(model: ReadModel, person: string): boolean {
  const role = model.get("person", person)?.role ?? Role.UNSPECIFIED;
  if (role === Role.UNSPECIFIED) return false;
  const formal = model.get("room", "room")?.mode !== Mode.WORKSHOP;
  return isMember(model, person) || (formal ? speakers.includes(role) : !silent.includes(role));
}

/** Whoever is disqualified in the open item takes no part in it in a formal meeting. */
export function standsAside(model: ReadModel, person: string): boolean {
  const room = model.get("room", "room");
  if (room?.mode !== Mode.FORMAL || room.openItem === "") return false;
  return model.get("recusal", room.openItem)?.persons.includes(person) ?? false;
}

/** Why one is not among those who vote; undefined where one is. */
export function notOnRoll(vote: Vote, person: string): "excluded" | "notOnRoll" | undefined {
  if (vote.roll.includes(person)) return undefined;
  return vote.excluded.includes(person) ? "excluded" : "notOnRoll";
}

/** Members whose seat a deputy could take: not here, and nobody else in it. */
export function freeSeats(model: ReadModel): readonly string[] {
  const joined = model.all("attendance").filter(hasJoined);
  const taken = new Set(joined.map(({ seatOf }) => seatOf));
  const here = new Set(joined.map(({ id }) => id));
  return model
    .all("person")
    .filter(({ id, member, role }) => member && role !== Role.DEPUTY && !taken.has(id) && !here.has(id))
    .map(({ id }) => id);
}
