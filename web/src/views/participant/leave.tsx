import { Section } from "../../components/basics.tsx";
import { ConfirmButton } from "../../components/confirm.tsx";
import { t } from "../../i18n/index.ts";
import { isHere } from "../../logic/people.ts";
import { ActStatus, useAct } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";

/** Leaving the meeting, for whoever is here. */
export function Leave() {
  const store = useRoom();
  const act = useAct();
  if (!isHere(store.model.get("attendance", store.me))) return null;
  return (
    <Section id="leave" title={t("leave.title")}>
      <ConfirmButton
        question={t("leave.sure")}
        yes={t("leave.yes")}
        disabled={act.busy}
        onYes={() => act.run({ case: "leave", value: {} })}
      >
        {t("leave.yes")}
      </ConfirmButton>
      <ActStatus act={act} />
    </Section>
  );
}
