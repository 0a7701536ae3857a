import type { ActionOf, TakenAction } from "@tingbok/client";
import { RefusalCodeSchema, type Refused } from "@tingbok/client/schema";
import { useEffect, useRef, useState } from "preact/hooks";

import { announce } from "../app/announce.ts";
import { enumText, t } from "../i18n/index.ts";
import { keptOf, useKept } from "./kept.ts";
import { useRoom } from "./room.tsx";

export type ActionState =
  | { state: "idle" }
  /** Kept on this device until there is a connection. */
  | { state: "waiting" }
  | { state: "sent" }
  /** It is durable, as this number. */
  | { state: "recorded"; number: number }
  | { state: "refused"; text: string }
  /** Not taken: too much waits already, or it is too large. */
  | { state: "notTaken" };

export interface Act {
  status: ActionState;
  /** An answer is still to come. */
  busy: boolean;
  /** The command's id; undefined: not taken. */
  run(action: ActionOf, text?: string): string | undefined;
  reset(): void;
}

/** Says in plain words why, and what to do. */
export function refusalText(refused: Refused): string {
  const known = enumText(RefusalCodeSchema, refused.code);
  return known === String(refused.code) ? refused.sentence : known;
}

/** Actions whose answer something on the page is there to tell, and those whose answer has been told. */
const followed = new Set<string>();
const told = new Set<string>();

/** Whether what started the action is there to tell of its answer. */
export function isFollowed(commandId: string): boolean {
  return followed.has(commandId);
}
/** Whether somebody was told what became of the action. */
export function isTold(commandId: string): boolean {
  return told.has(commandId);
}
export function tell(commandId: string): void {
  told.add(commandId);
}

/** One action of a form or a button, from pressing it to being recorded or refused. */
export function useAct(onDone?: (status: ActionState) => void): Act {
  const store = useRoom();
  const [id, setId] = useState<string | undefined | "notTaken">(undefined);
  const latest = useRef("");
  const follow = (next: string) => {
    followed.delete(latest.current);
    if (next !== "") followed.add(next);
    latest.current = next;
  };
  useEffect(() => () => follow(""), []);
  const status = statusOf(id, id ? store.find(id) : undefined);
  const settled = status.state === "recorded" || status.state === "refused";
  useEffect(() => {
    if (!settled) return;
    tell(id!);
    if (status.state === "recorded") announce(t("action.recorded", { number: status.number }));
    if (status.state === "refused") announce(t("action.refused", { why: status.text }), "assertive");
    onDone?.(status);
  }, [id, settled]);
  return {
    status,
    busy: status.state === "waiting" || status.state === "sent",
    run(action, text = "") {
      const taken = store.act(action, text);
      follow(taken ?? "");
      setId(taken ?? "notTaken");
      return taken;
    },
    reset() {
      follow("");
      setId(undefined);
    },
  };
}

/** A text that is sent: gone from its field (store/kept.ts) once it is taken, back in it where it was refused. */
export function useSending(where: string) {
  const store = useRoom();
  const [text, setText] = useKept(where, "");
  const act = useAct();
  /** `carried`: the action's own text; empty where it has the text in a field of its own. */
  const send = (action: ActionOf, carried = text.trim()) => {
    const id = text.trim() === "" ? undefined : act.run(action, carried);
    if (id === undefined) return;
    keptOf(store).sent(id, where, text);
    setText("");
  };
  return { text, setText, act, send };
}

function statusOf(id: string | undefined, action: TakenAction | undefined): ActionState {
  if (id === undefined) return { state: "idle" };
  if (id === "notTaken") return { state: "notTaken" };
  if (!action) return { state: "idle" };
  if (action.state !== "answered") return { state: action.state };
  const outcome = action.outcome!;
  if (outcome.type === "recorded") return { state: "recorded", number: Number(outcome.receipt.number) };
  return { state: "refused", text: refusalText(outcome.refused) };
}

/** The state of an action beside what started it. */
export function ActStatus(props: { act: Act }) {
  const { status } = props.act;
  switch (status.state) {
    case "idle":
      return null;
    case "waiting":
      return <p class="act-status" data-state="waiting">{t("action.waiting")}</p>;
    case "sent":
      return <p class="act-status" data-state="sent">{t("action.sent")}</p>;
    case "recorded":
      return (
        <p class="act-status" data-state="recorded">
          {t("action.recorded", { number: status.number })}
        </p>
      );
    case "refused":
      return <p class="act-status" data-state="refused">{t("action.refused", { why: status.text })}</p>;
    case "notTaken":
      return <p class="act-status" data-state="refused">{t("action.notTaken")}</p>;
  }
}
