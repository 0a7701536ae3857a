/**
 * Guesses the server's clock from the times of events as they arrive: an event is never newer than
 * its arrival, so the largest difference seen is the nearest. Phones' clocks are minutes wrong.
 */
export class ServerClock {
  #offsetMs: number | undefined;
  #lastEventMs = 0;
  #lastHeardAt = 0;

  heard(eventMs: number): void {
    const now = Date.now();
    const offset = eventMs - now;
    if (this.#offsetMs === undefined || offset > this.#offsetMs) this.#offsetMs = offset;
    this.#lastEventMs = eventMs;
    this.#lastHeardAt = now;
  }

  /** In a simulated programme time comes from events alone and goes on from the last one. */
  nowMs(simulated: boolean): number {
    const now = Date.now();
    if (simulated && this.#lastEventMs > 0) return this.#lastEventMs + (now - this.#lastHeardAt);
    return now + (this.#offsetMs ?? 0);
  }
}
