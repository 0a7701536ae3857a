/**
 * What a network of workshops came to: the roll-up of positions (forms of cooperation and
 * tasks), of votes on the same question, and of challenge tags. Only what the viewer was sent counts.
 */
import type { Entities } from "./entities.ts";
import { VoteStatus, type Position, type TallyResult, type Vote } from "./schema.ts";
import { hasResult } from "../logic/results.ts";

/** One workshop of the network. */
export interface Workshop {
  /** Its id within the programme. */
  readonly id: string;
  readonly entities: Entities;
}

/** The roll-up of positions that one workshop received. */
export interface RollUp {
  /** How many chose each form, by the form's id. */
  readonly forms: ReadonlyMap<string, number>;
  /** How many want each task carried on together, by the task's id. */
  readonly tasks: ReadonlyMap<string, number>;
  readonly received: number;
  /** Rows of the matrix, by workshop. */
  readonly rows: readonly Position[];
  /** Tasks in the order of their ids: the columns. */
  readonly columns: readonly string[];
}

const natural = new Intl.Collator("nb", { numeric: true });

function sorted(counts: Map<string, number>): Map<string, number> {
  return new Map([...counts].sort(([a], [b]) => natural.compare(a, b)));
}

export function rollUp(entities: Entities): RollUp {
  const rows = [...entities.all("position")].sort((a, b) => natural.compare(a.id, b.id));
  const forms = new Map<string, number>();
  const tasks = new Map<string, number>();
  for (const row of rows) {
    if (row.form !== "") forms.set(row.form, (forms.get(row.form) ?? 0) + 1);
    for (const answer of row.tasks) tasks.set(answer.task, (tasks.get(answer.task) ?? 0) + Number(answer.wanted));
  }
  const counted = sorted(tasks);
  return { forms: sorted(forms), tasks: counted, received: rows.length, rows, columns: [...counted.keys()] };
}

/** What a workshop says of a task: true, false, or undefined where it says nothing. */
export function answerOf(row: Position, task: string): boolean | undefined {
  return row.tasks.find((answer) => answer.task === task)?.wanted;
}

/** Notes under each tag of a board, over all workshops, most first. */
export function tagCounts(workshops: readonly Workshop[], board?: string): Map<string, Map<string, number>> {
  const tags = new Map<string, Map<string, number>>();
  for (const { id, entities } of workshops) {
    for (const note of entities.all("note")) {
      if (note.tag === "" || (board !== undefined && note.board !== board)) continue;
      let rooms = tags.get(note.tag);
      if (rooms === undefined) tags.set(note.tag, (rooms = new Map()));
      rooms.set(id, (rooms.get(id) ?? 0) + 1);
    }
  }
  const total = (rooms: Map<string, number>) => [...rooms.values()].reduce((sum, n) => sum + n, 0);
  return new Map([...tags].sort(([a, x], [b, y]) => total(y) - total(x) || natural.compare(a, b)));
}

/** The same question put in several workshops: same words, same method, same options, and a result to show. */
export interface SameQuestion {
  readonly question: string;
  readonly options: readonly string[];
  /** The votes, one of each workshop. */
  readonly votes: readonly { readonly workshop: string; readonly vote: Vote; readonly result: TallyResult }[];
  /** The workshops' counts added up, most first; Borda points for a ranking. */
  readonly total: readonly { readonly option: string; readonly count: number; readonly first: number }[];
}

function scores(result: TallyResult): ReadonlyMap<string, number> {
  const ranked = result.borda.length > 0 ? result.borda : result.ranking;
  const rows = ranked.length > 0 ? ranked : result.tally.length > 0 ? result.tally : result.sum;
  return new Map(rows.map((row) => [row.option, Number(row.count)]));
}

type Answered = SameQuestion["votes"][number];

/**
 * Votes with a result that two or more workshops held in the same words and with the same options, by question. Where a
 * workshop was asked again, the last answer counts; votes that say no question are not known to be the same.
 */
export function sameQuestions(workshops: readonly Workshop[]): SameQuestion[] {
  const groups = new Map<string, Map<string, Answered>>();
  for (const { id, entities } of workshops) {
    for (const vote of entities.all("vote")) {
      const question = vote.question.trim();
      if (!hasResult(vote) || vote.status === VoteStatus.ANNULLED || vote.result === undefined || question === "") continue;
      const key = JSON.stringify([question, vote.terms?.method, vote.terms?.options]);
      let votes = groups.get(key);
      if (votes === undefined) groups.set(key, (votes = new Map()));
      const before = votes.get(id)?.vote.opened?.number ?? -1n;
      if ((vote.opened?.number ?? 0n) > before) votes.set(id, { workshop: id, vote, result: vote.result });
    }
  }
  return [...groups.values()].filter((votes) => votes.size > 1).map((votes) => summed([...votes.values()]));
}

function summed(votes: readonly Answered[]): SameQuestion {
  const terms = votes[0]?.vote.terms;
  const options = terms?.options ?? [];
  const total = options.map((option) => {
    let count = 0;
    let first = 0;
    for (const { result } of votes) {
      const by = scores(result);
      const most = Math.max(...by.values());
      count += by.get(option) ?? 0;
      if (by.get(option) === most) first += 1;
    }
    return { option, count, first };
  });
  total.sort((a, b) => b.count - a.count || options.indexOf(a.option) - options.indexOf(b.option));
  return { question: votes[0]?.vote.question ?? "", options, votes, total };
}
