import { Place, Presence as Where, Role } from "@tingbok/client/schema";
import { useState } from "preact/hooks";

import { Alert } from "../../components/basics.tsx";
import { SelectField } from "../../components/forms.tsx";
import { t } from "../../i18n/index.ts";
import { freeSeats, isHere } from "../../logic/people.ts";
import { ActStatus, useAct } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";

/** Asks who has come in to register as present; nothing else works before. */
export function Presence() {
  const store = useRoom();
  const act = useAct();
  const [seat, setSeat] = useState("");
  const attendance = store.model.get("attendance", store.me);
  const readsOnly = [Role.PUBLIC, Role.SCREEN, Role.AUDITOR].includes(
    store.person?.role ?? Role.UNSPECIFIED,
  );
  if (isHere(attendance) || readsOnly) return null;
  if (attendance?.presence === Where.DROPPED) {
    return (
      <Alert color="warning" title={t("presence.dropped")}>
        <button
          type="button"
          class="ds-button big"
          disabled={act.busy}
          onClick={() => act.run({ case: "reconnect", value: {} })}
        >
          {t("presence.back")}
        </button>
        <ActStatus act={act} />
      </Alert>
    );
  }
  const deputy = store.person?.role === Role.DEPUTY && store.person.votes;
  const seats = deputy ? freeSeats(store.model) : [];
  /** A deputy comes in for somebody; without a seat to take there is nothing to register. */
  const noSeat = deputy && seats.length === 0;
  const seatOf = deputy ? (seats.includes(seat) ? seat : (seats[0] ?? "")) : "";
  const join = (how: Place) => act.run({ case: "join", value: { how, seatOf } });
  return (
    <Alert color="info" title={t("presence.title")}>
      <p>{t(noSeat ? "presence.noSeat" : "presence.text")}</p>
      {deputy && !noSeat && (
        <SelectField
          label={t("presence.seatOf")}
          value={seatOf}
          options={seats.map((id) => ({ value: id, text: store.nameOf(id) }))}
          onChange={setSeat}
        />
      )}
      {!noSeat && (
        <div class="row">
          <button type="button" class="ds-button big" disabled={act.busy} onClick={() => join(Place.HALL)}>
            {t("presence.hall")}
          </button>
          <button
            type="button"
            class="ds-button big"
            data-variant="secondary"
            disabled={act.busy}
            onClick={() => join(Place.REMOTE)}
          >
            {t("presence.remote")}
          </button>
        </div>
      )}
      <ActStatus act={act} />
    </Alert>
  );
}
