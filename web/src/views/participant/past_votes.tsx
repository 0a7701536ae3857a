import { VoteKindSchema, VoteStatus, VoteStatusSchema, type Vote } from "@tingbok/client/schema";

import { Section, Tag, Written } from "../../components/basics.tsx";
import { Results } from "../../components/results.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { hasResult } from "../../logic/results.ts";
import { useRoom } from "../../store/room.tsx";
import { OwnPaper } from "./own_paper.tsx";

/** Votes that have been held: what they came to, and what one voted oneself. The latest first. */
export function PastVotes() {
  const store = useRoom();
  const votes = store.model
    .all("vote")
    .filter(({ opened, status }) => opened !== undefined && status !== VoteStatus.OPEN);
  return (
    <Section id="past-votes" title={t("votes.title")}>
      {votes.length === 0 && <p class="subtle">{t("votes.none")}</p>}
      <ul class="plain-list stack">
        {votes.toReversed().map((vote) => (
          <PastVote key={vote.id} vote={vote} />
        ))}
      </ul>
    </Section>
  );
}

function PastVote(props: { vote: Vote }) {
  const store = useRoom();
  const { vote } = props;
  const ballot = store.model.own("ballot").find((own) => own.vote === vote.id && own.voter === store.me);
  return (
    <li class="ds-card past-vote" data-vote={vote.id}>
      <p class="row">
        <strong class="grow">
          <Written text={vote.question || vote.id} language={vote.language} />
        </strong>
        <Tag>{enumText(VoteStatusSchema, vote.status)}</Tag>
      </p>
      <p class="subtle">{vote.terms && enumText(VoteKindSchema, vote.terms.kind)}</p>
      {hasResult(vote) && <Results model={store.model} vote={vote} />}
      {vote.status === VoteStatus.ANNULLED && (
        <p>{t("votes.annulled", { why: vote.annulledBecause })}</p>
      )}
      {ballot && !vote.terms?.secret && <OwnPaper vote={vote} ballot={ballot} />}
      {ballot && vote.terms?.secret && <p>{t("vote.secretCast")}</p>}
      {!ballot && vote.roll.includes(store.me) && <p class="subtle">{t("votes.notCast")}</p>}
    </li>
  );
}
