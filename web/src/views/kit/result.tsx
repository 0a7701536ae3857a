/** The result of a vote, nothing at all while it may not be shown; and how each party voted. */
import { Results } from "../../components/results.tsx";
import { t } from "../../i18n/index.ts";
import { hasResult } from "../../logic/results.ts";
import type { Vote } from "../../model/schema.ts";
import { byParty } from "../../model/votes.ts";
import { useRoom } from "./room.tsx";
import { choiceText } from "./text.ts";

export function ResultBars({ vote }: { vote: Vote }) {
  const { read } = useRoom();
  return hasResult(vote) ? <Results model={read} vote={vote} /> : null;
}

/** How each party voted, where the ballots were sent to this viewer (kommuneloven § 11-4). */
export function PartyTable({ vote }: { vote: Vote }) {
  const { read } = useRoom();
  const choices = byParty(read, vote);
  if (choices.size === 0) return null;
  const parties = [...new Set([...choices.values()].flatMap((by) => [...by.keys()]))].sort();
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("result.by_party")}>
      <table class="ds-table">
        <caption>{t("result.by_party")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("result.option")}</th>
            {parties.map((party) => (
              <th key={party} scope="col">
                {party || t("result.no_party")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...choices].map(([choice, by]) => (
            <tr key={choice}>
              <th scope="row">{choiceText(read, choice)}</th>
              {parties.map((party) => (
                <td key={party}>{by.get(party) ?? 0}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
