/** What stands around the scene: where we are, the clock, the speaker, the way in. */
import { links } from "../../app/router.ts";
import { enumText, t } from "../../i18n/index.ts";
import { labelOf, roomOf } from "../../model/people.ts";
import { ModeSchema } from "../../model/schema.ts";
import { runningTimers } from "../../logic/timers.ts";
import { Countdown } from "../../components/timer.tsx";
import { Qr } from "../kit/qr.tsx";
import { useRoom } from "../kit/room.tsx";
import { phaseText } from "../kit/text.ts";

const queueShownMax = 5;

export function Top() {
  const { read, connection } = useRoom();
  const room = roomOf(read);
  if (room === undefined) return null;
  const item = read.get("item", room.openItem);
  const phase = phaseText(read);
  const closed = room.doorsClosed !== "";
  return (
    <header class="wall-top">
      <p>
        {room.config?.body} · {enumText(ModeSchema, room.mode)}
        {room.simulated && <strong> · {t("link.simulated")}</strong>}
        {room.training && <strong class="training-mark"> · {t("training.mark")}</strong>}
        {connection.link !== "live" && <strong class="wall-offline"> · {t("wall.offline")}</strong>}
      </p>
      <h1>{closed ? t("doors.closed") : (item?.title ?? t("wall.no_item"))}</h1>
      {phase !== "" && !closed && <p class="wall-phase">{phase}</p>}
    </header>
  );
}

export function Side() {
  return (
    <aside class="wall-side" aria-label={t("wall.side")}>
      <Clock />
      <Speaker />
      <JoinCode />
    </aside>
  );
}

function Clock() {
  const { read } = useRoom();
  const timer = runningTimers(read.all("timer"))[0];
  return timer === undefined ? null : <Countdown key={timer.id} timer={timer} silent />;
}

function Speaker() {
  const { read } = useRoom();
  const list = read.get("speakers", "speakers");
  if (list === undefined || (list.speaking === "" && list.queue.length === 0)) return null;
  return (
    <div class="wall-speaker">
      {list.speaking !== "" && (
        <p>
          {t("wall.has_floor")} <strong>{labelOf(read, list.speaking)}</strong>
        </p>
      )}
      {list.queue.length > 0 && (
        <>
          <h2>{t("wall.next_speakers")}</h2>
          <ol>
            {list.queue.slice(0, queueShownMax).map((one) => (
              <li key={one.person}>{labelOf(read, one.person)}</li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** Where people type their code, or scan their way to it. */
function JoinCode() {
  const address = `${location.origin}${links.join("").replace(/#$/u, "")}`;
  return (
    <div class="wall-join">
      <Qr text={address} label={t("wall.qr", { address })} />
      <p>{t("wall.join", { address: address.replace(/^https?:\/\//u, "") })}</p>
    </div>
  );
}
