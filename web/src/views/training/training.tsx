/**
 * Training (tingbok-replay play): a workshop of the past is gone through again, and those who train decide what was
 * decided then. The trainer moves, asks and reveals; everyone else answers; what came of it stands beside what was.
 */
import { useEffect, useMemo } from "preact/hooks";

import { announce } from "../../app/announce.ts";
import { Page } from "../../app/shell.tsx";
import { Section, Spinner } from "../../components/basics.tsx";
import { NoEntry } from "../../components/no_entry.tsx";
import { formatNumber, t } from "../../i18n/index.ts";
import { evenLine } from "../../model/past/timeline.ts";
import { PastProvider, usePast } from "../../store/past.tsx";
import { Banner } from "../past/banner.tsx";
import { RoomThen } from "../past/room_then.tsx";
import { Scrubber } from "../past/scrubber.tsx";
import { Answer } from "./answer.tsx";
import { Comparison } from "./comparison.tsx";
import "../kit/kit.css";
import "../past/past.css";
import "./training.css";

export default function TrainingView({ workshop }: { workshop: string }) {
  return (
    <PastProvider workshop={workshop} at="">
      <TrainingPage workshop={workshop} />
    </PastProvider>
  );
}

function TrainingPage({ workshop }: { workshop: string }) {
  const store = usePast();
  const title = store.room?.config?.body || workshop;
  const body =
    store.link === "stopped" ? <NoEntry /> : store.model.number === 0 ? <Spinner /> : <Exercises />;
  return (
    <div class="past training">
      <Page title={title} tab={t("training.tab", { room: title })} over={t("training.title")} status={<Banner />} wide={store.status?.leads ?? false}>
        {body}
      </Page>
    </div>
  );
}

function Exercises() {
  const store = usePast();
  const { status } = store;
  const exercise = status?.exercise;
  useTold();
  if (!status) return <Spinner />;
  return (
    <>
      {status.leads && <Trainer />}
      {exercise?.open && !status.leads && <Answer key={`${exercise.at}`} exercise={exercise} />}
      {exercise && !exercise.open && <Comparison exercise={exercise} />}
      {!exercise && !status.leads && (
        <Section id="waiting" title={t("training.follow")}>
          <p>{t("training.followText")}</p>
        </Section>
      )}
      <RoomThen />
    </>
  );
}

/** What the trainer has in hand. */
function Trainer() {
  const store = usePast();
  const status = store.status!;
  const exercise = status.exercise;
  const line = useMemo(() => evenLine(store.head), [store.head]);
  return (
    <>
      <Scrubber timeline={line} even />
      <Section id="trainer" title={t("training.trainer")}>
        {exercise?.open ? (
          <>
            <p class="now-big">{t(exercise.vote ? "training.askedVote" : "training.askedMove", { what: exercise.vote || exercise.what })}</p>
            <p class="figures" id="answered" role="status">
              {t("training.answered", { answered: formatNumber(exercise.answered), entitled: formatNumber(exercise.entitled) })}
            </p>
            <button type="button" class="ds-button big" onClick={() => store.go({ case: "reveal", value: true })}>
              {t("training.reveal")}
            </button>
          </>
        ) : (
          <>
            <p>{t("training.askText")}</p>
            <button type="button" class="ds-button big" onClick={() => store.go({ case: "ask", value: true })}>
              {t("training.ask")}
            </button>
          </>
        )}
      </Section>
    </>
  );
}

/** Says when something is to be decided, and when it is shown what came of it. */
function useTold(): void {
  const exercise = usePast().status?.exercise;
  const state = exercise ? `${exercise.at}/${exercise.open}` : "";
  useEffect(() => {
    if (!exercise) return;
    announce(t(exercise.open ? "training.nowDecide" : "training.nowCompare"), "assertive");
  }, [state]);
}
