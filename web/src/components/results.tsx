import type { ReadModel } from "@tingbok/client";
import {
  DecidedBy,
  DecidedBySchema,
  Outcome,
  OutcomeSchema,
  VoteMethod,
  VoteStatus,
  type Vote,
} from "@tingbok/client/schema";

import { enumText, formatList, formatNumber, t } from "../i18n/index.ts";
import { optionLabel, rowLabel } from "../logic/labels.ts";
import { rowsOf, type Row } from "../logic/results.ts";
import { Written } from "./basics.tsx";

/** In one sentence what a vote came to, for headings and for screen readers. */
export function outcomeText(model: ReadModel, vote: Vote): string {
  const result = vote.result;
  if (!result) return "";
  if (result.outcome === Outcome.INPUT || result.outcome === Outcome.STRAW)
    return leadersText(model, vote);
  const parts = [enumText(OutcomeSchema, result.outcome)];
  const winners = result.winners.length > 0 ? result.winners : result.winner ? [result.winner] : [];
  if (winners.length > 0)
    parts.push(formatList(winners.map((option) => optionLabel(model, option).text)));
  const tells =
    result.decidedBy !== DecidedBy.UNSPECIFIED && result.decidedBy !== DecidedBy.MAJORITY;
  if (tells) parts.push(enumText(DecidedBySchema, result.decidedBy));
  return [...new Set(parts)].join(". ");
}

/** Votes that only sound out have no outcome but who came first. */
function leadersText(model: ReadModel, vote: Vote): string {
  const rows = rowsOf(vote);
  const most = Math.max(0, ...rows.map(({ count }) => count));
  if (most === 0) return t("result.nobody");
  const first = rows.filter(({ rank, count }) => (rank > 0 ? rank === 1 : count === most));
  const options = formatList(first.map(({ option }) => rowLabel(model, vote.terms!, option).text));
  return t("result.first", { options });
}

/** The result of a vote, as a table with bars. Show it only where `hasResult`. */
export function Results(props: { model: ReadModel; vote: Vote }) {
  const { model, vote } = props;
  const result = vote.result;
  if (!result || !vote.terms) return null;
  const rows = rowsOf(vote);
  return (
    <div class="stack results">
      <p class="results-outcome" data-outcome={Outcome[result.outcome]}>
        <strong>{outcomeText(model, vote)}</strong>
      </p>
      {vote.status === VoteStatus.CLOSED && <p class="subtle">{t("result.notDeclared")}</p>}
      {rows.length > 0 && <Bars model={model} vote={vote} rows={rows} />}
      {result.elected.some(({ names }) => names.length > 0) && (
        <ul>
          {result.elected
            .filter(({ names }) => names.length > 0)
            .map(({ option, names }) => (
              <li key={option}>
                {optionLabel(model, option).text}:{" "}
                {formatList(names.map((name) => optionLabel(model, name).text))}
              </li>
            ))}
        </ul>
      )}
      {result.among.length > 0 && (
        <p>
          {t("result.among", {
            options: formatList(result.among.map((option) => optionLabel(model, option).text)),
          })}
        </p>
      )}
      {result.runoff.length > 0 && (
        <p>
          {t("result.runoff", {
            options: formatList(result.runoff.map((option) => optionLabel(model, option).text)),
          })}
        </p>
      )}
      {vote.terms.method === VoteMethod.EQUAL_SHARES && (
        <p>
          {t("result.spent", {
            spent: formatNumber(result.spent),
            budget: formatNumber(vote.terms.budget),
          })}
        </p>
      )}
      <p class="subtle figures">{t("result.cast", { cast: result.cast, roll: result.roll })}</p>
    </div>
  );
}

function Bars(props: { model: ReadModel; vote: Vote; rows: readonly Row[] }) {
  const { model, vote, rows } = props;
  const ranked = rows.some(({ rank }) => rank > 0);
  return (
    <table class="bars">
      <caption class="ds-sr-only">{t("result.caption")}</caption>
      <thead class="ds-sr-only">
        <tr>
          {ranked && <th scope="col">{t("result.place")}</th>}
          <th scope="col">{t("result.option")}</th>
          <th scope="col">{t(unitKey(vote.terms!.method))}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const label = rowLabel(model, vote.terms!, row.option);
          return (
            <tr key={row.option} data-won={row.won}>
              {ranked && <td class="figures bars-rank">{row.rank}</td>}
              <th scope="row">
                <Written text={label.text} language={label.language} />
                {row.won && <span class="ds-sr-only"> {t("result.won")}</span>}
                <span class="bar" aria-hidden="true">
                  <span class="bar-fill" style={{ width: `${row.share * 100}%` }} />
                </span>
              </th>
              <td class="figures bars-count">{formatNumber(row.count)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function unitKey(method: VoteMethod) {
  switch (method) {
    case VoteMethod.DOTS:
      return "result.dots";
    case VoteMethod.POINTS:
    case VoteMethod.RANKING:
      return "result.points";
    default:
      return "result.votes";
  }
}
