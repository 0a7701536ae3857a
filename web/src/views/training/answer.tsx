/** What those who train decide: a vote by the room's own ballots, or a place on a list. */
import type { ActionOf } from "@tingbok/client";
import type { Exercise, VoteTerms } from "@tingbok/client/schema";
import { VoteMethodSchema } from "@tingbok/client/schema";
import { useState } from "preact/hooks";

import { Section, Tag, Written } from "../../components/basics.tsx";
import { MoveList } from "../../components/move_list.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { emptyDraft, paperOf, troubleOf, troubleText, type Draft } from "../../logic/ballot.ts";
import { thingLabel } from "../../logic/labels.ts";
import { moved } from "../../logic/order.ts";
import { refusalText } from "../../store/action.tsx";
import { usePast, type PastStore } from "../../store/past.tsx";
import { BallotForm } from "../participant/ballots/form.tsx";

export function Answer({ exercise }: { exercise: Exercise }) {
  return exercise.terms ? (
    <VoteAnswer vote={exercise.vote} terms={exercise.terms} />
  ) : (
    <MoveAnswer exercise={exercise} />
  );
}

/** One's answer, from sending to what became of it; it may be given again as long as answers are taken. */
function useAnswer(store: PastStore) {
  const [id, setId] = useState<string>();
  const action = id === undefined ? undefined : store.find(id);
  const refused = action?.outcome?.type === "refused" ? refusalText(action.outcome.refused) : "";
  return {
    busy: action !== undefined && action.state !== "answered",
    taken: action?.outcome?.type === "recorded",
    refused,
    send: (what: ActionOf) => setId(store.act(what)),
  };
}

function Fate({ answer }: { answer: ReturnType<typeof useAnswer> }) {
  return (
    <div role="status">
      {answer.busy && <p class="act-status" data-state="sent">{t("training.sent")}</p>}
      {answer.taken && <p class="act-status" data-state="recorded">{t("training.taken")}</p>}
      {answer.refused !== "" && (
        <p class="act-status" data-state="refused">
          {t("action.refused", { why: answer.refused })}
        </p>
      )}
    </div>
  );
}

function VoteAnswer({ vote, terms }: { vote: string; terms: VoteTerms }) {
  const store = usePast();
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [shown, setShown] = useState(false);
  const answer = useAnswer(store);
  const trouble = troubleOf(terms, draft);
  const known = store.model.get("vote", vote);
  return (
    <Section id="exercise" title={t("training.decide")} aside={<Tag color="warning">{t("training.mark")}</Tag>}>
      <p class="now-big">
        <Written text={known?.question || vote} language={known?.language} />
      </p>
      <p class="subtle">{enumText(VoteMethodSchema, terms.method)}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setShown(true);
          if (!trouble) answer.send({ case: "voteCast", value: { vote, ballot: paperOf(terms, draft) } });
        }}
      >
        <BallotForm terms={terms} draft={draft} onChange={setDraft} />
        <div role="alert">
          {shown && trouble && (
            <p class="act-status" data-state="refused">
              {troubleText(trouble)}
            </p>
          )}
        </div>
        <button type="submit" class="ds-button big" disabled={answer.busy}>
          {t(answer.taken ? "training.sendAgain" : "training.send")}
        </button>
        <Fate answer={answer} />
      </form>
    </Section>
  );
}

function MoveAnswer({ exercise }: { exercise: Exercise }) {
  const store = usePast();
  const [order, setOrder] = useState<readonly string[]>(exercise.order);
  const answer = useAnswer(store);
  const { what, list } = exercise;
  const items = order.map((id) => ({ id, ...thingLabel(store.model, id) }));
  return (
    <Section id="exercise" title={t("training.decide")} aside={<Tag color="warning">{t("training.mark")}</Tag>}>
      <p class="now-big">{t("training.whereTo", { what: thingLabel(store.model, what).text, list })}</p>
      <p>{t("training.moveIt")}</p>
      <MoveList
        label={t("lists.title", { list })}
        items={items}
        onMove={(id, to) => id === what && setOrder(moved(order, id, to))}
        only={what}
      />
      <button
        type="button"
        class="ds-button big"
        disabled={answer.busy}
        onClick={() =>
          answer.send({ case: "priorityMove", value: { list, what, to: order.indexOf(what) + 1 } })
        }
      >
        {t(answer.taken ? "training.sendAgain" : "training.send")}
      </button>
      <Fate answer={answer} />
    </Section>
  );
}
