/** What an id is called on a screen: an option, a row of a list, a source of a proposal. */
import { isMadeUp } from "../logic/labels.ts";
import type { Entities } from "./entities.ts";

/** The text, title or label behind an id; undefined where the viewer knows none. */
export function nameOf(entities: Entities, id: string): string | undefined {
  return (
    entities.get("proposal", id)?.text ||
    entities.get("cluster", id)?.title ||
    entities.get("note", id)?.text ||
    entities.get("person", id)?.label ||
    entities.get("item", id)?.title ||
    entities.get("vote", id)?.question ||
    entities.get("board", id)?.terms?.title ||
    undefined
  );
}

/** Id and name, such as "P1 · Leve hele livet"; the name alone where the app made the id up, the id where it has no name. */
export function titleOf(entities: Entities, id: string): string {
  const name = nameOf(entities, id);
  if (name !== undefined && isMadeUp(id)) return name;
  return name === undefined || name === id ? id : `${id} · ${name}`;
}

/** An id nothing of the kind has yet: the prefix and the next number. Others may take it first; then the server says so. */
export function freshId(prefix: string, taken: Iterable<string>): string {
  let most = 0;
  for (const id of taken) {
    const rest = id.startsWith(prefix) ? id.slice(prefix.length) : "";
    if (/^\d{1,9}$/u.test(rest)) most = Math.max(most, Number(rest));
  }
  return `${prefix}${most + 1}`;
}
