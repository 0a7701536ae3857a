import { VoteKindSchema, VoteMethodSchema, VoteStatus, type Vote } from "@tingbok/client/schema";
import { useState } from "preact/hooks";

import { Section, Tag, Written } from "../../components/basics.tsx";
import { TextField } from "../../components/forms.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { draftOf, emptyDraft, namedText, needsReason, paperOf, troubleOf, troubleText, type Draft } from "../../logic/ballot.ts";
import { thingLabel } from "../../logic/labels.ts";
import { notOnRoll } from "../../logic/people.ts";
import { ActStatus, useAct } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";
import { BallotForm } from "./ballots/form.tsx";
import { OwnPaper } from "./own_paper.tsx";

/** The vote that is open, before everything else. */
export function OpenVote() {
  const store = useRoom();
  const id = store.room?.openVote ?? "";
  const vote = id ? store.model.get("vote", id) : undefined;
  if (!vote?.terms || vote.status !== VoteStatus.OPEN) return null;
  return <VoteCard key={vote.id} vote={vote} />;
}

function VoteCard(props: { vote: Vote }) {
  const store = useRoom();
  const { vote } = props;
  const terms = vote.terms!;
  const turnout = store.model.get("turnout", vote.id)?.cast ?? 0;
  const outside = notOnRoll(vote, store.me);
  return (
    <Section
      id="open-vote"
      title={t("vote.open")}
      aside={
        <>
          <Tag color="brand1">{enumText(VoteKindSchema, terms.kind)}</Tag>
          {terms.secret && <Tag color="warning">{t("vote.secret")}</Tag>}
        </>
      }
    >
      <p class="now-big">
        <Written text={vote.question || vote.id} language={vote.language} />
      </p>
      <About vote={vote} />
      <p class="subtle">
        {enumText(VoteMethodSchema, terms.method)} ·{" "}
        <span class="figures">{t("vote.turnout", { cast: turnout, roll: vote.roll.length })}</span>
      </p>
      {store.past ? null : outside ? <p>{t(`vote.${outside}`)}</p> : <Cast vote={vote} />}
    </Section>
  );
}

/** The proposals it is about, where they are not what one chooses among. */
function About(props: { vote: Vote }) {
  const { model } = useRoom();
  const { about, options } = props.vote.terms!;
  const others = about.filter((id) => !options.includes(id));
  if (others.length === 0) return null;
  return (
    <ul aria-label={t("vote.about")}>
      {others.map((id) => (
        <li key={id}>
          <Written {...thingLabel(model, id)} />
        </li>
      ))}
    </ul>
  );
}

/** Fill in, look over, send, see that it is recorded, change. */
function Cast(props: { vote: Vote }) {
  const store = useRoom();
  const { vote } = props;
  const terms = vote.terms!;
  const act = useAct((status) => {
    if (status.state === "recorded") setChanging(false);
  });
  const ballot = store.model.own("ballot").find((own) => own.vote === vote.id && own.voter === store.me);
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [changing, setChanging] = useState(false);
  const [sure, setSure] = useState(false);
  const [reason, setReason] = useState("");
  const objects = needsReason(terms, draft);
  const noReason = objects && reason.trim() === "" ? { key: "ballot.reasonMissing" as const, params: undefined } : undefined;
  const trouble = troubleOf(terms, draft) ?? noReason;
  const named = namedText(terms);
  const [shownTrouble, setShownTrouble] = useState(false);

  // Cast on an earlier page of this device, and not answered yet.
  const waiting = store.connection
    .pending()
    .find(({ command: { action } }) => action.case === "voteCast" && action.value.vote === vote.id);

  if (act.busy || waiting || (ballot && !changing)) {
    return (
      <div class="stack" id="ballot-state">
        {ballot && !terms.secret && <OwnPaper vote={vote} ballot={ballot} />}
        {ballot && terms.secret && <p>{t("vote.secretCast")}</p>}
        {act.status.state === "idle" && waiting && (
          <p class="act-status" data-state={waiting.state}>
            {t(waiting.state === "sent" ? "action.sent" : "action.waiting")}
          </p>
        )}
        {act.status.state === "idle" && !waiting && ballot?.source && (
          <p class="act-status" data-state="recorded">
            {t("action.recorded", { number: Number(ballot.source.number) })}
          </p>
        )}
        <ActStatus act={act} />
        {ballot && !terms.secret && !act.busy && !waiting && (
          <button
            type="button"
            class="ds-button"
            data-variant="secondary"
            onClick={() => {
              setDraft(draftOf(ballot.paper));
              act.reset();
              setChanging(true);
            }}
          >
            {t("vote.change")}
          </button>
        )}
      </div>
    );
  }

  function send() {
    setSure(false);
    const value = { vote: vote.id, ballot: paperOf(terms, draft) };
    act.run({ case: "voteCast", value }, objects ? reason.trim() : "");
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setShownTrouble(true);
        if (trouble) return;
        if (terms.secret && !sure) setSure(true);
        else send();
      }}
    >
      {terms.secret && <p class="explain">{t("vote.secretText")}</p>}
      {named && <p class="explain">{t(named)}</p>}
      {terms.blind && !terms.secret && <p class="explain">{t("vote.blindText")}</p>}
      <BallotForm
        terms={terms}
        draft={draft}
        onChange={(next) => {
          setDraft(next);
          setSure(false);
        }}
      />
      {objects && (
        <TextField
          label={t("ballot.reason")}
          help={terms.blind ? "" : t("ballot.reasonHelp")}
          lines={3}
          value={reason}
          onInput={setReason}
        />
      )}
      <div role="alert">
        {shownTrouble && trouble && (
          <p class="act-status" data-state="refused">
            {troubleText(trouble)}
          </p>
        )}
      </div>
      {sure && <p role="status">{t("vote.secretSure")}</p>}
      <div class="row">
        <button type="submit" class="ds-button big" disabled={act.busy}>
          {t(sure ? "vote.sendSecret" : "vote.send")}
        </button>
        {changing && (
          <button
            type="button"
            class="ds-button"
            data-variant="secondary"
            onClick={() => setChanging(false)}
          >
            {t("confirm.no")}
          </button>
        )}
      </div>
      <ActStatus act={act} />
    </form>
  );
}
