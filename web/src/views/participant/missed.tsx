import type { TakenAction } from "@tingbok/client";
import { useEffect, useState } from "preact/hooks";

import { announce } from "../../app/announce.ts";
import { Alert, Written } from "../../components/basics.tsx";
import { t } from "../../i18n/index.ts";
import { isFollowed, isTold, refusalText, tell } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";
import { actionText } from "../kit/action_bar.tsx";

function refusalOf(action: TakenAction): string {
  const { outcome } = action;
  if (outcome?.type !== "refused") return "";
  return t("lead.refused", { what: actionText(action), reason: refusalText(outcome.refused) });
}

/** Said once, also where the page is left and come back to. */
const said = new Set<string>();

/**
 * Refusals that nothing else on the page tells of: what one pressed is gone (the vote closed, one has turned to another
 * page), one has sent something else from it since, or it was sent from an earlier page of this device.
 */
export function Missed() {
  const store = useRoom();
  const [missed, setMissed] = useState<readonly TakenAction[]>([]);
  // With every change of the room, but only when it is drawn: the message that brought the answer may take away what
  // would have told of it.
  useEffect(() => {
    const now = store.connection
      .answered()
      .filter(({ commandId, outcome }) => outcome?.type === "refused" && !isTold(commandId) && !isFollowed(commandId));
    if (now.length === missed.length && now.every((action, at) => action === missed[at])) return;
    for (const action of now) if (!said.has(action.commandId)) announce(refusalOf(action), "assertive");
    now.forEach(({ commandId }) => said.add(commandId));
    setMissed(now);
  });
  if (missed.length === 0) return null;
  return (
    <div id="missed">
      <Alert color="danger">
        <ul class="plain-list stack">
          {missed.map((action) => (
            <li key={action.commandId}>
              <p>{refusalOf(action)}</p>
              {action.command.text && (
                <p class="subtle">
                  <Written text={action.command.text} language={action.command.language} />
                </p>
              )}
            </li>
          ))}
        </ul>
        <button
          type="button"
          class="ds-button"
          data-variant="secondary"
          onClick={() => {
            missed.forEach(({ commandId }) => tell(commandId));
            setMissed([]);
          }}
        >
          {t("missed.close")}
        </button>
      </Alert>
    </div>
  );
}
