import { useEffect, useRef } from "preact/hooks";

import { announce } from "../../../app/announce.ts";
import { MoveList } from "../../../components/move_list.tsx";
import { t } from "../../../i18n/index.ts";
import { rankingIsWhole } from "../../../logic/ballot.ts";
import { optionLabel } from "../../../logic/labels.ts";
import { useRoom } from "../../../store/room.tsx";
import type { BallotProps } from "./form.tsx";

/** Options in order, best first. It starts empty, so that nobody votes for an order they never chose. */
export function Preferences({ terms, draft, onChange }: BallotProps) {
  const store = useRoom();
  const whole = rankingIsWhole(terms.method);
  const restList = useRef<HTMLUListElement>(null);
  const placedHeading = useRef<HTMLParagraphElement>(null);
  const added = useRef(false);
  const rest = terms.options.filter((option) => !draft.order.includes(option));
  // The button that was pressed is gone: the next one takes its focus.
  useEffect(() => {
    if (!added.current) return;
    added.current = false;
    const next = restList.current?.querySelector("button");
    if (next) next.focus();
    else placedHeading.current?.focus();
  }, [draft.order.length]);

  function add(option: string) {
    added.current = true;
    const order = [...draft.order, option];
    // What is left when all others have a place has its place too.
    const last = terms.options.filter((other) => !order.includes(other));
    const next = whole && last.length === 1 ? [...order, ...last] : order;
    announce(
      t("move.said", {
        what: optionLabel(store.model, option).text,
        place: order.length,
        of: terms.options.length,
      }),
    );
    onChange({ ...draft, order: next });
  }

  return (
    <fieldset class="ds-fieldset picks">
      <legend class="ds-label">{t(whole ? "ballot.ranking" : "ballot.preferences")}</legend>
      <p ref={placedHeading} tabIndex={-1} class="subtle" role="status">
        {t("ballot.ranked", { n: draft.order.length, of: terms.options.length })}
      </p>
      {draft.order.length > 0 && (
        <MoveList
          label={t("ballot.yourOrder")}
          items={draft.order.map((id) => {
            const { text, language } = optionLabel(store.model, id);
            return { id, text, language };
          })}
          onMove={(_, __, order) => onChange({ ...draft, order })}
          extra={(item) => (
            <button
              type="button"
              class="ds-button"
              data-variant="tertiary"
              data-icon
              aria-label={t("ballot.takeOff", { what: item.text })}
              onClick={() => {
                added.current = true;
                onChange({ ...draft, order: draft.order.filter((other) => other !== item.id) });
              }}
            >
              <span aria-hidden="true">×</span>
            </button>
          )}
        />
      )}
      {rest.length > 0 && (
        <ul class="plain-list move-list" ref={restList} aria-label={t("ballot.notRanked")}>
          {rest.map((option) => {
            const { text, language } = optionLabel(store.model, option);
            return (
              <li key={option} class="move-item">
                <span class="grow" {...(language ? { lang: language } : {})}>
                  {text}
                </span>
                <button
                  type="button"
                  class="ds-button"
                  data-variant="secondary"
                  aria-label={t("ballot.placeAs", { what: text, place: draft.order.length + 1 })}
                  onClick={() => add(option)}
                >
                  {t("ballot.place", { place: draft.order.length + 1 })}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </fieldset>
  );
}
