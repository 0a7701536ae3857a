import { links } from "../app/router.ts";
import { t } from "../i18n/index.ts";
import { useRoom } from "../store/room.tsx";
import { Alert } from "./basics.tsx";

/** Why the connection has ended for good, and the way to come in again. */
export function NoEntry() {
  const reason = useRoom().connection.stopped?.reason ?? "protocol";
  return (
    <Alert color="warning">
      <p>{t(`noEntry.${reason}`)}</p>
      <a class="ds-button" href={links.join("")}>
        {t("noEntry.join")}
      </a>
    </Alert>
  );
}
