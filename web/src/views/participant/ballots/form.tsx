import type { VoteTerms } from "@tingbok/client/schema";

import { t } from "../../../i18n/index.ts";
import { blank, blankAllowed, formOf, type Draft } from "../../../logic/ballot.ts";
import { gradeText, optionLabel } from "../../../logic/labels.ts";
import { Choices } from "../../../components/forms.tsx";
import { useRoom } from "../../../store/room.tsx";
import { Approvals } from "./approvals.tsx";
import { Counts } from "./counts.tsx";
import { Preferences } from "./preferences.tsx";

export interface BallotProps {
  terms: VoteTerms;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** The fields of a ballot, by method. */
export function BallotForm(props: BallotProps) {
  switch (formOf(props.terms.method)) {
    case "choice":
      return <Choice {...props} />;
    case "approval":
      return <Approvals {...props} />;
    case "dots":
    case "points":
      return <Counts {...props} />;
    case "ranking":
      return <Preferences {...props} />;
    case "grade":
      return <Grade {...props} />;
    case undefined:
      return <p>{t("ballot.unknownMethod")}</p>;
  }
}

/** For or against, one of several, a person, a list. */
function Choice({ terms, draft, onChange }: BallotProps) {
  const store = useRoom();
  const options = [...terms.options, ...(blankAllowed(terms) ? [blank] : [])];
  return (
    <Choices
      legend={t("ballot.choice")}
      name={`vote-${terms.vote}`}
      value={draft.choice}
      options={options.map((option) => {
        const list = terms.lists.find((one) => one.option === option);
        return {
          value: option,
          ...optionLabel(store.model, option),
          note: list && list.candidates.map(({ name }) => store.nameOf(name)).join(", "),
        };
      })}
      onChange={(choice) => onChange({ ...draft, choice })}
    />
  );
}

function Grade({ terms, draft, onChange }: BallotProps) {
  const levels = terms.levels || 8;
  return (
    <Choices
      legend={t("ballot.grade")}
      name={`vote-${terms.vote}`}
      value={String(draft.grade)}
      options={Array.from({ length: levels }, (_, i) => ({
        value: String(i + 1),
        text: `${i + 1}. ${gradeText(i + 1, levels)}`,
      }))}
      onChange={(grade) => onChange({ ...draft, grade: Number(grade) })}
    />
  );
}
