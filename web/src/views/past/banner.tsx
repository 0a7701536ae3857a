import { formatDate, formatNumber, t } from "../../i18n/index.ts";
import { usePast } from "../../store/past.tsx";

/** That this is the past, and which moment of it; always in view. The scrubber says it aloud once one has stopped. */
export function Banner() {
  const store = usePast();
  const { status, link } = store;
  return (
    <div class="status past-banner" data-link={link} data-number={store.number} role="status" aria-live="off">
      <strong class="past-word">{t("past.word")}</strong>
      {status && (
        <span class="figures">
          {t("past.where", {
            time: formatDate(Number(status.timeMs)),
            number: formatNumber(status.number),
            head: formatNumber(status.head),
          })}
        </span>
      )}
      <strong>{t("past.notNow")}</strong>
      {link === "offline" && <span>{t("link.offline")}</span>}
      {link === "connecting" && <span>{t("link.connecting")}</span>}
      {store.simulated && <strong>{t("link.simulated")}</strong>}
      {store.training && <strong class="training-mark">{t("training.mark")}</strong>}
    </div>
  );
}
