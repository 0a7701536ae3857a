/** The picture of the day: what lasted, how busy it was, what one may want to go to. Told in words by the list of marks. */
import { TimelineMarkKind, TimelineMarkKindSchema, type Timeline } from "@tingbok/client/schema";
import { useMemo } from "preact/hooks";

import { enumText } from "../../i18n/index.ts";
import { fractionOf, spans, type Span } from "../../model/past/timeline.ts";

/** Marks that get a sign of their own, and which. */
const signs: Partial<Record<TimelineMarkKind, string>> = {
  [TimelineMarkKind.DECISION]: "decision",
  [TimelineMarkKind.MOMENT]: "moment",
  [TimelineMarkKind.MODE]: "mode",
  [TimelineMarkKind.OPENED]: "gavel",
  [TimelineMarkKind.ADJOURNED]: "gavel",
};
/** Bars are this high, in units of the picture. */
const height = 40;

export function Day({ timeline, at }: { timeline: Timeline; at: number }) {
  const lasting = useMemo(() => spans(timeline), [timeline]);
  const of = (...kinds: Span["kind"][]) => lasting.filter(({ kind }) => kinds.includes(kind));
  const shape = useMemo(() => <Bars timeline={timeline} />, [timeline]);
  return (
    <div class="day" aria-hidden="true">
      <Row name="items" spans={of("item")} labelled />
      <Row name="phases" spans={of("phase", "break")} labelled />
      {shape}
      <Row name="votes" spans={of("vote", "doors")} />
      <div class="day-row day-signs">
        {timeline.marks.map((mark) => {
          const sign = signs[mark.kind];
          if (!sign) return null;
          const left = `${fractionOf(timeline, Number(mark.timeMs)) * 100}%`;
          return <span key={`${mark.kind}/${mark.number}/${mark.id}`} class="day-sign" data-sign={sign} style={{ left }} />;
        })}
      </div>
      <span class="day-now" style={{ left: `${at * 100}%` }} />
    </div>
  );
}

function Row(props: { name: string; spans: readonly Span[]; labelled?: boolean }) {
  if (props.spans.length === 0) return null;
  return (
    <div class="day-row" data-row={props.name}>
      {props.spans.map((span) => (
        <span
          key={`${span.kind}/${span.number}/${span.id}`}
          class="day-span"
          data-kind={span.kind}
          title={nameOf(span)}
          style={{ left: `${span.from * 100}%`, width: `${Math.max(0.3, (span.to - span.from) * 100)}%` }}
        >
          {props.labelled && nameOf(span)}
        </span>
      ))}
    </div>
  );
}

/** What stands in a span; a break has no name of its own. */
function nameOf({ kind, id, title }: Span): string {
  if (kind === "break") return enumText(TimelineMarkKindSchema, TimelineMarkKind.BREAK);
  return kind === "item" && id !== "" ? `${id} ${title}` : title;
}

/** How busy each stretch was; the root of the count, so that a vote of forty does not flatten all the rest. */
function Bars({ timeline }: { timeline: Timeline }) {
  const { stretches } = timeline;
  const most = Math.sqrt(Math.max(1, ...stretches.map(({ events }) => events)));
  return (
    <svg class="day-bars" viewBox={`0 0 ${Math.max(1, stretches.length)} ${height}`} preserveAspectRatio="none">
      {stretches.map(({ events }, index) => {
        const high = (Math.sqrt(events) / most) * height;
        return events > 0 && <rect key={index} x={index + 0.1} width={0.8} y={height - high} height={high} />;
      })}
    </svg>
  );
}
