import { useState } from "preact/hooks";

import { Section, Written } from "../../components/basics.tsx";
import { ConfirmButton } from "../../components/confirm.tsx";
import { TextField } from "../../components/forms.tsx";
import { t } from "../../i18n/index.ts";
import { isHere, isMember } from "../../logic/people.ts";
import { ActStatus, useAct } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";

/** A statement for the minutes, what was decided, and leaving. */
export function Minutes() {
  const store = useRoom();
  const act = useAct();
  const leave = useAct();
  const [text, setText] = useState("");
  const decisions = store.model.all("decision");
  const entries = store.model.all("protocolEntry");
  return (
    <>
      {decisions.length > 0 && (
        <Section id="decisions" title={t("minutes.decisions")}>
          <ul class="plain-list stack">
            {decisions.map((decision) => (
              <li key={decision.id}>
                <strong>{store.model.get("item", decision.item)?.title || decision.item}</strong>
                <p>
                  <Written text={decision.text} language={decision.language} />
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {isMember(store.model, store.me) && (
        <Section id="minutes" title={t("minutes.title")}>
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (text.trim() === "") return;
              if (act.run({ case: "protocolAdd", value: { kind: "" } }, text.trim())) setText("");
            }}
          >
            <TextField label={t("minutes.text")} help={t("minutes.help")} lines={4} value={text} onInput={setText} />
            <button type="submit" class="ds-button" aria-disabled={text.trim() === ""}>
              {t("minutes.send")}
            </button>
            <ActStatus act={act} />
          </form>
          {entries.length > 0 && (
            <ul class="plain-list stack">
              {entries.map((entry) => (
                <li key={entry.id}>
                  <span class="subtle">{store.nameOf(entry.by)}: </span>
                  <Written text={entry.text} language={entry.language} />
                </li>
              ))}
            </ul>
          )}
        </Section>
      )}
      {isHere(store.model.get("attendance", store.me)) && (
        <Section id="leave" title={t("leave.title")}>
          <ConfirmButton
            question={t("leave.sure")}
            yes={t("leave.yes")}
            disabled={leave.busy}
            onYes={() => leave.run({ case: "leave", value: {} })}
          >
            {t("leave.yes")}
          </ConfirmButton>
          <ActStatus act={leave} />
        </Section>
      )}
    </>
  );
}
