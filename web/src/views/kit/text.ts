/** Texts that depend on what a room holds. */
import type { ReadModel } from "@tingbok/client";

import { enumText, t } from "../../i18n/index.ts";
import { optionLabel } from "../../logic/labels.ts";
import { roomOf } from "../../model/people.ts";
import { VoteMethodSchema, type VoteMethod } from "../../model/schema.ts";
import protocol from "../../words/protocol.json";

/** What a phase is called; a break has a word of its own; empty where there is no phase. */
export function phaseText(read: ReadModel): string {
  const room = roomOf(read);
  if (room === undefined) return "";
  if (room.phase === protocol.break) return t("phase.break");
  const phase = room.activePhase === "" ? undefined : read.get("phase", room.activePhase);
  return phase?.terms?.title || phase?.id || room.phase;
}

/** What an option is called. */
export function choiceText(read: ReadModel, choice: string): string {
  return optionLabel(read, choice).text;
}

export function methodText(method: VoteMethod | undefined): string {
  return enumText(VoteMethodSchema, method ?? 0);
}
