/** What a view that leads or shows a room has in hand: the store of the app, with answers to what one did. */
import type { ActionOf, ReadModel, RoomConnection, TakenAction } from "@tingbok/client";

import { announce } from "../../app/announce.ts";
import { t } from "../../i18n/index.ts";
import { refusalText, tell } from "../../store/action.tsx";
import { useRoom as useStore, type RoomStore } from "../../store/room.tsx";

export interface RoomHandle {
  readonly connection: RoomConnection;
  readonly read: ReadModel;
  /** The viewer; empty: nobody in particular. */
  readonly me: string;
  /** The viewer is of the chair's side now. */
  readonly steering: boolean;
  /** Sends an action; its answer shows in the bar of actions. `done` is called when it is recorded. */
  act(action: ActionOf, text?: string, done?: () => void): void;
  /** Whether an action of this kind has no answer yet: what cannot be undone is not sent twice. */
  busy(kind: ActionOf["case"]): boolean;
  /** Actions without an answer, oldest first. */
  readonly pending: readonly TakenAction[];
  /** The latest answers, newest first. */
  readonly answered: readonly TakenAction[];
}

/** What waits for its answer, by command id; of every store that is in use. */
const waiting = new WeakMap<RoomStore, Map<string, (() => void) | undefined>>();

function waitingOf(store: RoomStore): Map<string, (() => void) | undefined> {
  let known = waiting.get(store);
  if (known !== undefined) return known;
  const made = new Map<string, (() => void) | undefined>();
  waiting.set(store, (known = made));
  store.listen({
    answered: (action) => {
      if (!made.has(action.commandId)) return;
      const done = made.get(action.commandId);
      made.delete(action.commandId);
      tell(action.commandId);
      if (action.outcome?.type === "recorded") {
        announce(t("action.recorded", { number: Number(action.outcome.receipt.number) }));
        done?.();
      } else if (action.outcome?.type === "refused") {
        announce(t("action.refused", { why: refusalText(action.outcome.refused) }), "assertive");
      }
    },
  });
  return made;
}

export function useRoom(): RoomHandle {
  const store = useStore();
  return {
    connection: store.connection,
    read: store.model,
    me: store.me,
    steering: store.steers,
    act(action, text = "", done) {
      const later = waitingOf(store);
      const id = store.act(action, text);
      if (id === undefined) announce(t("action.notTaken"), "assertive");
      else later.set(id, done);
    },
    busy: (kind) => store.connection.pending().some(({ command }) => command.action.case === kind),
    pending: store.connection.pending(),
    answered: [...store.connection.answered()].reverse(),
  };
}
