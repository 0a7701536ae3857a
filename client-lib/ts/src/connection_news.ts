import { answeredKeptMax } from "./limits.ts";
import type { FindingKind } from "./session_actions.ts";
import type { Command } from "./gen/tingbok/v1/commands_pb.ts";
import type { Entity } from "./gen/tingbok/v1/entities_pb.ts";
import type { Receipt, Refused } from "./gen/tingbok/v1/records_pb.ts";
import type { Answer, Submit, Welcome } from "./gen/tingbok/v1/wire_pb.ts";

/** What became of an action. */
export type Outcome =
  | { type: "recorded"; receipt: Receipt }
  | { type: "refused"; refused: Refused };

/** An action from the moment it is taken until it is answered and shown. */
export interface TakenAction {
  readonly commandId: string;
  readonly command: Command;
  /** When it was taken, or (answered) when the answer came; milliseconds since 1970. */
  readonly atMs: number;
  /** `waiting`: kept here, not sent on this connection; `sent`; `answered`: see `outcome`. */
  readonly state: "waiting" | "sent" | "answered";
  readonly outcome?: Outcome;
}

/** What a connection tells, each on a turn of its own loop; a throwing listener is a bug. */
export interface ConnectionListener {
  /** Anything a view might show has changed; told once for all that one message brought. */
  updated?(): void;
  welcomed?(welcome: Welcome): void;
  replaced?(number: number): void;
  changed?(number: number, timeMs: number, entities: readonly Entity[]): void;
  answered?(action: TakenAction): void;
  finding?(kind: FindingKind, sentence: string): void;
}

/** An action without an answer, as it is shown. */
export function unanswered(waiting: { submit: Submit; takenMs: number; sent: boolean }): TakenAction {
  const { submit, takenMs, sent } = waiting;
  return { commandId: submit.commandId, command: submit.command!, atMs: takenMs, state: sent ? "sent" : "waiting" };
}

/** Who hears of a connection, and the last answers they were told: at most `answeredKeptMax`, oldest first. */
export class ConnectionNews {
  readonly #listeners = new Set<ConnectionListener>();
  #answered: readonly TakenAction[] = [];

  get answered(): readonly TakenAction[] {
    return this.#answered;
  }

  subscribe(listener: ConnectionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `say` calls one of a listener's functions. */
  tell(say: (listener: ConnectionListener) => void): void {
    for (const listener of [...this.#listeners]) say(listener);
  }

  answer({ commandId, command }: Submit, { answer }: Answer): void {
    const outcome: Outcome =
      answer.case === "refused"
        ? { type: "refused", refused: answer.value }
        : { type: "recorded", receipt: answer.value as Receipt };
    const action: TakenAction = { commandId, command: command!, atMs: Date.now(), state: "answered", outcome };
    this.#answered = [...this.#answered, action].slice(-answeredKeptMax);
    this.tell((listener) => listener.answered?.(action));
  }
}
