import { VoteMethod } from "@tingbok/client/schema";

import { Ticks } from "../../../components/forms.tsx";
import { formatNumber, t } from "../../../i18n/index.ts";
import { left } from "../../../logic/ballot.ts";
import { optionLabel } from "../../../logic/labels.ts";
import { useRoom } from "../../../store/room.tsx";
import type { BallotProps } from "./form.tsx";

/** All the options one can live with; projects with their cost. */
export function Approvals({ terms, draft, onChange }: BallotProps) {
  const store = useRoom();
  const costs = new Map(terms.costs.map(({ option, count }) => [option, count]));
  const projects = terms.method === VoteMethod.EQUAL_SHARES;
  return (
    <>
      {projects && <p>{t("ballot.budget", { budget: formatNumber(terms.budget) })}</p>}
      <Ticks
        legend={t(projects ? "ballot.projects" : "ballot.approval")}
        value={draft.chosen}
        options={terms.options.map((option) => {
          const cost = costs.get(option);
          return {
            value: option,
            ...optionLabel(store.model, option),
            note: cost !== undefined && t("ballot.cost", { cost: formatNumber(cost) }),
          };
        })}
        onChange={(chosen) => onChange({ ...draft, chosen })}
      />
      <p class="tally-line figures" role="status">
        {t("ballot.choicesLeft", { chosen: draft.chosen.length, left: left(terms, draft) })}
      </p>
    </>
  );
}
