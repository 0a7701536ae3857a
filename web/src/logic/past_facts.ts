/** What an entity says, as named texts: for showing what changed between two moments. */
import type { EntityOf, Kind, ReadModel } from "@tingbok/client";
import {
  LevelSchema,
  MeetingStatusSchema,
  ModeSchema,
  NoteReachSchema,
  OutcomeSchema,
  PhaseStatusSchema,
  PlaceSchema,
  PresenceSchema,
  ProposalStatusSchema,
  ReallocationStatusSchema,
  RoleSchema,
  VoteStatusSchema,
  type BallotPaper,
  type Entity,
} from "@tingbok/client/schema";

import { enumText, formatList, formatNumber, t, type Key } from "../i18n/index.ts";
import { itemStatus, optionLabel, proposalKind, thingLabel } from "./labels.ts";

/** One thing an entity says. */
export interface Fact {
  readonly name: Key;
  readonly text: string;
  /** People's own words: shown word by word where they changed. */
  readonly prose?: boolean;
}

type Names = Pick<ReadModel, "get">;

const fact = (name: Key, text: string): Fact => ({ name, text });
const prose = (text: string): Fact => ({ name: "past.fact.text", text, prose: true });
const yes = (name: Key, is: boolean): Fact => fact(name, is ? t("past.yes") : "");

/** What is to be said of an entity; facts without a text say nothing. `model` gives names to ids. */
export function factsOf(entity: Entity, model: Names): Fact[] {
  return all(entity, model).filter(({ text }) => text !== "");
}

/** What an entity is called, in a heading. */
export function entityTitle(entity: Entity, model: Names): string {
  const { kind } = entity;
  if (kind.case === undefined) return "";
  const known = labelOf(kind.value, model);
  return known || t(`past.kind.${kind.case}`);
}

function labelOf(value: EntityOf<Kind>, model: Names): string {
  if (value.$typeName === "tingbok.v1.ProposalVersion") return value.id;
  if (value.$typeName === "tingbok.v1.Ballot")
    return `${name(model, value.vote)} – ${name(model, value.voter)}`;
  const label = "title" in value && value.title ? `${value.id}: ${value.title}` : name(model, value.id);
  // Numbers in the log and the names of what there is one of say nothing to people.
  return /^\d+$/.test(label) || label === "room" || label === "speakers" || label === "allocation" ? "" : label;
}

function name(model: Names, id: string): string {
  return id === "" ? "" : thingLabel(model, id).text;
}
function names(model: Names, ids: readonly string[]): string {
  return formatList(ids.map((id) => name(model, id)));
}
/** What was voted for: also the words of the protocol, such as those for and against. */
function choice(model: Names, option: string): string {
  return optionLabel(model, option).text;
}
function choices(model: Names, options: readonly string[]): string {
  return formatList(options.map((option) => choice(model, option)));
}
function numbered(model: Names, ids: readonly string[]): string {
  return ids.map((id, at) => `${at + 1}. ${name(model, id)}`).join("\n");
}
function count(n: number | bigint): string {
  return n === 0 || n === 0n ? "" : formatNumber(n);
}

function all(entity: Entity, model: Names): Fact[] {
  const { kind } = entity;
  switch (kind.case) {
    case undefined:
      return [];
    case "room":
    case "person":
    case "attendance":
    case "item":
    case "recusal":
    case "moment":
    case "timer":
    case "speakers":
    case "phase":
    case "table":
    case "film":
    case "homework":
    case "document":
      return meetingFacts(kind.value, model);
    case "proposal":
      return [
        prose(kind.value.text),
        fact("past.fact.kind", proposalKind(kind.value.kind)),
        fact("past.fact.status", enumText(ProposalStatusSchema, kind.value.status)),
        fact("past.fact.by", name(model, kind.value.by)),
        fact("past.fact.support", names(model, kind.value.support)),
        fact("past.fact.amends", kind.value.amends),
        fact("past.fact.mergedFrom", formatList(kind.value.mergedFrom)),
        fact("past.fact.mergedInto", kind.value.mergedInto),
      ];
    case "vote":
      return [
        { name: "past.fact.question", text: kind.value.question, prose: true },
        fact("past.fact.status", enumText(VoteStatusSchema, kind.value.status)),
        fact("past.fact.result", outcome(kind.value, model)),
        fact("past.fact.annulled", kind.value.annulledBecause),
      ];
    case "note":
      return [
        prose(kind.value.text),
        fact("past.fact.by", name(model, kind.value.by)),
        fact("past.fact.tag", kind.value.tag),
        fact("past.fact.cluster", name(model, kind.value.cluster)),
        fact("past.fact.reach", kind.value.reach ? enumText(NoteReachSchema, kind.value.reach) : ""),
      ];
    case "cluster":
      return [fact("past.fact.title", kind.value.title), fact("past.fact.notes", names(model, kind.value.notes))];
    case "matrixCell":
      return [fact("past.fact.effect", kind.value.effect), fact("past.fact.effort", kind.value.effort)];
    case "priorityList":
      return [fact("past.fact.order", numbered(model, kind.value.order)), yes("past.fact.locked", kind.value.locked)];
    case "turnout":
      return [fact("past.fact.cast", count(kind.value.cast))];
    case "ballot":
      return [fact("past.fact.ballot", paper(kind.value.paper, model))];
    case "decision":
      return [prose(kind.value.text), fact("past.fact.item", name(model, kind.value.item))];
    case "statement":
    case "observation":
    case "protocolEntry":
    case "agreementText":
    case "proposalVersion":
      return [prose(kind.value.text), fact("past.fact.by", name(model, kind.value.by))];
    case "exemption":
      return [prose(kind.value.reason), fact("past.fact.by", name(model, kind.value.by))];
    case "board":
      return [{ name: "past.fact.question", text: kind.value.question, prose: true }];
    case "boardQuestion":
      return [prose(kind.value.text)];
    case "measure":
      return [prose(kind.value.title), fact("past.fact.amount", count(kind.value.cost))];
    case "optionList":
      return [fact("past.fact.options", names(model, kind.value.options.map(({ option }) => option)))];
    case "initiative":
    case "position":
    case "allocation":
    case "reallocation":
    case "agreement":
      return networkFacts(kind.value, model);
  }
}

type MeetingKind =
  | "room" | "person" | "attendance" | "item" | "recusal" | "moment" | "timer" | "speakers" | "phase" | "table"
  | "film" | "homework" | "document";

/** Facts of what a meeting is made of. */
function meetingFacts(value: EntityOf<MeetingKind>, model: Names): Fact[] {
  switch (value.$typeName) {
    case "tingbok.v1.Room":
      return [
        fact("past.fact.status", value.status ? enumText(MeetingStatusSchema, value.status) : ""),
        fact("past.fact.mode", value.mode ? enumText(ModeSchema, value.mode) : ""),
        fact("past.fact.phase", model.get("phase", value.activePhase)?.terms?.title || value.phase),
        fact("past.fact.item", itemName(model, value.openItem)),
        fact("past.fact.vote", model.get("vote", value.openVote)?.question || value.openVote),
        fact("past.fact.doors", value.doorsClosed),
        fact("past.fact.chair", name(model, value.actingChair || value.config?.chair || "")),
      ];
    case "tingbok.v1.Person":
      return [
        fact("past.fact.title", value.label),
        fact("past.fact.role", value.role ? enumText(RoleSchema, value.role) : ""),
        fact("past.fact.party", value.party),
        yes("past.fact.member", value.member),
      ];
    case "tingbok.v1.Attendance":
      return [
        fact("past.fact.status", enumText(PresenceSchema, value.presence)),
        fact("past.fact.place", value.how ? enumText(PlaceSchema, value.how) : ""),
        fact("past.fact.seatOf", name(model, value.seatOf)),
      ];
    case "tingbok.v1.AgendaItem":
      return [
        fact("past.fact.title", value.title),
        fact("past.fact.status", itemStatus(value.status)),
        fact("past.fact.declared", names(model, value.declared)),
        fact("past.fact.objections", names(model, value.objections)),
      ];
    case "tingbok.v1.Recusal":
      return [fact("past.fact.people", names(model, value.persons))];
    case "tingbok.v1.Moment":
      return [fact("past.fact.title", value.name)];
    case "tingbok.v1.Timer":
      return [fact("past.fact.purpose", name(model, value.purpose)), yes("past.fact.ended", value.endedMs > 0n)];
    case "tingbok.v1.SpeakerList":
      return [
        fact("past.fact.speaking", name(model, value.speaking)),
        fact("past.fact.queue", numbered(model, value.queue.map(({ person }) => person))),
      ];
    case "tingbok.v1.Phase":
      return [fact("past.fact.title", value.terms?.title ?? ""), fact("past.fact.status", enumText(PhaseStatusSchema, value.status))];
    case "tingbok.v1.TableGroup":
      return [fact("past.fact.title", value.title), fact("past.fact.people", names(model, value.people))];
    case "tingbok.v1.Film":
      return [yes("past.fact.shown", value.source !== undefined)];
    case "tingbok.v1.Homework":
      return [fact("past.fact.title", value.title), fact("past.fact.done", names(model, value.done))];
    case "tingbok.v1.LinkedDocument":
      return [fact("past.fact.title", value.title), fact("past.fact.version", count(value.version))];
  }
}

type NetworkKind = "initiative" | "position" | "allocation" | "reallocation" | "agreement";

/** Facts of what several rooms make together. */
function networkFacts(value: EntityOf<NetworkKind>, model: Names): Fact[] {
  switch (value.$typeName) {
    case "tingbok.v1.Initiative":
      return [fact("past.fact.support", value.endorsements.map(({ body, stance }) => `${body}: ${stance}`).join("\n"))];
    case "tingbok.v1.Position":
      return [
        fact("past.fact.form", name(model, value.form)),
        fact("past.fact.tasks", formatList(value.tasks.filter(({ wanted }) => wanted).map(({ task }) => task))),
        fact("past.fact.version", count(value.version)),
      ];
    case "tingbok.v1.Allocation":
      return [fact("past.fact.amount", value.cells.map((cell) => `${cell.option}: ${formatNumber(cell.count)}`).join("\n"))];
    case "tingbok.v1.Reallocation":
      return [
        fact("past.fact.amount", `${value.from} → ${value.to}: ${formatNumber(value.amount)}`),
        fact("past.fact.status", enumText(ReallocationStatusSchema, value.status)),
        fact("past.fact.approved", formatList(value.approved.map((level) => enumText(LevelSchema, level)))),
      ];
    case "tingbok.v1.Agreement":
      return [
        fact("past.fact.options", formatList(value.versions.map(({ version }) => version))),
        fact("past.fact.inForce", value.inForce),
      ];
  }
}

function itemName(model: Names, id: string): string {
  const title = model.get("item", id)?.title;
  return title ? `${id}: ${title}` : id;
}

function outcome(vote: EntityOf<"vote">, model: Names): string {
  const { result } = vote;
  if (!result) return "";
  const winners = result.winners.length > 0 ? result.winners : result.winner ? [result.winner] : [];
  return [enumText(OutcomeSchema, result.outcome), choices(model, winners)].filter(Boolean).join(": ");
}

function paper(ballot: BallotPaper | undefined, model: Names): string {
  if (!ballot) return "";
  if (ballot.choice) return choice(model, ballot.choice);
  if (ballot.choices.length > 0) return choices(model, ballot.choices);
  if (ballot.ranking.length > 0) return numbered(model, ballot.ranking);
  if (ballot.grade > 0) return String(ballot.grade);
  return formatList([...ballot.dots, ...ballot.points].map((one) => `${choice(model, one.option)}: ${formatNumber(one.count)}`));
}

/** How one fact stands at two moments; undefined: not said there. */
export interface FactChange {
  readonly name: Key;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly prose: boolean;
}

/** Facts that differ, in the order they are said; what an entity is called stands in `entityTitle`. */
export function factChanges(before: readonly Fact[], after: readonly Fact[]): FactChange[] {
  const found = (list: readonly Fact[], key: Key) => list.find((one) => one.name === key);
  const keys = [...new Set([...after, ...before].map((one) => one.name))];
  return keys
    .map((key) => {
      const old = found(before, key);
      const now = found(after, key);
      return { name: key, before: old?.text, after: now?.text, prose: (old ?? now)?.prose ?? false };
    })
    .filter((change) => change.before !== change.after);
}
