/** What those who train came to, beside what was decided then. */
import { create } from "@bufbuild/protobuf";
import { VoteSchema, VoteStatus, type Exercise, type TallyResult } from "@tingbok/client/schema";

import { Section, Tag } from "../../components/basics.tsx";
import { Results } from "../../components/results.tsx";
import { t } from "../../i18n/index.ts";
import { thingLabel } from "../../logic/labels.ts";
import { usePast } from "../../store/past.tsx";
import { Counts } from "../kit/chart.tsx";

export function Comparison({ exercise }: { exercise: Exercise }) {
  const store = usePast();
  const question = store.model.get("vote", exercise.vote)?.question || exercise.vote;
  const what = exercise.terms ? question : t("training.whereTo", { what: thingLabel(store.model, exercise.what).text, list: exercise.list });
  return (
    <Section id="comparison" title={t("training.compare")} aside={<Tag color="warning">{t("training.mark")}</Tag>}>
      <p class="now-big">{what}</p>
      {exercise.terms ? <Votes exercise={exercise} /> : <Places exercise={exercise} />}
    </Section>
  );
}

function Votes({ exercise }: { exercise: Exercise }) {
  return (
    <div class="side-by-side">
      <Side name="training.ours" result={exercise.ours} exercise={exercise} />
      <Side name="training.theirs" result={exercise.theirs} exercise={exercise} />
    </div>
  );
}

function Side(props: { name: "training.ours" | "training.theirs"; result: TallyResult | undefined; exercise: Exercise }) {
  const store = usePast();
  const { name, result, exercise } = props;
  return (
    <section aria-label={t(name)} data-side={name}>
      <h3 class="ds-heading" data-size="xs">
        {t(name)}
      </h3>
      {result ? (
        <Results
          model={store.model}
          vote={create(VoteSchema, { id: exercise.vote, terms: exercise.terms, status: VoteStatus.DECLARED, result })}
        />
      ) : (
        <p>{t("training.noResult")}</p>
      )}
    </section>
  );
}

function Places({ exercise }: { exercise: Exercise }) {
  const places = exercise.ourPlaces.toSorted((a, b) => Number(a.option) - Number(b.option));
  return (
    <div class="side-by-side">
      <section aria-label={t("training.ours")} data-side="training.ours">
        <h3 class="ds-heading" data-size="xs">
          {t("training.ours")}
        </h3>
        {places.length === 0 ? (
          <p>{t("training.noResult")}</p>
        ) : (
          <Counts
            caption={t("training.ours")}
            hiddenCaption
            unit={t("training.howMany")}
            counts={places.map(({ option, count }) => [t("training.place", { place: option }), Number(count)] as const)}
          />
        )}
      </section>
      <section aria-label={t("training.theirs")} data-side="training.theirs">
        <h3 class="ds-heading" data-size="xs">
          {t("training.theirs")}
        </h3>
        <p class="now-big">{exercise.theirPlace > 0 ? t("training.place", { place: exercise.theirPlace }) : t("training.noResult")}</p>
      </section>
    </div>
  );
}
