/** What a browser tells of the network and of the page, for a connection that should not wait to find out. */

/** A page that was hidden for longer, in milliseconds, may hold a socket that is dead without knowing. */
const hiddenTooLongMs = 30_000;

export interface Signals {
  /** There is a network, or the page is looked at again. */
  online(): void;
  offline(): void;
  /** The page is looked at again after so long that what was open may be dead. */
  slept(): void;
}

/** Tells of them until the returned function is called; outside a browser there are none. */
export function onSignals(signals: Signals): () => void {
  if (typeof window === "undefined") return () => {};
  let hiddenSince: number | undefined;
  const visibility = (): void => {
    if (document.visibilityState === "hidden") {
      hiddenSince = performance.now();
      return;
    }
    const hiddenMs = hiddenSince === undefined ? 0 : performance.now() - hiddenSince;
    hiddenSince = undefined;
    if (hiddenMs > hiddenTooLongMs) signals.slept();
    else signals.online();
  };
  window.addEventListener("online", signals.online);
  window.addEventListener("offline", signals.offline);
  document.addEventListener("visibilitychange", visibility);
  return () => {
    window.removeEventListener("online", signals.online);
    window.removeEventListener("offline", signals.offline);
    document.removeEventListener("visibilitychange", visibility);
  };
}
