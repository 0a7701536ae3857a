/**
 * The order of voting that practice proposes, when several motions lie on the table (it is not law; the chair
 * proposes the order, and the body may debate only that):
 *
 *   postponement, then rejection or return; for each point the amendments, most far-reaching first, set against
 *   what they amend; additions one by one; the recommendation as a whole; last what is forwarded without a vote
 *   on its substance.
 *
 * What reaches farthest is a judgment. The proposal here measures it by how much of the wording an amendment
 * changes, and the chair can move every step.
 */
import type { Entities } from "./entities.ts";
import { ProposalStatus, VoteKind, VoteMethod, type Proposal } from "./schema.ts";
import protocol from "../words/protocol.json";
import vocabulary from "./vocabulary.json";

/** Why a step stands where it does. */
export type StepReason = "postponement" | "rejection" | "amendment" | "alternative" | "addition" | "recommendation" | "forwarding" | "other";

/** One vote of the order. */
export interface VotingStep {
  /** The proposal voted on. */
  readonly proposal: Proposal;
  readonly reason: StepReason;
  /** The proposal it is set against, for a vote between two; undefined: for or against. */
  readonly against: Proposal | undefined;
  /** How much of the wording it changes, in percent; 0 where it amends nothing. */
  readonly reach: number;
}

/** What kind of motion it is, by its word in the protocol. */
export function reasonOf(proposal: Proposal): StepReason {
  const word = proposal.kind.toLowerCase();
  for (const [reason, parts] of Object.entries(vocabulary.proposal_kinds)) {
    if (parts.some((part) => word.includes(part))) return reason as StepReason;
  }
  return proposal.amends === "" ? "other" : "amendment";
}

function words(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLocaleLowerCase("nb").match(/[\p{L}\p{N}]+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** How much of a wording another one changes: words that stand in one of the two only, in percent of all. */
export function reachOf(text: string, base: string): number {
  const a = words(text);
  const b = words(base);
  let shared = 0;
  let all = 0;
  for (const word of new Set([...a.keys(), ...b.keys()])) {
    shared += Math.min(a.get(word) ?? 0, b.get(word) ?? 0);
    all += Math.max(a.get(word) ?? 0, b.get(word) ?? 0);
  }
  return all === 0 ? 0 : Math.round((100 * (all - shared)) / all);
}

/** The proposals an order is about: on the table, in this item. */
export function onTheTable(entities: Entities, item: string): Proposal[] {
  return entities.all("proposal").filter((p) => p.status === ProposalStatus.TABLED && p.item === item);
}

const places: Record<StepReason, number> = {
  postponement: 0,
  rejection: 1,
  amendment: 2,
  alternative: 2,
  other: 3,
  addition: 3,
  recommendation: 4,
  forwarding: 5,
};

/** How many amendments stand between a proposal and what is not one; a ring of amendments counts as none. */
function depth(entities: Entities, proposal: Proposal): number {
  const seen = new Set([proposal.id]);
  let steps = 0;
  for (let next = proposal.amends; next !== "" && !seen.has(next); steps += 1) {
    seen.add(next);
    next = entities.get("proposal", next)?.amends ?? "";
  }
  return steps;
}

/** The order practice proposes for an item; the chair may change it. */
export function proposedOrder(entities: Entities, item: string): VotingStep[] {
  const open = onTheTable(entities, item);
  const recommendation = open.find((p) => reasonOf(p) === "recommendation");
  const steps = open.map((proposal): VotingStep & { depth: number; at: number } => {
    const reason = reasonOf(proposal);
    const amends = open.find((p) => p.id === proposal.amends);
    // An alternative that names nothing stands against the recommendation.
    const base = amends ?? (reason === "alternative" ? recommendation : undefined);
    const text = entities.get("proposal", proposal.amends)?.text ?? base?.text ?? "";
    return {
      proposal,
      reason,
      against: reason === "amendment" || reason === "alternative" ? base : undefined,
      reach: text === "" ? 0 : reachOf(proposal.text, text),
      depth: depth(entities, proposal),
      at: open.indexOf(proposal),
    };
  });
  return steps.sort(
    (a, b) =>
      places[a.reason] - places[b.reason] ||
      // An amendment of an amendment is settled before the one it amends.
      (places[a.reason] === places.amendment ? b.depth - a.depth || b.reach - a.reach : 0) ||
      a.at - b.at,
  );
}

/** The list's id under which an item's order of voting is recorded; at most 64 bytes. */
export function orderList(item: string): string {
  const id = `${vocabulary.voting_order_list} ${item}`;
  let bytes = new TextEncoder().encode(id);
  if (bytes.length <= 64) return id;
  bytes = bytes.slice(0, 64);
  return new TextDecoder().decode(bytes).replace(/\uFFFD+$/u, "");
}

/** Whether a priority list is an order of voting. */
export function isOrderList(list: string): boolean {
  return list.startsWith(`${vocabulary.voting_order_list} `);
}

/**
 * The order in force: the one on record where there is one (what left the table is left out, what came since
 * stands at the end, as proposed), else the one practice proposes.
 */
export function orderInForce(entities: Entities, item: string): { steps: VotingStep[]; recorded: boolean } {
  const proposed = proposedOrder(entities, item);
  const list = entities.get("priorityList", orderList(item));
  if (list === undefined || !list.set) return { steps: proposed, recorded: false };
  const steps = list.order.flatMap((id) => proposed.find((step) => step.proposal.id === id) ?? []);
  return { steps: [...steps, ...proposed.filter((step) => !steps.includes(step))], recorded: true };
}

/** Terms of the vote that a step asks for, as fields of VoteTerms. */
export function termsOf(step: VotingStep, vote: string, item: string) {
  return {
    vote,
    item,
    kind: VoteKind.BINDING,
    method: step.against === undefined ? VoteMethod.FOR_AGAINST : VoteMethod.ALTERNATIVE,
    options:
      step.against === undefined
        ? [protocol.choices.for, protocol.choices.against]
        : [step.against.id, step.proposal.id],
    about: step.against === undefined ? [step.proposal.id] : [step.against.id, step.proposal.id],
  };
}
