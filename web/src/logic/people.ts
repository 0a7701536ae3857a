import type { ReadModel } from "@tingbok/client";
import { Presence, Role, type Attendance, type Vote } from "@tingbok/client/schema";

const readers: readonly Role[] = [Role.PUBLIC, Role.RESEARCHER, Role.SCREEN, Role.AUDITOR];

/** Whether the person is here as far as the room knows; somebody who was only dropped is not. */
export function isHere(attendance: Attendance | undefined): boolean {
  return (
    attendance?.presence === Presence.PRESENT || attendance?.presence === Presence.RETURNED
  );
}

/** A member, or a deputy in a member's seat. */
export function isMember(model: ReadModel, person: string): boolean {
  return (
    (model.get("person", person)?.member ?? false) ||
    (model.get("attendance", person)?.seatOf ?? "") !== ""
  );
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

/** Members whose seat a deputy could take: not here, and not taken. */
export function freeSeats(model: ReadModel): readonly string[] {
  const taken = new Set(
    model
      .all("attendance")
      .filter(isHere)
      .map(({ seatOf }) => seatOf),
  );
  return model
    .all("person")
    .filter(({ id, member }) => member && !taken.has(id) && !isHere(model.get("attendance", id)))
    .map(({ id }) => id);
}
