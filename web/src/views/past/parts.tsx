/** Small parts of the pages about the past. */
import { Alert } from "../../components/basics.tsx";
import { formatTime, t } from "../../i18n/index.ts";
import type { WordPiece } from "../../model/past/words.ts";
import type { Asked } from "../../store/past.tsx";

/** Why a call was not answered, and a way to ask again. */
export function Failure({ asked, title }: { asked: Asked<unknown>; title: string }) {
  if (asked.failure === "") return null;
  return (
    <Alert color="warning" title={title} live>
      <p>{asked.failure}</p>
      <button type="button" class="ds-button" data-variant="secondary" onClick={asked.again}>
        {t("load.again")}
      </button>
    </Alert>
  );
}

/** A wording with what is new and what is gone; told in words too, not by colour and line alone. */
export function Words({ pieces, language }: { pieces: readonly WordPiece[]; language?: string | undefined }) {
  return (
    <span class="words written" {...(language ? { lang: language } : {})}>
      {pieces.map((piece, at) => {
        if (piece.added) {
          return (
            <ins key={at}>
              <span class="ds-sr-only">{t("past.words.added")} </span>
              {piece.text}
              <span class="ds-sr-only"> {t("past.words.end")}</span>
            </ins>
          );
        }
        if (piece.removed) {
          return (
            <del key={at}>
              <span class="ds-sr-only">{t("past.words.removed")} </span>
              {piece.text}
              <span class="ds-sr-only"> {t("past.words.end")}</span>
            </del>
          );
        }
        return <span key={at}>{piece.text}</span>;
      })}
    </span>
  );
}

/** A moment in few words: its time and its number. */
export function momentText(timeMs: number, number: number): string {
  return t("past.moment", { time: formatTime(timeMs), number });
}
