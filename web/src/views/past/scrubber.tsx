/** The day's shape, and the ways to move through it: a slider, buttons, a field, and playing. */
import type { Timeline } from "@tingbok/client/schema";
import { useEffect, useRef, useState } from "preact/hooks";

import { announce } from "../../app/announce.ts";
import { SelectField } from "../../components/forms.tsx";
import { formatNumber, formatTime, t } from "../../i18n/index.ts";
import { fractionOf, neighbour, numberAt, timeOn } from "../../model/past/timeline.ts";
import { usePast } from "../../store/past.tsx";
import { Day } from "./day.tsx";
import { Sign, type SignName } from "./sign.tsx";
import { markText } from "./marks.tsx";
import { momentText } from "./parts.tsx";

const speeds = [1, 2, 5, 10, 20, 50, 100] as const;
/** While playing, a quiet stretch of the meeting is cut to this many milliseconds. */
const pauseMaxMs = 2_000;
/** A mark within this share of the line is meant by a press beside it. */
const nearMark = 0.012;
/** After so many milliseconds without a move, screen readers hear where one is. */
const settledMs = 700;
/** From this width, in CSS pixels, all ways to move are shown from the start. */
const roomyFrom = 700;

interface Props {
  timeline: Timeline;
  /** The line is of events, not of time (`evenLine`). */
  even?: boolean;
}

export function Scrubber({ timeline, even = false }: Props) {
  const times = { from: formatTime(Number(timeline.startMs)), to: formatTime(Number(timeline.endMs)) };
  return (
    <section class="ds-card section scrubber" aria-labelledby="scrubber-title">
      <h2 class="ds-heading" data-size="xs" id="scrubber-title">
        {even ? t("past.events", { head: formatNumber(timeline.head) }) : t("past.day", times)}
      </h2>
      <Line timeline={timeline} even={even} />
      <Controls timeline={timeline} />
    </section>
  );
}

/** The line of the day with its handle: a slider over events. */
function Line({ timeline, even }: Required<Props>) {
  const store = usePast();
  const area = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLDivElement>(null);
  const dragging = useRef(false);
  const at = fractionOf(timeline, even ? store.number : Number(store.status?.timeMs ?? 0n));

  function toPlace(event: PointerEvent, snaps: boolean): void {
    const box = area.current!.getBoundingClientRect();
    const fraction = (event.clientX - box.left) / box.width;
    const near = timeline.marks
      .map((mark) => ({ mark, off: Math.abs(fractionOf(timeline, Number(mark.timeMs)) - fraction) }))
      .filter(({ off }) => off <= nearMark)
      .toSorted((a, b) => a.off - b.off)[0];
    store.seek(snaps && near ? Number(near.mark.number) : numberAt(timeline, fraction));
  }

  function onKey(event: KeyboardEvent): void {
    const before = neighbour(timeline, store.number, -1);
    const after = neighbour(timeline, store.number, 1);
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowDown":
        store.go({ case: "step", value: -1 });
        break;
      case "ArrowRight":
      case "ArrowUp":
        store.go({ case: "step", value: 1 });
        break;
      case "PageDown":
        store.seek(before ? Number(before.number) : 1);
        break;
      case "PageUp":
        store.seek(after ? Number(after.number) : "head");
        break;
      case "Home":
        store.seek(1);
        break;
      case "End":
        store.seek("head");
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  return (
    <div
      class="line"
      ref={area}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        handle.current?.focus({ preventScroll: true });
        toPlace(event, true);
      }}
      onPointerMove={(event) => dragging.current && toPlace(event, false)}
      onPointerUp={() => (dragging.current = false)}
      onPointerCancel={() => (dragging.current = false)}
    >
      {!even && <Day timeline={timeline} at={at} />}
      {even && <div class="even-line" />}
      <div
        class="line-handle"
        role="slider"
        tabIndex={0}
        ref={handle}
        aria-label={t("past.slider")}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, Number(timeline.head))}
        aria-valuenow={Math.max(1, store.number)}
        aria-valuetext={momentText(Number(store.status?.timeMs ?? 0n), store.number)}
        aria-describedby="slider-keys"
        style={{ left: `${at * 100}%` }}
        onKeyDown={onKey}
      >
        <span class="line-grip" />
      </div>
      <p class="ds-sr-only" id="slider-keys">
        {t("past.sliderKeys")}
      </p>
    </div>
  );
}

function Controls({ timeline }: { timeline: Timeline }) {
  const store = usePast();
  const [speed, setSpeed] = useState<number>(20);
  const [short, setShort] = useState(true);
  const status = store.status;
  const playing = status?.playing ?? false;
  const before = neighbour(timeline, store.number, -1);
  const after = neighbour(timeline, store.number, 1);
  const play = (times: number, cut: boolean) => store.go({ case: "play", value: times }, cut ? pauseMaxMs : 0);
  useWhereabouts(timeline, playing);
  return (
    <div class="stack">
      <div class="row controls" role="group" aria-label={t("past.controls")}>
        <Go label={t("past.toStart")} sign="toStart" off={store.number <= 1} onGo={() => store.seek(1)} />
        <Go label={t("past.markBack")} sign="markBack" off={!before} onGo={() => store.seek(Number(before!.number))} />
        <Go label={t("past.stepBack")} sign="stepBack" off={store.number <= 1} onGo={() => store.go({ case: "step", value: -1 })} />
        <button
          type="button"
          class="ds-button play"
          disabled={!playing && store.number >= store.head}
          onClick={() => (playing ? store.go({ case: "pause", value: true }) : play(speed, short))}
        >
          <Sign name={playing ? "pause" : "play"} /> {t(playing ? "past.pause" : "past.play")}
        </button>
        <Go label={t("past.stepOn")} sign="stepOn" off={store.number >= store.head} onGo={() => store.go({ case: "step", value: 1 })} />
        <Go label={t("past.markOn")} sign="markOn" off={!after} onGo={() => store.seek(Number(after!.number))} />
        <Go label={t("past.toEnd")} sign="toEnd" off={store.number >= store.head} onGo={() => store.seek("head")} />
      </div>
      <details class="ds-details more-ways" open={window.innerWidth >= roomyFrom}>
        <summary>{t("past.moreWays")}</summary>
        <div class="row controls-more">
          <SelectField
            label={t("past.speed")}
            value={String(speed)}
            options={speeds.map((times) => ({ value: String(times), text: t("past.times", { times }) }))}
            onChange={(value) => {
              setSpeed(Number(value));
              if (playing) play(Number(value), short);
            }}
          />
          <GoTo timeline={timeline} />
          <label class="check">
            <input
              class="ds-input"
              type="checkbox"
              checked={short}
              onChange={(event) => {
                setShort(event.currentTarget.checked);
                if (playing) play(speed, event.currentTarget.checked);
              }}
            />
            <span>{t("past.cutPauses")}</span>
          </label>
        </div>
      </details>
      <div role="alert">{status?.trouble && <Trouble sentence={status.trouble} />}</div>
    </div>
  );
}

function Go(props: { label: string; sign: SignName; off: boolean; onGo: () => void }) {
  return (
    <button
      type="button"
      class="ds-button"
      data-variant="secondary"
      data-icon
      aria-label={props.label}
      title={props.label}
      aria-disabled={props.off}
      onClick={() => !props.off && props.onGo()}
    >
      <Sign name={props.sign} />
    </button>
  );
}

/** What the server says; its sentences are English. */
function Trouble({ sentence }: { sentence: string }) {
  return (
    <p class="act-status" data-state="refused" lang="en">
      {sentence}
    </p>
  );
}

/** To a number, a time or a named moment, as the server knows them; to a time of day, as the page shows it. */
function GoTo({ timeline }: { timeline: Timeline }) {
  const store = usePast();
  const [text, setText] = useState("");
  return (
    <form
      class="row go-to"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = text.trim();
        if (wanted !== "") store.seek(timeOn(timeline, wanted) ?? wanted);
      }}
    >
      <div class="ds-field">
        <label class="ds-label" for="go-to">
          {t("past.goTo")}
        </label>
        <input id="go-to" class="ds-input" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <button type="submit" class="ds-button" data-variant="secondary">
        {t("past.go")}
      </button>
    </form>
  );
}

/** Says where one is once one has stopped; the slider says it itself while it has the focus. */
function useWhereabouts(timeline: Timeline, playing: boolean): void {
  const store = usePast();
  const number = store.number;
  const first = useRef(true);
  useEffect(() => {
    if (first.current || playing) {
      first.current = false;
      return;
    }
    const timer = setTimeout(() => {
      if (document.activeElement?.getAttribute("role") === "slider") return;
      const mark = timeline.marks.find((one) => Number(one.number) === number);
      const where = momentText(Number(store.status?.timeMs ?? 0n), number);
      announce(mark ? `${where}. ${markText(mark)}` : where);
    }, settledMs);
    return () => clearTimeout(timer);
  }, [number, playing]);
}
