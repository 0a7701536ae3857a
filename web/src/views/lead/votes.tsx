/** Votes: what is planned, what is open, what has closed; from the roll to the decision. */
import { useEffect, useRef } from "preact/hooks";

import { plannedVotes } from "../../model/agenda.ts";
import { labelOf } from "../../model/people.ts";
import { nameOf } from "../../model/names.ts";
import { VoteKindSchema, VoteMethodSchema, VoteStatus, type Vote } from "../../model/schema.ts";
import { dutyToVote, openVote, turnoutOf } from "../../model/votes.ts";
import { Button, Panel, Tag, WithReason } from "../kit/parts.tsx";
import { useRoom } from "../kit/room.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { OrderPanel } from "./voting_order.tsx";
import { NewVote } from "./vote_new.tsx";
import { VoteAfter } from "./vote_after.tsx";
import { CastFor } from "./vote_for.tsx";

export function VotesSection() {
  const { read } = useRoom();
  const open = openVote(read);
  const top = useRef<HTMLDivElement>(null);
  const shown = useRef(open?.id);
  // A vote that opens or closes is what one looks at next, wherever the page was scrolled to.
  useEffect(() => {
    if (shown.current !== open?.id) top.current?.scrollIntoView({ block: "nearest" });
    shown.current = open?.id;
  }, [open?.id]);
  const past = read
    .all("vote")
    .filter((vote) => [VoteStatus.CLOSED, VoteStatus.DECLARED, VoteStatus.ANNULLED].includes(vote.status));
  const latest = [...past].sort((a, b) => Number((b.opened?.number ?? 0n) - (a.opened?.number ?? 0n)));
  return (
    <div class="columns">
      <div ref={top} class="vote-column">
        {open !== undefined && <OpenVote vote={open} />}
        {open === undefined && past.length === 0 && <NewVote />}
        {latest.map((vote, at) => (
          <VoteAfter key={vote.id} vote={vote} latest={at === 0} />
        ))}
      </div>
      <div>
        <OrderPanel />
        <Planned />
        {(open !== undefined || past.length > 0) && <NewVote />}
      </div>
    </div>
  );
}

/** What is known of an open vote: how many, and to the chair's side who has not; never what. */
function OpenVote({ vote }: { vote: Vote }) {
  const { read, act, steering } = useRoom();
  const turnout = turnoutOf(read, vote, steering);
  const waiting = turnout.notCast ?? [];
  const stopped = dutyToVote(vote) && waiting.length > 0;
  return (
    <Panel title={t("lead.votes.open", { vote: vote.question || vote.id })}>
      <p>
        <Tag color="success">{enumText(VoteKindSchema, vote.terms?.kind ?? 0)}</Tag>{" "}
        <Tag>{enumText(VoteMethodSchema, vote.terms?.method ?? 0)}</Tag>
      </p>
      <p class="tally">
        {t("result.cast", { cast: String(turnout.cast), roll: String(turnout.roll) })}
      </p>
      {waiting.length > 0 && (
        <details class="ds-details" open={waiting.length <= 12}>
          <summary>{t("lead.votes.not_voted", { count: String(waiting.length) })}</summary>
          <ul class="names">
            {waiting.map((person) => (
              <li key={person}>{labelOf(read, person)}</li>
            ))}
          </ul>
        </details>
      )}
      {turnout.away.length > 0 && (
        <p>{t("lead.votes.away", { who: turnout.away.map((person) => labelOf(read, person)).join(", ") })}</p>
      )}
      <div class="actions">
        <Button
          variant="primary"
          label={t("lead.votes.close")}
          disabled={stopped}
          onClick={() => act({ case: "voteClose", value: { vote: vote.id } })}
        />
        {stopped && <p>{t("lead.votes.duty")}</p>}
      </div>
      <CastFor vote={vote} />
      {stopped && (
        <WithReason
          danger
          label={t("lead.votes.force")}
          hint={t("lead.votes.force_hint")}
          reasonLabel={t("lead.reason")}
          submitLabel={t("lead.votes.force_now")}
          onReason={(reason) => act({ case: "voteClose", value: { vote: vote.id, force: true } }, reason)}
        />
      )}
      <WithReason
        danger
        label={t("lead.votes.annul")}
        hint={t("lead.votes.annul_hint")}
        reasonLabel={t("lead.reason")}
        submitLabel={t("lead.votes.annul_now")}
        onReason={(reason) => act({ case: "voteAnnul", value: { vote: vote.id, reason } })}
      />
    </Panel>
  );
}

function Planned() {
  const { read, act } = useRoom();
  const planned = plannedVotes(read);
  const open = openVote(read) !== undefined;
  if (planned.length === 0) return null;
  return (
    <Panel title={t("lead.votes.planned")}>
      <ul class="rows">
        {planned.map((vote) => (
          <li key={vote.id}>
            <span>
              <strong>{vote.question || vote.id}</strong> <Tag>{enumText(VoteMethodSchema, vote.terms?.method ?? 0)}</Tag>{" "}
              {(vote.terms?.about ?? []).map((id) => nameOf(read, id) ?? id).join(" · ")}
            </span>
            <span class="actions">
              <Button
                small
                label={t("lead.votes.open_now")}
                about={vote.question || vote.id}
                disabled={open}
                onClick={() => act({ case: "voteOpen", value: { terms: { vote: vote.id } } })}
              />
              <Button
                small
                variant="tertiary"
                label={t("lead.votes.strike")}
                about={vote.question || vote.id}
                onClick={() => act({ case: "votePlan", value: { terms: { vote: vote.id }, dropped: true } })}
              />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
