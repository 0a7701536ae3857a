import { t, tn } from "../i18n/index.ts";
import { useRoom } from "../store/room.tsx";

/** Whether what one sees is the room as it is, and what is not sent yet. Always in view. */
export function ConnectionStatus() {
  const store = useRoom();
  const waiting = store.connection.pending().length;
  return (
    <div class="status" data-link={store.link} data-waiting={waiting} role="status">
      <span class="status-link">
        <span class="status-dot" aria-hidden="true" />
        <span>{t(`link.${store.link}`)}</span>
      </span>
      {store.link === "live" && (
        <span class="subtle figures">{t("link.number", { number: store.model.number })}</span>
      )}
      {waiting > 0 && <strong>{tn("link.waiting", waiting)}</strong>}
      {store.simulated && <strong>{t("link.simulated")}</strong>}
      {store.training && <strong class="training-mark">{t("training.mark")}</strong>}
    </div>
  );
}
