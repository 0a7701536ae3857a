import { SpeechKind, SpeechKindSchema } from "@tingbok/client/schema";

import { Section } from "../../components/basics.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { maySpeak, standsAside } from "../../logic/people.ts";
import { ActStatus, useAct } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";

/** The speakers' list, and a way onto it. */
export function Floor() {
  const store = useRoom();
  const act = useAct();
  const speakers = store.model.get("speakers", "speakers");
  const queue = speakers?.queue ?? [];
  const place = queue.findIndex(({ person }) => person === store.actor);
  const closed = store.room?.debateClosed.includes(store.room.openItem) ?? false;
  return (
    <Section id="floor" title={t("floor.title")}>
      {store.actor !== "" && speakers?.speaking === store.actor ? (
        <>
          <p class="now-big">{t("floor.yours")}</p>
          <button
            type="button"
            class="ds-button big"
            disabled={act.busy}
            onClick={() => act.run({ case: "speakEnd", value: {} })}
          >
            {t("floor.done")}
          </button>
        </>
      ) : place >= 0 ? (
        <>
          <p>
            <strong>{t("floor.place", { place: place + 1 })}</strong>
          </p>
          <button
            type="button"
            class="ds-button"
            data-variant="secondary"
            disabled={act.busy}
            onClick={() => act.run({ case: "speakWithdraw", value: {} })}
          >
            {t("floor.withdraw")}
          </button>
        </>
      ) : store.past ? null : closed ? (
        <p>{t("floor.closed")}</p>
      ) : !maySpeak(store.model, store.actor) ? (
        <p>{t("floor.mayNot")}</p>
      ) : standsAside(store.model, store.actor) ? (
        <p>{t("floor.standsAside")}</p>
      ) : (
        <div class="row">
          {[SpeechKind.SPEECH, SpeechKind.REPLY, SpeechKind.POINT_OF_ORDER].map((kind) => (
            <button
              key={kind}
              type="button"
              class="ds-button"
              data-variant={kind === SpeechKind.SPEECH ? "primary" : "secondary"}
              disabled={act.busy}
              onClick={() => act.run({ case: "speakRequest", value: { kind } })}
            >
              {kind === SpeechKind.SPEECH ? t("floor.ask") : enumText(SpeechKindSchema, kind)}
            </button>
          ))}
        </div>
      )}
      <ActStatus act={act} />
      {queue.length > 0 && (
        <ol class="speakers" aria-label={t("floor.list")}>
          {queue.map(({ person, kind }) => (
            <li key={person}>
              {store.nameOf(person)}
              {kind !== SpeechKind.SPEECH && (
                <span class="subtle"> – {enumText(SpeechKindSchema, kind)}</span>
              )}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
