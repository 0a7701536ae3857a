import type { ReadModel } from "@tingbok/client";
import { VoteMethod, type VoteTerms } from "@tingbok/client/schema";

import { maybeText, t, type Key } from "../i18n/index.ts";
import words from "../words/protocol.json";

/** What to show for an id, and the language it is written in where that is known. */
export interface Label {
  text: string;
  language?: string;
}

/** What gives names to ids. */
type Names = Pick<ReadModel, "get">;

const choiceKeys: Readonly<Record<string, Key>> = {
  [words.choices.for]: "choice.for",
  [words.choices.against]: "choice.against",
  [words.choices.blank]: "choice.blank",
  [words.choices.noObjection]: "choice.noObjection",
  [words.choices.objection]: "choice.objection",
};

/** An option of a vote: a word of the protocol, a proposal, a person, a cluster, or as it stands. */
export function optionLabel(model: Names, option: string): Label {
  const key = choiceKeys[option];
  if (key) return { text: t(key) };
  return thingLabel(model, option);
}

/** An id that the app made up (client-lib/ts, newEntityId): nothing to show to people. */
export function isMadeUp(id: string): boolean {
  return /^[A-Z]+-[0-9a-f]{10}$/.test(id);
}

/** Anything that people made and that lists and votes name by its id. */
export function thingLabel(model: Names, id: string): Label {
  const proposal = model.get("proposal", id);
  if (proposal) return { text: isMadeUp(id) ? proposal.text : `${id}: ${proposal.text}`, language: proposal.language };
  const cluster = model.get("cluster", id);
  if (cluster) return { text: cluster.title };
  const note = model.get("note", id);
  if (note) return { text: note.text, language: note.language };
  const measure = model.get("measure", id);
  if (measure) return { text: measure.title, language: measure.language };
  const person = model.get("person", id);
  if (person) return { text: person.label || id };
  return { text: id };
}

/** Longer wordings are cut where a proposal is only named. */
const namedMax = 60;

function cut(text: string): string {
  return text.length <= namedMax ? text : `${text.slice(0, namedMax).trimEnd()} …`;
}

/** What a proposal is called in a sentence: its id, or how its wording begins where the app made the id up. */
export function proposalName(model: Names, id: string): string {
  if (!isMadeUp(id)) return id;
  const text = model.get("proposal", id)?.text;
  return text ? t("proposals.quoted", { text: cut(text) }) : id;
}

/** A proposal as one of several to choose among. */
export function proposalChoice(model: Names, id: string): Label {
  const { text, language } = thingLabel(model, id);
  return { text: cut(text), ...(language ? { language } : {}) };
}

/** What one step of the gradients of agreement says; the first is a whole-hearted yes. */
export function gradeText(grade: number, levels: number): string {
  if (levels === 8) return maybeText(`grade.${grade}`) ?? String(grade);
  if (grade === 1) return t("grade.first");
  if (grade === levels) return t("grade.last");
  return t("grade.step", { grade, levels });
}

/** A row of a result counts options, or steps of the gradients. */
export function rowLabel(model: Names, terms: VoteTerms, option: string): Label {
  if (terms.method === VoteMethod.GRADIENTS)
    return { text: gradeText(Number(option), terms.levels || 8) };
  return optionLabel(model, option);
}

/** The status of an item, which is a word of the protocol or whatever the secretary wrote. */
export function itemStatus(status: string): string {
  const key = (words.itemStatus as Readonly<Record<string, string>>)[status];
  return (key && maybeText(key)) || status;
}

/** Whether the item was taken off the list; it keeps its place among the others in the log. */
export function isStruck(item: { readonly status: string }): boolean {
  return (words.itemStatus as Readonly<Record<string, string>>)[item.status] === "itemStatus.dropped";
}

export function proposalKind(kind: string): string {
  const key = (words.proposalKind as Readonly<Record<string, string>>)[kind || words.kinds.proposal];
  return (key && maybeText(key)) || kind;
}

/** What an entry in the minutes is: a word of the protocol, or whatever was written. */
export function entryKind(kind: string): string {
  const key = (words.entryKind as Readonly<Record<string, string>>)[kind];
  return (key && maybeText(key)) || kind;
}
