import type { Ballot, Vote } from "@tingbok/client/schema";

import { t } from "../../i18n/index.ts";
import { formOf } from "../../logic/ballot.ts";
import { gradeText, optionLabel } from "../../logic/labels.ts";
import { useRoom } from "../../store/room.tsx";

/** What one has voted. Empty for a secret ballot, whose paper nobody keeps. */
export function OwnPaper(props: { vote: Vote; ballot: Ballot }) {
  const store = useRoom();
  const paper = props.ballot.paper;
  const terms = props.vote.terms;
  if (!paper || !terms) return null;
  const label = (option: string) => {
    const { text, language } = optionLabel(store.model, option);
    return <span {...(language ? { lang: language } : {})}>{text}</span>;
  };
  return (
    <div class="own-paper">
      <p>{t("vote.yours")}</p>
      {content()}
    </div>
  );

  function content() {
    switch (formOf(terms!.method)) {
      case "choice":
        return <p class="now-big">{label(paper!.choice)}</p>;
      case "approval":
        if (paper!.choices.length === 0) return <p>{t("vote.yoursNone")}</p>;
        return (
          <ul>
            {paper!.choices.map((option) => (
              <li key={option}>{label(option)}</li>
            ))}
          </ul>
        );
      case "dots":
      case "points":
        return (
          <ul>
            {[...paper!.dots, ...paper!.points].map(({ option, count }) => (
              <li key={option}>
                {label(option)}: <strong class="figures">{String(count)}</strong>
              </li>
            ))}
          </ul>
        );
      case "ranking":
        return (
          <ol>
            {paper!.ranking.map((option) => (
              <li key={option}>{label(option)}</li>
            ))}
          </ol>
        );
      case "grade":
        return <p class="now-big">{gradeText(paper!.grade, terms!.levels || 8)}</p>;
      case undefined:
        return null;
    }
  }
}
