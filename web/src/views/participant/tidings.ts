import type { ReadModel } from "@tingbok/client";
import { ModeSchema, VoteStatus } from "@tingbok/client/schema";
import { useLayoutEffect } from "preact/hooks";

import { announce } from "../../app/announce.ts";
import { outcomeText } from "../../components/results.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { hasResult } from "../../logic/results.ts";
import type { RoomStore } from "../../store/room.tsx";

/** What of a room is worth saying when it changes. */
export interface Seen {
  phase: string;
  item: string;
  mode: number;
  doors: string;
  openVote: string;
  speaking: string;
  /** Ids of homework that was given. */
  homework: ReadonlySet<string>;
  /** Votes with a result that may be shown, and whether it is declared. */
  results: ReadonlyMap<string, boolean>;
}

export function look(model: ReadModel): Seen {
  const room = model.get("room", "room");
  return {
    phase: phaseTitle(model),
    item: room?.openItem ?? "",
    mode: room?.mode ?? 0,
    doors: room?.doorsClosed ?? "",
    openVote: room?.openVote ?? "",
    speaking: model.get("speakers", "speakers")?.speaking ?? "",
    homework: new Set(model.all("homework").map(({ id }) => id)),
    results: new Map(
      model
        .all("vote")
        .filter(hasResult)
        .map((vote) => [vote.id, vote.status === VoteStatus.DECLARED]),
    ),
  };
}

/** The title of the phase now; empty where none. */
export function phaseTitle(model: ReadModel): string {
  const room = model.get("room", "room");
  const phase = room?.activePhase ? model.get("phase", room.activePhase) : undefined;
  return phase?.terms?.title || phase?.id || room?.phase || "";
}

/** Sentences for what differs between two looks, the most urgent first. */
export function tidings(model: ReadModel, before: Seen, now: Seen): string[] {
  const said: string[] = [];
  if (now.openVote && now.openVote !== before.openVote) {
    const question = model.get("vote", now.openVote)?.question || now.openVote;
    said.push(t("tidings.voteOpen", { question }));
  }
  for (const [id, declared] of now.results) {
    if (before.results.get(id) === declared) continue;
    const vote = model.get("vote", id)!;
    const params = { question: vote.question || id, outcome: outcomeText(model, vote) };
    said.push(t(declared ? "tidings.declared" : "tidings.closed", params));
  }
  if (now.doors !== before.doors)
    said.push(now.doors ? t("tidings.doorsClosed", { basis: now.doors }) : t("tidings.doorsOpen"));
  if (now.mode !== before.mode) said.push(enumText(ModeSchema, now.mode));
  if (now.item && now.item !== before.item)
    said.push(t("tidings.item", { title: model.get("item", now.item)?.title || now.item }));
  if (now.phase && now.phase !== before.phase) said.push(t("tidings.phase", { phase: now.phase }));
  for (const id of now.homework)
    if (!before.homework.has(id)) said.push(t("tidings.homework", { title: model.get("homework", id)?.title || id }));
  if (now.speaking && now.speaking !== before.speaking) {
    const name = model.get("person", now.speaking)?.label || now.speaking;
    said.push(t("tidings.speaking", { name }));
  }
  return said;
}

/** Tells screen readers what has changed; nothing for what was there when one came. */
export function useTidings(store: RoomStore): void {
  // With the drawing itself: a vote that opens right after it is told too.
  useLayoutEffect(() => {
    let before: Seen | undefined = store.model.number > 0 ? look(store.model) : undefined;
    return store.listen({
      updated: () => {
        if (store.model.number === 0) return;
        const now = look(store.model);
        if (before) {
          const opened = now.openVote !== "" && now.openVote !== before.openVote;
          for (const sentence of tidings(store.model, before, now))
            announce(sentence, opened ? "assertive" : "polite");
        }
        before = now;
      },
    });
  }, [store]);
}
