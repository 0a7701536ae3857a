import type { ReadModel } from "@tingbok/client";
import { Role, type Homework } from "@tingbok/client/schema";

/** One person's hand-in. */
export interface HandIn {
  readonly person: string;
  /** The file's name, as it was last handed in; empty where none was named. */
  readonly file: string;
}

/** Who has handed in, in the order they first did. */
export function handIns(homework: Homework): HandIn[] {
  return homework.done.map((person, at) => ({ person, file: homework.files[at] ?? "" }));
}

/** Members of the room's body who have not handed in; whom it was given to is said in words only. */
export function membersWithout(model: ReadModel, homework: Homework): string[] {
  const done = new Set(homework.done);
  return model
    .all("person")
    .filter(({ id, member, role }) => member && role !== Role.DEPUTY && !done.has(id))
    .map(({ id }) => id);
}
