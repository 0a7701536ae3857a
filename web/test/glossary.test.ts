import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const [head, ...lines] = readFileSync(`${root}tests/workshops/glossary.tsv`, "utf8").trimEnd().split("\n");
const columns = head!.split("\t");
const glossary = new Map(
  lines.map((line) => {
    const cells = line.split("\t");
    return [cells[0]!, Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? ""]))] as const;
  }),
);

/** Texts that are a term of the glossary and nothing more. */
const terms: Record<string, string> = {
  "choice.against": "against",
  "choice.blank": "blank",
  "choice.for": "for",
  "entryKind.addition": "protocol_addition",
  "entryKind.majority": "majority_remark",
  "entryKind.minority": "minority_remark",
  "enum.DecidedBy.LOT": "drawing_lots",
  "enum.Outcome.TIED": "tie",
  "enum.PhaseKind.GROUP": "group_work",
  "enum.PhaseKind.INDIVIDUAL": "individual_phase",
  "enum.PhaseKind.PLENARY": "plenary",
  "enum.ProposalStatus.ADOPTED": "adopted",
  "enum.ProposalStatus.FELL": "rejected",
  "enum.ProposalStatus.FORWARDED": "referred",
  "enum.ProposalStatus.MERGED": "merged",
  "enum.ProposalStatus.TABLED": "tabled",
  "enum.ProposalStatus.WITHDRAWN": "withdrawn",
  "enum.Role.FACILITATOR": "facilitator",
  "enum.Role.MAYOR": "mayor",
  "enum.Role.RESEARCHER": "following_researcher",
  "enum.SpeechKind.POINT_OF_ORDER": "point_of_order",
  "enum.SpeechKind.REPLY": "reply",
  "enum.SpeechKind.SPEECH": "speech",
  "enum.VoteKind.BINDING": "binding_vote",
  "enum.VoteKind.ELECTION": "election",
  "enum.VoteKind.STRAW": "straw_poll",
  "enum.VoteMethod.APPROVAL": "approval",
  "enum.VoteMethod.CONSENT": "consent",
  "enum.VoteMethod.DOTS": "dot_voting",
  "enum.VoteMethod.GRADIENTS": "gradients",
  "enum.VoteMethod.MAJORITY_ELECTION": "majority_election",
  "enum.VoteMethod.POINTS": "points",
  "enum.VoteMethod.PROPORTIONAL_ELECTION": "proportional_election",
  "enum.VoteMethod.RANKING": "ranking",
  "floor.ask": "request_floor",
  "floor.list": "speakers_list",
  "homework.title": "homework",
  "lead.recusal.decided": "disqualified",
  "lead.section.minutes": "minutes",
  "participant.page.homework": "homework",
  "participant.page.record": "minutes",
  "proposalKind.addition": "addition",
  "proposalKind.alternative": "alternative_motion",
  "proposalKind.amendment": "amendment",
  "proposalKind.focusArea": "focus_area",
  "proposalKind.forwarding": "forwarding",
  "proposalKind.postponement": "postponement",
  "proposalKind.proposal": "proposal",
  "proposals.edit": "edit_text",
  "proposals.new": "put_forward",
  "shell.accessibility": "accessibility_statement",
  "shell.language": "language",
  "tables.host": "table_host",
  "timer.isOver": "over_time",
  "timer.left": "time_left",
  "vote.change": "change_vote",
};

// Goal: the app says what the law and the councils say, the same everywhere.
describe.each(["nb", "nn", "en"])("terms of the glossary in %s", (language) => {
  const catalogue = JSON.parse(
    readFileSync(`${root}web/src/i18n/${language}.json`, "utf8"),
  ) as Record<string, string>;
  it.each(Object.entries(terms))("%s is %s", (key, term) => {
    const wanted = glossary.get(term)?.[language];
    expect(wanted, `${term} is in the glossary`).toBeTruthy();
    expect(catalogue[key]?.toLocaleLowerCase(language)).toBe(wanted!.toLocaleLowerCase(language));
  });
});
