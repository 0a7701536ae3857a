import { MeetingStatus, MeetingStatusSchema, ModeSchema, PhaseKindSchema } from "@tingbok/client/schema";

import { Section, Tag, Written } from "../../components/basics.tsx";
import { Countdown } from "../../components/timer.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { runningTimers } from "../../logic/timers.ts";
import { useRoom } from "../../store/room.tsx";
import words from "../../words/protocol.json";
import { phaseTitle } from "./tidings.ts";

/** Where we are: meeting, item, phase, time, who speaks. */
export function Now() {
  const store = useRoom();
  const { room, model } = store;
  if (!room) return null;
  const item = room.openItem ? model.get("item", room.openItem) : undefined;
  const phase = room.activePhase ? model.get("phase", room.activePhase) : undefined;
  const inBreak = room.phase === words.break;
  const speaking = model.get("speakers", "speakers")?.speaking ?? "";
  return (
    <Section
      id="now"
      title={t("now.title")}
      aside={<Tag color="accent">{enumText(ModeSchema, room.mode)}</Tag>}
    >
      {room.status !== MeetingStatus.OPEN && (
        <p>
          {room.status === MeetingStatus.UNSPECIFIED
            ? t("now.notOpened")
            : enumText(MeetingStatusSchema, room.status)}
        </p>
      )}
      {room.doorsClosed && <p>{t("now.doorsClosed", { basis: room.doorsClosed })}</p>}
      {inBreak && <p class="now-big">{t("now.break")}</p>}
      <dl class="facts">
        {item && (
          <div>
            <dt>{t("now.item")}</dt>
            <dd class="now-big">
              <Written text={item.title || item.id} />
            </dd>
          </div>
        )}
        {phaseTitle(model) && !inBreak && (
          <div>
            <dt>{t("now.phase")}</dt>
            <dd class="row">
              <Written text={phaseTitle(model)} />
              {phase?.terms && <Tag>{enumText(PhaseKindSchema, phase.terms.kind)}</Tag>}
            </dd>
          </div>
        )}
        {speaking && (
          <div>
            <dt>{t("now.speaking")}</dt>
            <dd>{speaking === store.me ? t("now.you") : store.nameOf(speaking)}</dd>
          </div>
        )}
      </dl>
      {runningTimers(model.all("timer")).map((timer) => (
        <Countdown key={timer.id} timer={timer} />
      ))}
    </Section>
  );
}
