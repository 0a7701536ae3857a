import type { Timer } from "@tingbok/client/schema";

/** How a timer stands at a moment. */
export interface TimerView {
  running: boolean;
  /** Whole seconds left, rounded up; negative: over its time. */
  secondsLeft: number;
}

export function viewTimer(timer: Timer, nowMs: number): TimerView {
  const running = timer.endedMs === 0n;
  const until = running ? nowMs : Number(timer.endedMs);
  const left = Number(timer.startedMs) / 1000 + timer.seconds - until / 1000;
  return { running, secondsLeft: Math.ceil(left) };
}

/** The timers one should see now: those that run, the last started first. */
export function runningTimers(timers: readonly Timer[]): readonly Timer[] {
  return timers
    .filter((timer) => timer.endedMs === 0n)
    .toSorted((a, b) => Number(b.startedMs - a.startedMs));
}

/** Those of them that run for one of these people, by the labels they were started with. */
export function runningFor(timers: readonly Timer[], labels: readonly string[]): readonly Timer[] {
  return runningTimers(timers).filter(({ purpose }) => purpose !== "" && labels.includes(purpose));
}

/** "4:05", "1:02:03", with a minus sign for time over. */
export function clockText(seconds: number): string {
  const whole = Math.abs(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const text =
    hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  return seconds < 0 ? `\u2212${text}` : text;
}
