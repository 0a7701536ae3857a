import { VoteMethod, VoteStatus, type TallyResult, type Vote } from "@tingbok/client/schema";

/** One row of a result, in the order it is to be read. */
export interface Row {
  option: string;
  /** Votes, dots, points, seats, or in counts by transfers hundred-thousandths of a vote. */
  count: number;
  /** Place, shared where equal; 0: the result has no places. */
  rank: number;
  /** It won, was elected, funded or adopted. */
  won: boolean;
  /** Share of the longest row, 0 to 1: the length of its bar. */
  share: number;
}

/** Whether the vote has a result that may be shown. It has none while it is open. */
export function hasResult(vote: Vote): boolean {
  return (
    vote.result !== undefined &&
    (vote.status === VoteStatus.CLOSED || vote.status === VoteStatus.DECLARED)
  );
}

/** The rows of a result: places where the method ranks, otherwise in the order of the options. */
export function rowsOf(vote: Vote): readonly Row[] {
  const result = vote.result;
  if (!result) return [];
  const rows = countsOf(vote, result);
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const winners = winnersOf(result);
  return rows.map(({ option, count, rank }) => ({
    option,
    count,
    rank,
    won: winners.has(option),
    share: Math.max(0, count) / most,
  }));
}

interface Counted {
  option: string;
  count: number;
  rank: number;
}

function countsOf(vote: Vote, result: TallyResult): Counted[] {
  const method = vote.terms?.method ?? VoteMethod.UNSPECIFIED;
  const plain = (counts: TallyResult["tally"]) =>
    counts.map(({ option, count }) => ({ option, count: Number(count), rank: 0 }));
  const ranked = (counts: TallyResult["ranking"]) =>
    counts.map(({ option, count, rank }) => ({ option, count: Number(count), rank }));
  if (method === VoteMethod.GRADIENTS) return plain(result.histogram);
  if (method === VoteMethod.RANKING) return ranked(result.borda);
  if (method === VoteMethod.EQUAL_SHARES && result.funded.length > 0)
    return result.ranking.length > 0 ? ranked(result.ranking) : plain(result.tally);
  if (method === VoteMethod.INSTANT_RUNOFF || method === VoteMethod.TRANSFERABLE)
    return transferred(vote, result);
  if (result.ranking.length > 0) return ranked(result.ranking);
  return plain(result.tally);
}

/** The last count in which each option still stood. */
function transferred(vote: Vote, result: TallyResult): Counted[] {
  if (result.rounds.length === 0)
    return result.tally.map(({ option, count }) => ({ option, count: Number(count), rank: 0 }));
  const last = new Map<string, number>();
  for (const round of result.rounds)
    for (const { option, votes } of round.votes)
      if (option !== "" && votes > 0n) last.set(option, Number(votes) / 100_000);
  const options = vote.terms?.options ?? [];
  return options
    .map((option) => ({ option, count: last.get(option) ?? 0, rank: 0 }))
    .sort((a, b) => b.count - a.count);
}

function winnersOf(result: TallyResult): ReadonlySet<string> {
  const winners = new Set(result.winners);
  if (result.winner) winners.add(result.winner);
  for (const { option } of result.funded) winners.add(option);
  for (const { option, count } of result.seats) if (count > 0n) winners.add(option);
  for (const { option, names } of result.elected) if (names.length > 0) winners.add(option);
  return winners;
}
