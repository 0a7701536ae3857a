/**
 * What the wall shows. It follows what the chair does: what was touched last is what the room looks at, and
 * nobody has to press anything at the screen.
 */
import type { Entities } from "./entities.ts";
import { clusters, rankedLists } from "./lists.ts";
import { roomOf } from "./people.ts";
import { MeetingStatus, type PriorityList, type Vote } from "./schema.ts";
import { hasResult } from "../logic/results.ts";
import { openVote } from "./votes.ts";
import protocol from "../words/protocol.json";

export type Scene =
  | { readonly show: "doors"; readonly basis: string }
  | { readonly show: "vote"; readonly vote: Vote }
  | { readonly show: "result"; readonly vote: Vote }
  | { readonly show: "list"; readonly list: PriorityList }
  | { readonly show: "notes" }
  | { readonly show: "agenda" };

/** What the three kinds of work on an item looked like when the scene was last chosen. */
export interface Watched {
  readonly item: string;
  readonly result: string;
  readonly lists: string;
  readonly notes: string;
  readonly focus: "result" | "list" | "notes" | "agenda";
}

/** The vote of the open item (or of no item) that closed last. */
export function latestResult(entities: Entities): Vote | undefined {
  const item = roomOf(entities)?.openItem ?? "";
  let latest: Vote | undefined;
  for (const vote of entities.all("vote")) {
    if (!hasResult(vote) || (vote.terms?.item ?? "") !== item) continue;
    if (latest === undefined || (vote.closed?.number ?? 0n) > (latest.closed?.number ?? 0n)) latest = vote;
  }
  return latest;
}

/** The list to show: the one that is not locked, else the last. */
function shownList(entities: Entities): PriorityList | undefined {
  const lists = rankedLists(entities);
  return lists.findLast((list) => !list.locked) ?? lists.at(-1);
}

function watch(entities: Entities): Omit<Watched, "focus"> {
  const result = latestResult(entities);
  const list = shownList(entities);
  const groups = clusters(entities);
  return {
    item: roomOf(entities)?.openItem ?? "",
    result: result === undefined ? "" : `${result.id} ${result.status}`,
    lists: list === undefined ? "" : `${list.id} ${list.locked} ${list.order.join("\n")}`,
    notes: `${entities.all("note").length} ${groups.map((row) => row.cluster.notes.length).join(" ")}`,
  };
}

/** Where nothing was seen before: what this item has come to already. */
function firstFocus(entities: Entities, now: Omit<Watched, "focus">): Watched["focus"] {
  if (now.item === "") return "agenda";
  if (now.result !== "") return "result";
  const lists = rankedLists(entities);
  if (lists.some((list) => !list.locked)) return "list";
  return entities.all("note").length > 0 ? "notes" : "agenda";
}

/** What to watch from now on, and where the eye should be. */
export function follow(entities: Entities, before: Watched | undefined): Watched {
  const now = watch(entities);
  if (before === undefined) return { ...now, focus: firstFocus(entities, now) };
  if (now.item !== before.item) return { ...now, focus: now.result === "" ? "agenda" : "result" };
  if (now.result !== before.result && now.result !== "") return { ...now, focus: "result" };
  if (now.lists !== before.lists && now.lists !== "") return { ...now, focus: "list" };
  if (now.notes !== before.notes) return { ...now, focus: "notes" };
  return { ...now, focus: before.focus };
}

/** The scene; doors, a break and an open vote come before everything else. */
export function sceneOf(entities: Entities, watched: Watched): Scene {
  const room = roomOf(entities);
  if (room === undefined) return { show: "agenda" };
  if (room.doorsClosed !== "") return { show: "doors", basis: room.doorsClosed };
  const open = openVote(entities);
  if (open !== undefined) return { show: "vote", vote: open };
  if (room.status !== MeetingStatus.OPEN || room.phase === protocol.break) return { show: "agenda" };
  const result = latestResult(entities);
  const list = shownList(entities);
  if (watched.focus === "result" && result !== undefined) return { show: "result", vote: result };
  if (watched.focus === "list" && list !== undefined) return { show: "list", list };
  if (watched.focus === "notes" && entities.all("note").length > 0) return { show: "notes" };
  return { show: "agenda" };
}
