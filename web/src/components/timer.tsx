import type { Timer } from "@tingbok/client/schema";
import { useEffect, useRef, useState } from "preact/hooks";

import { announce } from "../app/announce.ts";
import { t } from "../i18n/index.ts";
import { clockText, viewTimer } from "../logic/timers.ts";
import { useRoom } from "../store/room.tsx";

/** A countdown. Screen readers hear it when it matters: one minute left, over, extended. */
export function Countdown(props: { timer: Timer; silent?: boolean }) {
  const store = useRoom();
  const [, tick] = useState(0);
  useEffect(() => {
    const interval = setInterval(() => tick((n) => n + 1), 500);
    return () => clearInterval(interval);
  }, []);
  const { secondsLeft } = viewTimer(props.timer, store.connection.nowMs());
  const before = useRef({ secondsLeft, seconds: props.timer.seconds });
  useEffect(() => {
    const last = before.current;
    before.current = { secondsLeft, seconds: props.timer.seconds };
    // Of the past nothing runs out now.
    if (props.silent || store.past) return;
    if (props.timer.seconds > last.seconds)
      announce(t("timer.extended", { seconds: props.timer.seconds - last.seconds }));
    else if (last.secondsLeft > 60 && secondsLeft <= 60) announce(t("timer.oneMinute"));
    else if (last.secondsLeft > 0 && secondsLeft <= 0) announce(t("timer.over"), "assertive");
  }, [secondsLeft, props.timer.seconds]);
  return (
    <div class="countdown" data-over={secondsLeft < 0}>
      <span class="countdown-clock figures" role="timer" aria-live="off">
        {clockText(secondsLeft)}
      </span>
      <span class="subtle">
        {props.timer.purpose && `${store.nameOf(props.timer.purpose)} · `}
        {t(secondsLeft < 0 ? "timer.isOver" : "timer.left")}
      </span>
    </div>
  );
}
