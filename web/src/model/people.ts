/** Who is who in a room right now: present, member, chair, steering; attendance and quorum. */
import { hasJoined, isHere } from "../logic/people.ts";
import type { Entities } from "./entities.ts";
import { Presence, Role, type Attendance, type Person, type Room } from "./schema.ts";

export { hasJoined };

/** The room's own entity; undefined before the first snapshot. */
export function roomOf(entities: Entities): Room | undefined {
  return entities.get("room", "room");
}

/** Who chairs now: the acting chair, else the regular one; may be empty. */
export function chairNow(room: Room): string {
  return room.actingChair || (room.config?.chair ?? "");
}

/** The chair, the secretary, a facilitator. */
export function steers(room: Room, person: string): boolean {
  if (person === "") return false;
  const config = room.config;
  return person === chairNow(room) || person === config?.secretary || (config?.facilitators.includes(person) ?? false);
}

/** The deputy who sits in each member's seat, by the member's id. */
export function seatsFilled(entities: Entities): Map<string, string> {
  const filled = new Map<string, string>();
  for (const attendance of entities.all("attendance")) {
    if (hasJoined(attendance) && attendance.seatOf !== "") filled.set(attendance.seatOf, attendance.id);
  }
  return filled;
}

/** Whether the person has a vote here now; says nothing about presence. */
export function isMember(entities: Entities, person: Person, filled = seatsFilled(entities)): boolean {
  if (!person.member || !person.votes) return false;
  if (person.role === Role.DEPUTY) {
    const attendance = entities.get("attendance", person.id);
    return hasJoined(attendance) && attendance?.seatOf !== "";
  }
  return !filled.has(person.id);
}

/** What others call a person: the label, or the id where the viewer was sent no label. */
export function labelOf(entities: Entities, person: string): string {
  return entities.get("person", person)?.label || person;
}

/** One row of the attendance list. */
export interface AttendanceRow {
  readonly person: Person;
  readonly attendance: Attendance | undefined;
  readonly here: boolean;
  readonly member: boolean;
  /** The deputy in this member's seat; empty where none is. */
  readonly deputy: string;
}

/** Who is here, and whether that is enough. */
export interface AttendanceSummary {
  /** Members first, then the others; each part by label. */
  readonly rows: readonly AttendanceRow[];
  readonly seats: number;
  readonly membersHere: number;
  readonly othersHere: number;
  readonly dropped: number;
  /** Ballots that a binding vote needs to be quorate; 0 where the room's rules ask for none. */
  readonly ballotsNeeded: number;
  /** Whether the members who are here could make it so. */
  readonly couldDecide: boolean;
}

/** Ballots needed: the least number that is at least the share of the seats the rules ask for. */
export function ballotsNeeded(room: Room): number {
  const quorum = room.config?.rulesetInFull?.quorum;
  if (quorum === undefined || quorum.denominator <= 0n) return 0;
  const seats = BigInt(room.config?.seats ?? 0);
  return Number((seats * quorum.numerator + quorum.denominator - 1n) / quorum.denominator);
}

export function attendanceSummary(entities: Entities, locale = "nb"): AttendanceSummary {
  const room = roomOf(entities);
  const filled = seatsFilled(entities);
  const rows = entities.all("person").map((person): AttendanceRow => {
    const attendance = entities.get("attendance", person.id);
    return {
      person,
      attendance,
      here: isHere(attendance),
      member: isMember(entities, person, filled),
      deputy: filled.get(person.id) ?? "",
    };
  });
  const collator = new Intl.Collator(locale, { numeric: true });
  rows.sort(
    (a, b) =>
      Number(b.person.member) - Number(a.person.member) ||
      collator.compare(a.person.label || a.person.id, b.person.label || b.person.id),
  );
  const membersHere = rows.filter((row) => row.here && row.member).length;
  const needed = room === undefined ? 0 : ballotsNeeded(room);
  return {
    rows,
    seats: room?.config?.seats ?? 0,
    membersHere,
    othersHere: rows.filter((row) => row.here && !row.member).length,
    dropped: rows.filter((row) => row.attendance?.presence === Presence.DROPPED).length,
    ballotsNeeded: needed,
    couldDecide: membersHere >= needed,
  };
}

/** Members whose seat is free: not here, and no deputy in it. A deputy may take one. */
export function freeSeats(summary: AttendanceSummary): readonly Person[] {
  return summary.rows
    .filter((row) => row.person.member && row.person.role !== Role.DEPUTY && !hasJoined(row.attendance) && row.deputy === "")
    .map((row) => row.person);
}
