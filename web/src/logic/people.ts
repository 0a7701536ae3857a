import type { ReadModel } from "@tingbok/client";
import { Presence, Role, type Attendance, type Vote } from "@tingbok/client/schema";

const readers: readonly Role[] = [Role.PUBLIC, Role.RESEARCHER, Role.SCREEN, Role.AUDITOR];

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

/** A member, or a deputy in a member's seat. */
export function isMember(model: ReadModel, id: string): boolean {
  const person = model.get("person", id);
  if (!person) return false;
  if (person.role !== Role.DEPUTY) return person.member;
  const attendance = model.get("attendance", id);
  return hasJoined(attendance) && attendance?.seatOf !== "";
}

/** Whether the role writes at all. The server's table of permissions decides. */
export function mayWrite(model: ReadModel, person: string): boolean {
  const role = model.get("person", person)?.role ?? Role.UNSPECIFIED;
  return role !== Role.UNSPECIFIED && !readers.includes(role);
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
