/** The shape of a room's day: where on its line a moment lies, and what lies on it. */
import { create } from "@bufbuild/protobuf";

import { TimelineMarkKind, TimelineSchema, type Timeline, type TimelineMark } from "../schema.ts";

/** Where a time lies on the line, 0 to 1; a day without length is all at its end. */
export function fractionOf(timeline: Timeline, timeMs: number): number {
  const start = Number(timeline.startMs);
  const length = Number(timeline.endMs) - start;
  if (length <= 0) return 1;
  return Math.min(1, Math.max(0, (timeMs - start) / length));
}

/**
 * A time of day as the page shows it ("10:15", "10.15", "10:15:30", "2:15 PM"), as the server reads times: on the day
 * that the line begins, or the next where the meeting had not begun then. Undefined: it is no time of day.
 */
export function timeOn(timeline: Timeline, text: string): string | undefined {
  const start = Number(timeline.startMs);
  const found = /^(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:\s*([ap])m)?$/i.exec(text.trim());
  if (!found || start === 0) return undefined;
  const [, hour, minute, second = "0", half] = found;
  const hours = half ? (Number(hour) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(hour);
  if (hours > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const time = new Date(start).setHours(hours, Number(minute), Number(second), 0);
  // The minute that the line begins in is shown as its beginning.
  if (time > start - 60_000) return new Date(Math.max(time, start)).toISOString();
  const next = new Date(time);
  next.setDate(next.getDate() + 1);
  return next.toISOString();
}

/** The number to stand at for a place on the line: events are taken to be spread evenly in a stretch. */
export function numberAt(timeline: Timeline, fraction: number): number {
  const { stretches } = timeline;
  const head = Number(timeline.head);
  const along = Math.min(1, Math.max(0, fraction)) * stretches.length;
  const index = Math.min(stretches.length - 1, Math.floor(along));
  const stretch = stretches[index];
  if (!stretch) return head;
  const number = Number(stretch.first) - 1 + Math.round((along - index) * stretch.events);
  return Math.min(head, Math.max(1, number));
}

/** A line of events alone, where the day's shape is not known: each takes as much of it as the next. */
export function evenLine(head: number): Timeline {
  return create(TimelineSchema, {
    head: BigInt(head),
    endMs: BigInt(head),
    stretches: [{ first: 1n, events: head }],
  });
}

/** Something that lasts: an item, a phase, a vote, a time behind closed doors. */
export interface Span {
  readonly kind: "item" | "phase" | "break" | "vote" | "doors";
  readonly id: string;
  readonly title: string;
  readonly number: number;
  /** 0 to 1. */
  readonly from: number;
  readonly to: number;
}

type Opening = { kind: Span["kind"]; ends: (mark: TimelineMark) => boolean };

/**
 * What a mark begins, and what ends it: its own end, the next of its kind, or the end of the meeting. A break ends no
 * phase, and is drawn over the one it falls in; whoever goes on without ending it has ended it all the same.
 */
function opening({ kind, id }: TimelineMark): Opening | undefined {
  const K = TimelineMarkKind;
  const adjourned = (mark: TimelineMark) => mark.kind === K.ADJOURNED;
  const itself = (mark: TimelineMark, ...ends: TimelineMarkKind[]) => ends.includes(mark.kind) && mark.id === id;
  const until = (what: Span["kind"], own: Opening["ends"]): Opening => ({
    kind: what,
    ends: (mark) => own(mark) || mark.kind === kind || adjourned(mark),
  });
  switch (kind) {
    case K.ITEM:
      return until("item", (mark) => itself(mark, K.ITEM_CLOSED));
    case K.PHASE:
      return until("phase", (mark) => itself(mark, K.PHASE_ENDED));
    case K.BREAK:
      return until("break", ({ kind: next }) => next === K.BREAK_ENDED || next === K.PHASE || next === K.ITEM);
    case K.VOTE_OPENED:
      return until("vote", (mark) => itself(mark, K.VOTE_CLOSED, K.VOTE_ANNULLED));
    case K.DOORS_CLOSED:
      return until("doors", (mark) => mark.kind === K.DOORS_OPENED);
    case K.UNSPECIFIED:
    case K.OPENED:
    case K.ADJOURNED:
    case K.MODE:
    case K.VOTE_CLOSED:
    case K.DECISION:
    case K.MOMENT:
    case K.PRIORITY:
    case K.DOORS_OPENED:
    case K.ITEM_CLOSED:
    case K.PHASE_ENDED:
    case K.BREAK_ENDED:
    case K.VOTE_ANNULLED:
      return undefined;
  }
}

/** Spans in order of their beginning; what nothing ends lasts to the end of the line. */
export function spans(timeline: Timeline): Span[] {
  return timeline.marks.flatMap((mark, at) => {
    const opened = opening(mark);
    if (!opened) return [];
    const end = timeline.marks.slice(at + 1).find(opened.ends);
    return {
      kind: opened.kind,
      id: mark.id,
      title: mark.title,
      number: Number(mark.number),
      from: fractionOf(timeline, Number(mark.timeMs)),
      to: end ? fractionOf(timeline, Number(end.timeMs)) : 1,
    };
  });
}

/** The nearest mark before or after a number; undefined: there is none. */
export function neighbour(timeline: Timeline, number: number, direction: -1 | 1): TimelineMark | undefined {
  return direction > 0
    ? timeline.marks.find((mark) => Number(mark.number) > number)
    : timeline.marks.findLast((mark) => Number(mark.number) < number);
}
