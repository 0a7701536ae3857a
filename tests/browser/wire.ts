/** What a socket carried: checks on frames, whatever the page made of them. */
import { VoteKind, VoteStatus, type Entity, type ServerFrame } from "@tingbok/client/schema";

/** Every entity a socket brought, in order, snapshots and patches alike. */
function* entities(frames: readonly ServerFrame[]): Generator<Entity> {
  for (const frame of frames) {
    if (frame.snapshot) yield* frame.snapshot.entities;
    for (const patch of frame.patches) yield* patch.entities;
    yield* frame.own;
  }
}

/** Votes that came with a result while they were open. */
export function resultsOfOpenVotes(frames: readonly ServerFrame[]): string[] {
  const found: string[] = [];
  for (const { kind } of entities(frames))
    if (kind.case === "vote" && kind.value.status === VoteStatus.OPEN && kind.value.result !== undefined) found.push(kind.value.id);
  return found;
}

function empty(paper: { choice: string; choices: string[]; ranking: string[]; dots: unknown[]; points: unknown[]; grade: number } | undefined): boolean {
  return (
    paper === undefined ||
    (paper.choice === "" && paper.grade === 0 && [paper.choices, paper.ranking, paper.dots, paper.points].every((list) => list.length === 0))
  );
}

/**
 * Ballots of others that came with what was chosen, and should not have: of any vote that was not closed then, and of
 * soundings ever. How each voted in a closed binding vote stands in the minutes, so that one may come.
 */
export function ballotsWithPaper(frames: readonly ServerFrame[], me: string): string[] {
  const byName = new Map<string, boolean>();
  const found: string[] = [];
  for (const { kind } of entities(frames)) {
    if (kind.case === "vote") {
      const closed = kind.value.status === VoteStatus.CLOSED || kind.value.status === VoteStatus.DECLARED;
      const decides = kind.value.terms?.kind === VoteKind.BINDING || kind.value.terms?.kind === VoteKind.ELECTION;
      byName.set(kind.value.id, closed && decides);
    }
    if (kind.case !== "ballot" || kind.value.voter === me || empty(kind.value.paper)) continue;
    if (!byName.get(kind.value.vote)) found.push(kind.value.id);
  }
  return found;
}

/** What no member of the public is ever sent: authors of notes, supporters' names, grounds, statements, homework. */
export function leaks(frames: readonly ServerFrame[]): string[] {
  const found: string[] = [];
  for (const entity of entities(frames)) {
    const { kind } = entity;
    if (entity.behindClosedDoors) found.push(`${kind.case} made behind closed doors`);
    if (kind.case === "note" && kind.value.by !== "") found.push(`note ${kind.value.id} by ${kind.value.by}`);
    if (kind.case === "proposal" && kind.value.support.some((name) => name !== "")) found.push(`supporters of ${kind.value.id}`);
    if (kind.case === "item" && kind.value.grounds.length > 0) found.push(`grounds in ${kind.value.id}`);
    if (kind.case === "statement" || kind.case === "homework" || kind.case === "observation") found.push(`a ${kind.case}`);
  }
  return found;
}
