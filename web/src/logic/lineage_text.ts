/** A lineage in words: what each node is, in a sentence. */
import type { ReadModel } from "@tingbok/client";
import { LineageKind, LineageKindSchema, OutcomeSchema, ProposalStatusSchema, type LineageNode } from "@tingbok/client/schema";

import { enumText, formatList, formatTime, t, tn } from "../i18n/index.ts";
import { optionLabel, thingLabel } from "./labels.ts";

/** Texts longer than this are cut in a sentence; the node's own panel shows them whole. */
const quotedMax = 160;

/** What a node's ids mean: those of another room mean nothing in this one, but people are the programme's. */
export function modelOf(model: ReadModel, workshop: string, node: LineageNode): ReadModel {
  if (node.workshop === workshop) return model;
  return {
    number: Number(node.number),
    timeMs: Number(node.timeMs),
    get: (kind, id) => (kind === "person" ? model.get(kind, id) : undefined),
    all: () => [],
    own: () => [],
    behindClosedDoors: () => false,
  };
}

/** Who, as others see them; "the room" where the server acted or one may not see it. */
function who(model: ReadModel, id: string): string {
  return id === "" ? t("past.lineage.somebody") : thingLabel(model, id).text;
}

/** People by the names others see; those one may not see are counted. */
export function peopleText(model: ReadModel, people: readonly string[]): string {
  const named = people.filter((id) => id !== "").map((id) => who(model, id));
  const hidden = people.length - named.length;
  return formatList(hidden > 0 ? [...named, tn("past.lineage.unnamed", hidden)] : named);
}

function quoted(text: string): string {
  if (text === "") return t("past.lineage.hiddenText");
  return text.length <= quotedMax ? text : `${text.slice(0, quotedMax).trimEnd()} …`;
}

/** What a vote came to, in a few words; empty: nothing to be told. */
export function resultText(model: ReadModel, node: LineageNode): string {
  const { result } = node;
  if (!result) return "";
  const winners = result.winners.length > 0 ? result.winners : result.winner ? [result.winner] : [];
  const counts = result.tally.map(({ option, count }) => `${optionLabel(model, option).text} ${count}`);
  const outcome = enumText(OutcomeSchema, result.outcome);
  const parts = [outcome, formatList(winners.map((id) => optionLabel(model, id).text)), counts.join(", ")];
  return parts.filter(Boolean).join(". ");
}

/** The node's kind, as a short heading. */
export function nodeKind(node: LineageNode): string {
  return enumText(LineageKindSchema, node.kind);
}

/** What the node is called on its card. */
export function nodeLabel(model: ReadModel, node: LineageNode): string {
  return node.text || node.title || thingLabel(model, node.id).text;
}

/** The node in one sentence, with its time; of another room than `workshop` also with the room. */
export function nodeSentence(model: ReadModel, workshop: string, node: LineageNode): string {
  const time = formatTime(Number(node.timeMs));
  const there = modelOf(model, workshop, node);
  if (node.workshop === workshop) return t("past.lineage.sentence", { time, what: what(there, node) });
  // In the room itself a position is what it had come to when it was sent.
  const said = node.kind === LineageKind.POSITION ? t("past.lineage.positionThere", { number: Number(node.number) }) : what(there, node);
  return t("past.lineage.sentenceThere", { time, room: node.workshop, what: said });
}

function what(model: ReadModel, node: LineageNode): string {
  const base = { who: who(model, node.actor), id: node.id, text: quoted(node.text), title: node.title || node.id };
  switch (node.kind) {
    case LineageKind.NOTE:
      return t("past.lineage.note", base);
    case LineageKind.CLUSTER:
      return t("past.lineage.cluster", { ...base, title: quoted(node.title || node.text) });
    case LineageKind.PROPOSAL:
      return t("past.lineage.proposal", base);
    case LineageKind.WORDING:
      return t("past.lineage.wording", base);
    case LineageKind.MERGE:
      return t("past.lineage.merge", base);
    case LineageKind.SPLIT:
      return t("past.lineage.split", base);
    case LineageKind.SUPPORT:
      return t("past.lineage.support", { ...base, people: peopleText(model, node.people) });
    case LineageKind.PRIORITY_SET:
      return t("past.lineage.prioritySet", { ...base, place: node.toPlace });
    case LineageKind.PRIORITY_MOVE:
      return t("past.lineage.priorityMove", { ...base, from: node.fromPlace, to: node.toPlace });
    case LineageKind.PRIORITY_LOCK:
      return t("past.lineage.priorityLock", { ...base, place: node.toPlace });
    case LineageKind.POLL:
      return t("past.lineage.poll", { ...base, result: resultText(model, node) });
    case LineageKind.ANNULLED_VOTE:
      return t("past.lineage.annulled", { ...base, why: node.annulledBecause });
    case LineageKind.VOTE:
      return t("past.lineage.vote", { ...base, result: resultText(model, node) });
    case LineageKind.DECISION:
      return t("past.lineage.decision", base);
    case LineageKind.ENDED:
      return t("past.lineage.ended", { ...base, status: enumText(ProposalStatusSchema, node.status) });
    case LineageKind.POSITION:
      return t("past.lineage.position", base);
    case LineageKind.BASIS:
      return t("past.lineage.basis", base);
    case LineageKind.UNSPECIFIED:
      return quoted(node.text);
  }
}
