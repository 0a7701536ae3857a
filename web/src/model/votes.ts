/** Votes: who has not cast, and how the parties voted. */
import type { Entities } from "./entities.ts";
import { isHere } from "../logic/people.ts";
import { VoteKind, VoteMethod, type Vote } from "./schema.ts";

/** How far an open vote has come. */
export interface Turnout {
  readonly cast: number;
  readonly roll: number;
  /** On the roll and here, without a ballot, in the order of the roll; undefined where the viewer is not sent that. */
  readonly notCast: readonly string[] | undefined;
  /** On the roll, but neither here nor with a ballot: the duty to vote does not hold the closing up for them. */
  readonly away: readonly string[];
}

/** The room's open vote. */
export function openVote(entities: Entities): Vote | undefined {
  const id = entities.get("room", "room")?.openVote ?? "";
  return id === "" ? undefined : entities.get("vote", id);
}

/**
 * Who has cast. Whether somebody has is a ballot entity without a paper, and only the chair's side is sent it:
 * `steering` says whether the viewer is.
 */
export function turnoutOf(entities: Entities, vote: Vote, steering: boolean): Turnout {
  const cast = entities.get("turnout", vote.id)?.cast ?? 0;
  if (!steering) return { cast, roll: vote.roll.length, notCast: undefined, away: [] };
  const without = vote.roll.filter((person) => entities.get("ballot", `${vote.id}/${person}`) === undefined);
  const here = (person: string) => isHere(entities.get("attendance", person));
  return { cast, roll: vote.roll.length, notCast: without.filter(here), away: without.filter((p) => !here(p)) };
}

/** Whether closing is refused until all who are here have voted. */
export function dutyToVote(vote: Vote): boolean {
  return vote.terms?.kind === VoteKind.BINDING || vote.terms?.kind === VoteKind.ELECTION;
}

/** Votes by party and choice, of a vote whose ballots the viewer was sent. */
export function byParty(entities: Entities, vote: Vote): Map<string, Map<string, number>> {
  const choices = new Map<string, Map<string, number>>();
  for (const [at, person] of vote.roll.entries()) {
    const choice = entities.get("ballot", `${vote.id}/${person}`)?.paper?.choice ?? "";
    if (choice === "") continue;
    const party = vote.parties[at] ?? "";
    let parties = choices.get(choice);
    if (parties === undefined) choices.set(choice, (parties = new Map()));
    parties.set(party, (parties.get(party) ?? 0) + 1);
  }
  return choices;
}

/** Methods a facilitator may choose, in the order they are offered. */
export const methods: readonly VoteMethod[] = [
  VoteMethod.FOR_AGAINST,
  VoteMethod.ALTERNATIVE,
  VoteMethod.DOTS,
  VoteMethod.APPROVAL,
  VoteMethod.RANKING,
  VoteMethod.POINTS,
  VoteMethod.GRADIENTS,
  VoteMethod.CONSENT,
  VoteMethod.MAJORITY_ELECTION,
  VoteMethod.PROPORTIONAL_ELECTION,
  VoteMethod.INSTANT_RUNOFF,
  VoteMethod.TRANSFERABLE,
  VoteMethod.EQUAL_SHARES,
];
