/** A vote that has closed: its result, corrections until it is declared, lots, and the decision that rests on it. */
import { useState } from "preact/hooks";

import { agenda } from "../../model/agenda.ts";
import { nameOf, titleOf } from "../../model/names.ts";
import { labelOf, roomOf } from "../../model/people.ts";
import { Outcome, VoteKind, VoteMethod, VoteMethodSchema, VoteStatus, VoteStatusSchema, type Vote } from "../../model/schema.ts";
import { useKept } from "../../store/kept.ts";
import { Button, Panel, Tag, WithReason } from "../kit/parts.tsx";
import { SelectField, TextField } from "../kit/form.tsx";
import { useRoom } from "../kit/room.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { choiceText } from "../kit/text.ts";
import { ResultBars } from "../kit/result.tsx";
import { mayOpen } from "./items.ts";

/** A count in rounds that lacks a lot has come to nothing yet (core/domain/vote_terms.cpp). */
function waitsForItsLot({ terms, result }: Vote): boolean {
  const rounds = [VoteMethod.INSTANT_RUNOFF, VoteMethod.TRANSFERABLE].includes(terms?.method ?? VoteMethod.UNSPECIFIED);
  return rounds && result?.outcome === Outcome.LOT_NEEDED;
}

export function VoteAfter({ vote, latest }: { vote: Vote; latest: boolean }) {
  const { act } = useRoom();
  const title = vote.question || vote.id;
  const annulled = vote.status === VoteStatus.ANNULLED;
  const body = (
    <>
      <p>
        <Tag color={annulled ? "danger" : "info"}>{enumText(VoteStatusSchema, vote.status)}</Tag>{" "}
        <Tag>{enumText(VoteMethodSchema, vote.terms?.method ?? 0)}</Tag>
      </p>
      {annulled && <p>{t("lead.votes.annulled_because", { reason: vote.annulledBecause })}</p>}
      <ResultBars vote={vote} />
      <Missing vote={vote} />
      {!annulled && (
        <div class="actions">
          {vote.status === VoteStatus.CLOSED && !waitsForItsLot(vote) && (
            <Button
              variant="primary"
              label={t("lead.votes.declare")}
              about={title}
              onClick={() => act({ case: "voteDeclare", value: { vote: vote.id } })}
            />
          )}
        </div>
      )}
      {vote.result?.outcome === Outcome.LOT_NEEDED && <Lot vote={vote} />}
      {vote.status === VoteStatus.CLOSED && !vote.terms?.secret && <Correct vote={vote} />}
      {vote.status === VoteStatus.DECLARED && vote.terms?.kind !== VoteKind.INPUT && <Decide vote={vote} />}
      {!annulled && (
        <WithReason
          danger
          label={t("lead.votes.annul")}
          hint={t("lead.votes.annul_hint")}
          reasonLabel={t("lead.reason")}
          submitLabel={t("lead.votes.annul_now")}
          onReason={(reason) => act({ case: "voteAnnul", value: { vote: vote.id, reason } })}
        />
      )}
    </>
  );
  if (latest) return <Panel title={title}>{body}</Panel>;
  return (
    <details class="ds-details past-vote">
      <summary>
        {title} ({enumText(VoteStatusSchema, vote.status)})
      </summary>
      <div>{body}</div>
    </details>
  );
}

/** Who was present on the roll and did not vote: on record when the closing was forced. */
function Missing({ vote }: { vote: Vote }) {
  const { read } = useRoom();
  if (vote.missing.length === 0) return null;
  return <p>{t("lead.votes.missing", { who: vote.missing.map((person) => labelOf(read, person)).join(", ") })}</p>;
}

/** A wrongly registered ballot: only between closing and declaring, with the old value and a reason. */
function Correct({ vote }: { vote: Vote }) {
  const { read, act } = useRoom();
  const ballots = vote.roll.flatMap((person) => {
    const choice = read.get("ballot", `${vote.id}/${person}`)?.paper?.choice ?? "";
    return choice === "" ? [] : [{ person, choice }];
  });
  const [member, setMember] = useState("");
  const [wanted, setWanted] = useState("");
  const chosen = ballots.find((ballot) => ballot.person === member) ?? ballots[0];
  if (chosen === undefined) return null;
  const others = (vote.terms?.options ?? []).filter((option) => option !== chosen.choice);
  const to = others.includes(wanted) ? wanted : (others[0] ?? "");
  return (
    <WithReason
      label={t("lead.correct.title")}
      hint={t("lead.correct.hint")}
      reasonLabel={t("lead.reason")}
      submitLabel={t("lead.correct.now")}
      ready={to !== ""}
      onReason={(reason) =>
        act({ case: "voteCorrect", value: { vote: vote.id, member: chosen.person, oldChoice: chosen.choice, newChoice: to } }, reason)
      }
    >
      <SelectField
        label={t("lead.correct.who")}
        value={chosen.person}
        choices={ballots.map((ballot) => ({ value: ballot.person, label: `${labelOf(read, ballot.person)}: ${choiceText(read, ballot.choice)}` }))}
        onValue={setMember}
      />
      <SelectField
        label={t("lead.correct.to")}
        value={to}
        choices={others.map((option) => ({ value: option, label: choiceText(read, option) }))}
        onValue={setWanted}
      />
    </WithReason>
  );
}

function Lot({ vote }: { vote: Vote }) {
  const { read, act } = useRoom();
  const among = vote.result?.among ?? [];
  const [won, setWon] = useState("");
  const [witness, setWitness] = useState("");
  const result = among.includes(won) ? won : (among[0] ?? "");
  return (
    <form
      class="boxed"
      onSubmit={(event) => {
        event.preventDefault();
        act({ case: "lotDraw", value: { vote: vote.id, result, witness: witness.trim() } });
      }}
    >
      <p>{t("lead.lot.hint")}</p>
      <SelectField
        label={t("lead.lot.won")}
        value={result}
        choices={among.map((option) => ({ value: option, label: nameOf(read, option) ?? option }))}
        onValue={setWon}
      />
      <TextField label={t("lead.lot.witness")} value={witness} onValue={setWitness} />
      <button class="ds-button" disabled={witness.trim() === ""}>
        {t("lead.lot.record")}
      </button>
    </form>
  );
}

/** A decision rests on a declared vote that adopted something. */
function Decide({ vote }: { vote: Vote }) {
  const { read, act, busy } = useRoom();
  const winner = vote.result?.winner ?? "";
  const proposed = nameOf(read, winner) ?? nameOf(read, vote.terms?.about[0] ?? "") ?? vote.question;
  const [text, setText] = useKept<string | undefined>(`lead/decide/${vote.id}`, undefined);
  const [chosen, setChosen] = useState("");
  const outcome = vote.result?.outcome;
  const adopted = outcome === Outcome.ADOPTED || outcome === Outcome.SETTLED || outcome === Outcome.ELECTED;
  const done = read.all("decision").some((decision) => decision.vote === vote.id);
  if (!adopted || done) return done ? <p>{t("lead.decide.done")}</p> : null;
  const wording = text ?? proposed;
  // A vote may be held outside the items; a decision stands in one.
  const voted = vote.terms?.item ?? "";
  const items = agenda(read).filter((row) => mayOpen(row.item)).map((row) => row.item.id);
  const item = voted || [chosen, roomOf(read)?.openItem ?? ""].find((one) => items.includes(one)) || (items[0] ?? "");
  return (
    <form
      class="boxed"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy("decide")) act({ case: "decide", value: { item, vote: vote.id } }, wording.trim());
      }}
    >
      {voted === "" && items.length > 0 && (
        <SelectField
          label={t("lead.decide.item")}
          value={item}
          choices={items.map((id) => ({ value: id, label: `${id} ${titleOf(read, id)}` }))}
          onValue={setChosen}
        />
      )}
      {item === "" && <p>{t("lead.item.none")}</p>}
      <TextField label={t("lead.decide.text")} rows={3} value={wording} onValue={setText} />
      <button class="ds-button" disabled={item === "" || wording.trim() === "" || busy("decide")}>
        {t("lead.decide.now")}
      </button>
    </form>
  );
}
