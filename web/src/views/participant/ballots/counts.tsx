import { t, tn } from "../../../i18n/index.ts";
import { dotsPerOption, formOf, left } from "../../../logic/ballot.ts";
import { optionLabel } from "../../../logic/labels.ts";
import { useRoom } from "../../../store/room.tsx";
import type { BallotProps } from "./form.tsx";

/** Dots or points: how many each option gets, by buttons or by number. */
export function Counts({ terms, draft, onChange }: BallotProps) {
  const store = useRoom();
  const points = formOf(terms.method) === "points";
  const most = points ? terms.sum : dotsPerOption(terms);
  const rest = left(terms, draft);
  const set = (option: string, count: number) => {
    const kept = Math.max(0, Math.min(most, Math.trunc(count) || 0));
    onChange({ ...draft, counts: { ...draft.counts, [option]: kept } });
  };
  return (
    <fieldset class="ds-fieldset picks">
      <legend class="ds-label">
        {points ? t("ballot.points", { sum: terms.sum }) : tn("ballot.dots", terms.max, { most })}
      </legend>
      <p class="tally-line figures" role="status" data-exact={rest === 0}>
        {rest < 0
          ? points
            ? tn("ballot.pointsOver", -rest)
            : t("ballot.tooManyDots", { n: -rest })
          : tn(points ? "ballot.pointsLeft" : "ballot.dotsLeft", rest)}
      </p>
      {terms.options.map((option, i) => {
        const { text, language } = optionLabel(store.model, option);
        const count = draft.counts[option] ?? 0;
        const id = `count-${terms.vote}-${i}`;
        return (
          <div key={option} class="count">
            <label class="grow" for={id} {...(language ? { lang: language } : {})}>
              {text}
            </label>
            <span class="steps">
              <button
                type="button"
                class="ds-button"
                data-variant="secondary"
                data-icon
                aria-label={t("ballot.less", { what: text })}
                aria-disabled={count === 0}
                onClick={() => set(option, count - 1)}
              >
                <span aria-hidden="true">−</span>
              </button>
              <input
                id={id}
                class="ds-input count-input figures"
                inputmode="numeric"
                pattern="[0-9]*"
                autocomplete="off"
                value={String(count)}
                onInput={(event) => set(option, Number(event.currentTarget.value.replace(/\D/g, "")))}
              />
              <button
                type="button"
                class="ds-button"
                data-variant="secondary"
                data-icon
                aria-label={t("ballot.more", { what: text })}
                aria-disabled={count >= most || rest <= 0}
                onClick={() => rest > 0 && set(option, count + 1)}
              >
                <span aria-hidden="true">+</span>
              </button>
            </span>
            {points && rest > 0 && (
              <button
                type="button"
                class="ds-button"
                data-variant="tertiary"
                aria-label={t("ballot.restTo", { what: text, n: rest })}
                onClick={() => set(option, count + rest)}
              >
                {t("ballot.rest", { n: rest })}
              </button>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
