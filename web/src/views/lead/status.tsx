/** Where the workshop is: one line of facts that stays in sight while it is led. */
import { attendanceSummary, chairNow, labelOf, roomOf } from "../../model/people.ts";
import { runningTimers } from "../../logic/timers.ts";
import { Countdown } from "../../components/timer.tsx";
import { openVote, turnoutOf } from "../../model/votes.ts";
import { titleOf } from "../../model/names.ts";
import { Facts, Tag } from "../kit/parts.tsx";
import { useRoom } from "../kit/room.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { phaseText } from "../kit/text.ts";
import { MeetingStatus, MeetingStatusSchema, ModeSchema } from "../../model/schema.ts";

export function StatusStrip() {
  const { read, steering } = useRoom();
  const timer = runningTimers(read.all("timer"))[0];
  const room = roomOf(read);
  if (room === undefined) return null;
  const here = attendanceSummary(read);
  const vote = openVote(read);
  const turnout = vote && turnoutOf(read, vote, steering);
  const rows: [string, preact.ComponentChildren][] = [
    [
      t("lead.status.meeting"),
      <>
        <Tag color={room.status === MeetingStatus.OPEN ? "success" : "neutral"}>{enumText(MeetingStatusSchema, room.status)}</Tag>{" "}
        <Tag color="info">{enumText(ModeSchema, room.mode)}</Tag>{" "}
        {room.doorsClosed !== "" && <Tag color="warning">{t("lead.status.doors_closed")}</Tag>}
      </>,
    ],
    [t("lead.status.item"), room.openItem === "" ? t("lead.status.none") : titleOf(read, room.openItem)],
    [t("lead.status.phase"), phaseText(read) || t("lead.status.none")],
    [t("lead.status.chair"), labelOf(read, chairNow(room)) || t("lead.status.none")],
    [
      t("lead.status.present"),
      <>
        {t("lead.status.of_seats", { here: String(here.membersHere), seats: String(here.seats) })}{" "}
        {here.ballotsNeeded > 0 && (
          <Tag color={here.couldDecide ? "success" : "danger"}>
            {t(here.couldDecide ? "lead.status.quorate" : "lead.status.not_quorate", { needed: String(here.ballotsNeeded) })}
          </Tag>
        )}
      </>,
    ],
  ];
  if (timer !== undefined) rows.push([t("lead.status.timer"), <Countdown key={timer.id} timer={timer} silent />]);
  if (vote !== undefined && turnout !== undefined) {
    rows.push([
      t("lead.status.vote"),
      `${vote.question || vote.id} · ${t("result.cast", { cast: String(turnout.cast), roll: String(turnout.roll) })}`,
    ]);
  }
  return (
    <div class="status-strip">
      <Facts rows={rows} />
    </div>
  );
}
