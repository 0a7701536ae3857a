/** What happened, as a list: everything that the picture shows, for whoever does not see or use it. */
import type { Timeline, TimelineMark } from "@tingbok/client/schema";
import { TimelineMarkKindSchema } from "@tingbok/client/schema";

import { enumText, formatTime, t } from "../../i18n/index.ts";
import { usePast } from "../../store/past.tsx";

/** What a mark stands for, and what it is called. */
export function markText(mark: TimelineMark): string {
  const kind = enumText(TimelineMarkKindSchema, mark.kind);
  const name = mark.title || mark.id;
  return name ? t("past.mark", { kind, name }) : kind;
}

export function MarkList({ timeline }: { timeline: Timeline }) {
  const store = usePast();
  return (
    <details class="ds-details marks">
      <summary>{t("past.marks", { count: timeline.marks.length })}</summary>
      <ol class="plain-list">
        {timeline.marks.map((mark) => (
          <li key={`${mark.kind}/${mark.number}/${mark.id}`}>
            <button
              type="button"
              class="mark-button"
              data-kind={mark.kind}
              {...(Number(mark.number) === store.number ? { "aria-current": "true" as const } : {})}
              onClick={() => store.seek(Number(mark.number))}
            >
              <span class="figures">{formatTime(Number(mark.timeMs))}</span> <span>{markText(mark)}</span>
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}
