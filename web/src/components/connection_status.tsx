import { t, tn } from "../i18n/index.ts";
import { useRoom } from "../store/room.tsx";

/**
 * Whether what one sees is the room as it is, and what is not sent yet. Always in view. Screen readers hear of it when
 * it changes; the number, which changes with every event, is only there to be read.
 */
export function ConnectionStatus() {
  const store = useRoom();
  const waiting = store.connection.pending().length;
  return (
    <section class="status" data-link={store.link} data-waiting={waiting} aria-label={t("link.title")}>
      <span class="status-told" role="status">
        <span class="status-link">
          <span class="status-dot" aria-hidden="true" />
          <span>{t(`link.${store.link}`)}</span>
        </span>
        {waiting > 0 && <strong>{tn("link.waiting", waiting)}</strong>}
        {store.simulated && <strong>{t("link.simulated")}</strong>}
        {store.training && <strong class="training-mark">{t("training.mark")}</strong>}
      </span>
      {store.link === "live" && (
        <span class="subtle figures">{t("link.number", { number: store.model.number })}</span>
      )}
    </section>
  );
}
