/** A vote that is being made: what its form holds, what the room's rules let it be, and the terms it becomes. */
import { Electorate_Kind, VoteKind, VoteMethod, type RoomConfig } from "../../model/schema.ts";
import { methods } from "../../model/votes.ts";
import protocol from "../../words/protocol.json";
import { lines } from "../kit/form.tsx";

/** What the form holds; becomes VoteTerms. */
export interface Draft {
  kind: VoteKind;
  method: VoteMethod;
  question: string;
  options: string;
  picked: string[];
  everyone: boolean;
  max: number;
  perOption: number;
  sum: number;
  seats: number;
  budget: number;
  costs: string;
  blind: boolean;
  named: boolean;
  secret: boolean;
  unanimous: boolean;
}

export const emptyDraft: Draft = {
  kind: VoteKind.INPUT,
  method: VoteMethod.DOTS,
  question: "",
  options: "",
  picked: [],
  everyone: false,
  max: 3,
  perOption: 2,
  sum: 100,
  seats: 1,
  budget: 1000,
  costs: "",
  blind: true,
  named: false,
  secret: false,
  unanimous: false,
};

export const noOptions: readonly VoteMethod[] = [VoteMethod.FOR_AGAINST, VoteMethod.GRADIENTS, VoteMethod.CONSENT];
export const purse: readonly VoteMethod[] = [VoteMethod.DOTS, VoteMethod.APPROVAL];
export const seated: readonly VoteMethod[] = [VoteMethod.PROPORTIONAL_ELECTION, VoteMethod.TRANSFERABLE];

/** Ways of counting that decide nothing unless a body's rules say so (core/domain/vote_terms.cpp). */
const further: readonly VoteMethod[] = [VoteMethod.CONSENT, VoteMethod.INSTANT_RUNOFF, VoteMethod.TRANSFERABLE, VoteMethod.EQUAL_SHARES];

/** What a vote in this room may be for; the usual first. A binding one is planned in any mode, and opened in formal. */
export function kindsIn(config: RoomConfig | undefined, formal: boolean): VoteKind[] {
  const binding = config?.rulesetInFull?.bindingVotes ? [VoteKind.BINDING] : [];
  return formal
    ? [...binding, VoteKind.ELECTION, VoteKind.STRAW, VoteKind.INPUT]
    : [VoteKind.INPUT, VoteKind.STRAW, VoteKind.ELECTION, ...binding];
}

/** How a vote of that kind may be counted. */
export function methodsIn(config: RoomConfig | undefined, kind: VoteKind): readonly VoteMethod[] {
  const decides = kind === VoteKind.BINDING || kind === VoteKind.ELECTION;
  if (!decides || config?.rulesetInFull?.otherMethodsBind) return methods;
  return methods.filter((method) => !further.includes(method));
}

/** Whether nobody may be told who voted what: never of what binds, nor where whoever objects says why. */
export function maySecret(config: RoomConfig | undefined, { kind, method }: Pick<Draft, "kind" | "method">): boolean {
  if (kind === VoteKind.BINDING || method === VoteMethod.CONSENT) return false;
  return kind !== VoteKind.ELECTION || method !== VoteMethod.MAJORITY_ELECTION || (config?.allowSecretSingle ?? false);
}

/** Rules that follow kommuneloven (core/domain/rulesets.cpp). */
const ofTheLaw: readonly string[] = ["kommuneloven", "kommuneloven-praksis", "ipr"];

/** Whether others than members may vote: under the law, never in what decides. */
export function mayEveryone(config: RoomConfig | undefined, kind: VoteKind): boolean {
  const rules = config?.rulesetInFull;
  const statutory = ofTheLaw.includes(rules?.id ?? "") || ofTheLaw.includes(rules?.basedOn ?? "");
  return !statutory || (kind !== VoteKind.BINDING && kind !== VoteKind.ELECTION);
}

/** A draft of another kind, with a method that this kind may have; what binds is cast openly. */
export function ofKind(draft: Draft, kind: VoteKind, config: RoomConfig | undefined): Draft {
  if (kind === VoteKind.BINDING) return { ...draft, kind, method: VoteMethod.FOR_AGAINST, blind: false };
  const method = methodsIn(config, kind).includes(draft.method) ? draft.method : VoteMethod.MAJORITY_ELECTION;
  return { ...draft, kind, method };
}

/** "Option: 1 200", a line: what it is and what it costs; without a cost, all of it is the option. */
function projectOf(line: string): { option: string; cost: bigint | undefined } {
  const [, option, cost] = /^(.+?)\s*:\s*(\d[\d\s]{0,14})$/u.exec(line) ?? [];
  if (option === undefined || cost === undefined) return { option: line, cost: undefined };
  return { option, cost: BigInt(cost.replace(/\s/gu, "")) };
}

/** Options of a draft: those that were picked from the room, then those that were written. */
function optionsOf(draft: Draft): string[] {
  if (draft.method === VoteMethod.FOR_AGAINST) return [protocol.choices.for, protocol.choices.against];
  if (noOptions.includes(draft.method)) return [];
  if (draft.method === VoteMethod.EQUAL_SHARES) return lines(draft.costs).map((line) => projectOf(line).option);
  return [...draft.picked, ...lines(draft.options)];
}

function costsOf(draft: Draft): { option: string; count: bigint }[] {
  return lines(draft.costs).flatMap((line) => {
    const { option, cost } = projectOf(line);
    return cost === undefined ? [] : [{ option, count: cost }];
  });
}

/** The draft as terms of a vote; fields that the method does not know stay unset. */
export function draftTerms(draft: Draft, vote: string, item: string, config: RoomConfig | undefined) {
  const shares = draft.method === VoteMethod.EQUAL_SHARES;
  return {
    vote,
    item,
    kind: draft.kind,
    method: draft.method,
    options: optionsOf(draft),
    about: draft.method === VoteMethod.FOR_AGAINST ? draft.picked : [],
    max: purse.includes(draft.method) ? draft.max : 0,
    perOptionMax: draft.method === VoteMethod.DOTS ? draft.perOption : 0,
    sum: draft.method === VoteMethod.POINTS ? draft.sum : 0,
    seats: seated.includes(draft.method) ? draft.seats : 0,
    budget: shares ? BigInt(draft.budget) : 0n,
    costs: shares ? costsOf(draft) : [],
    blind: draft.blind,
    named: draft.named,
    secret: draft.secret && maySecret(config, draft),
    needUnanimous: draft.unanimous && draft.kind === VoteKind.BINDING,
    electorate: { kind: draft.everyone && mayEveryone(config, draft.kind) ? Electorate_Kind.EVERYONE : Electorate_Kind.MEMBERS },
  };
}
