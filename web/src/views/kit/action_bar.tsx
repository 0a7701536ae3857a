/**
 * What became of the viewer's actions: how many are on their way, and the latest answer, with the number it was
 * recorded under or the reason it was refused. The page's live regions say the same (kit/room.tsx).
 */
import type { TakenAction } from "@tingbok/client";

import { maybeText, t } from "../../i18n/index.ts";
import { refusalText } from "../../store/action.tsx";
import { useRoom } from "./room.tsx";

/** What the action was, in the app's language. */
export function actionText(action: TakenAction): string {
  const name = action.command.action.case ?? "";
  return maybeText(`did.${name}`) ?? name;
}

function Answer({ action }: { action: TakenAction }) {
  const what = actionText(action);
  const outcome = action.outcome;
  if (outcome?.type === "refused") {
    return <span data-outcome="refused">{t("lead.refused", { what, reason: refusalText(outcome.refused) })}</span>;
  }
  const number = outcome?.type === "recorded" ? String(outcome.receipt.number) : "";
  return <span data-outcome="recorded">{t("lead.recorded", { what, number })}</span>;
}

export function ActionBar() {
  const { pending, answered } = useRoom();
  const latest = answered[0];
  if (latest === undefined && pending.length === 0) return null;
  return (
    <div class="action-bar" data-kind={latest?.outcome?.type ?? "none"}>
      <p>
        {latest !== undefined && <Answer action={latest} />}{" "}
        {pending.length > 0 && <span class="on-the-way">{t("lead.on_the_way", { count: pending.length })}</span>}
      </p>
      {answered.length > 1 && (
        <details>
          <summary>{t("lead.earlier")}</summary>
          <ol>
            {answered.slice(1, 20).map((action) => (
              <li key={action.commandId}>
                <Answer action={action} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}
