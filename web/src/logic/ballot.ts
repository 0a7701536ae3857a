import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  VoteKind,
  VoteMethod,
  type BallotPaper,
  type BallotPaperSchema,
  type VoteTerms,
} from "@tingbok/client/schema";

import { t, tn, type Key, type Params, type PluralKey } from "../i18n/index.ts";
import words from "../words/protocol.json";

/** What somebody is about to vote: one shape for every method. */
export interface Draft {
  /** One option, or the word of a blank ballot; "": none yet. */
  choice: string;
  /** Options approved of. */
  chosen: readonly string[];
  /** Options ranked so far, best first. */
  order: readonly string[];
  /** Dots or points by option; an option that is missing has none. */
  counts: Readonly<Record<string, number>>;
  /** A step of the gradients; 0: none yet. */
  grade: number;
}

export const emptyDraft: Draft = { choice: "", chosen: [], order: [], counts: {}, grade: 0 };

/** How a ballot is filled in. */
export type Form = "choice" | "approval" | "dots" | "points" | "ranking" | "grade";

export function formOf(method: VoteMethod): Form | undefined {
  switch (method) {
    case VoteMethod.FOR_AGAINST:
    case VoteMethod.ALTERNATIVE:
    case VoteMethod.MAJORITY_ELECTION:
    case VoteMethod.PROPORTIONAL_ELECTION:
    case VoteMethod.CONSENT:
      return "choice";
    case VoteMethod.APPROVAL:
    case VoteMethod.EQUAL_SHARES:
      return "approval";
    case VoteMethod.DOTS:
      return "dots";
    case VoteMethod.POINTS:
      return "points";
    case VoteMethod.RANKING:
    case VoteMethod.INSTANT_RUNOFF:
    case VoteMethod.TRANSFERABLE:
      return "ranking";
    case VoteMethod.GRADIENTS:
      return "grade";
    case VoteMethod.UNSPECIFIED:
      return undefined;
  }
}

/** Preferential methods take a part of the options; a ranking takes them all. */
export function rankingIsWhole(method: VoteMethod): boolean {
  return method === VoteMethod.RANKING;
}

/** Whether a blank ballot is lawful (kommuneloven § 8-1: not in a binding vote). */
export function blankAllowed(terms: VoteTerms): boolean {
  switch (terms.method) {
    case VoteMethod.FOR_AGAINST:
    case VoteMethod.ALTERNATIVE:
      return terms.kind !== VoteKind.BINDING;
    case VoteMethod.MAJORITY_ELECTION:
    case VoteMethod.PROPORTIONAL_ELECTION:
      return true;
    default:
      return false;
  }
}

/** Binding votes and elections by choice that are not secret: how each voted stands in the minutes. */
function countedByName(terms: VoteTerms): boolean {
  const decides = terms.kind === VoteKind.BINDING || terms.kind === VoteKind.ELECTION;
  return decides && !terms.secret && formOf(terms.method) === "choice";
}

/** What the ballot says of who sees it later, where the vote is one with names (core/view/visibility.cpp). */
export function namedText(terms: VoteTerms): Key | undefined {
  if (!terms.named || terms.secret) return undefined;
  return countedByName(terms) ? "vote.byNameText" : "vote.namedText";
}

/** Dots one option may get from a voter. */
export function dotsPerOption(terms: VoteTerms): number {
  return terms.perOptionMax || terms.max;
}

export function used(draft: Draft): number {
  return Object.values(draft.counts).reduce((sum, count) => sum + count, 0);
}

/** What one has left of the dots, points or approvals; negative: too many. */
export function left(terms: VoteTerms, draft: Draft): number {
  switch (formOf(terms.method)) {
    case "dots":
      return terms.max - used(draft);
    case "points":
      return terms.sum - used(draft);
    case "approval":
      return (terms.max || terms.options.length) - draft.chosen.length;
    default:
      return 0;
  }
}

export type Trouble = { key: Key; params?: Params } | { key: PluralKey; n: number };

export function troubleText(trouble: Trouble): string {
  return "n" in trouble ? tn(trouble.key, trouble.n) : t(trouble.key, trouble.params);
}

/** What keeps the draft from being a ballot; undefined: it can be cast. The server decides. */
export function troubleOf(terms: VoteTerms, draft: Draft): Trouble | undefined {
  const rest = left(terms, draft);
  switch (formOf(terms.method)) {
    case "choice":
      return draft.choice === "" ? { key: "ballot.chooseOne" } : undefined;
    case "approval":
      if (rest < 0) return { key: "ballot.tooManyChoices", params: { max: terms.max } };
      return draft.chosen.length === 0 && terms.kind === VoteKind.BINDING
        ? { key: "ballot.chooseSome" }
        : undefined;
    case "dots":
      return rest < 0 ? { key: "ballot.tooManyDots", params: { n: -rest } } : undefined;
    case "points":
      if (rest > 0) return { key: "ballot.pointsLeft", n: rest };
      return rest < 0 ? { key: "ballot.pointsOver", n: -rest } : undefined;
    case "ranking": {
      const missing = terms.options.length - draft.order.length;
      if (rankingIsWhole(terms.method) && missing > 0)
        return { key: "ballot.rankAll", n: missing };
      return draft.order.length === 0 && terms.kind === VoteKind.BINDING
        ? { key: "ballot.rankSome" }
        : undefined;
    }
    case "grade":
      return draft.grade === 0 ? { key: "ballot.chooseGrade" } : undefined;
    case undefined:
      return { key: "ballot.unknownMethod" };
  }
}

/**
 * Whether the ballot is an objection that must be given a reason, which goes with it as the action's text. Nothing is
 * asked in a secret vote: the words would tell whose it is (core/domain/votes.cpp).
 */
export function needsReason(terms: VoteTerms, draft: Draft): boolean {
  return terms.method === VoteMethod.CONSENT && !terms.secret && draft.choice === words.choices.objection;
}

/** The ballot as it is sent. Only the field of the method is set. */
export function paperOf(terms: VoteTerms, draft: Draft): MessageInitShape<typeof BallotPaperSchema> {
  const counted = (all: boolean) =>
    terms.options
      .map((option) => ({ option, count: BigInt(draft.counts[option] ?? 0) }))
      .filter(({ count }) => all || count > 0n);
  switch (formOf(terms.method)) {
    case "choice":
      return { choice: draft.choice };
    case "approval":
      return { choices: terms.options.filter((option) => draft.chosen.includes(option)) };
    case "dots":
      return { dots: counted(false) };
    case "points":
      return { points: counted(true) };
    case "ranking":
      return { ranking: [...draft.order] };
    case "grade":
      return { grade: draft.grade };
    case undefined:
      throw new Error(`no ballot for method ${terms.method}`);
  }
}

/** The draft that a ballot came from, so that one can change it. */
export function draftOf(paper: BallotPaper | undefined): Draft {
  if (!paper) return emptyDraft;
  const counts = [...paper.dots, ...paper.points].map(
    ({ option, count }) => [option, Number(count)] as const,
  );
  return {
    choice: paper.choice,
    chosen: paper.choices,
    order: paper.ranking,
    counts: Object.fromEntries(counts),
    grade: paper.grade,
  };
}

/** The word of a blank ballot. */
export const blank = words.choices.blank;
