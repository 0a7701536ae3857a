/** Leading: the meeting, its items, its phases and clocks, the mode, moments. */
import { useState } from "preact/hooks";

import { agenda, nextPhase, previousPhase, type AgendaRow } from "../../model/agenda.ts";
import { freshId, titleOf } from "../../model/names.ts";
import { roomOf } from "../../model/people.ts";
import { MeetingStatus, Mode, type Phase } from "../../model/schema.ts";
import { isStruck, itemStatus } from "../../logic/labels.ts";
import { runningTimers } from "../../logic/timers.ts";
import { ConfirmButton } from "../../components/confirm.tsx";
import { Countdown } from "../../components/timer.tsx";
import { useKept } from "../../store/kept.ts";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { NumberField, SelectField, TextField } from "../kit/form.tsx";
import { useRoom } from "../kit/room.tsx";
import { t } from "../../i18n/index.ts";
import protocol from "../../words/protocol.json";
import { mayOpen } from "./items.ts";

export function NowSection() {
  return (
    <div class="columns">
      <div>
        <MeetingPanel />
        <AgendaPanel />
      </div>
      <div>
        <PhasePanel />
        <TimerPanel />
        <ModePanel />
        <SayPanel />
      </div>
    </div>
  );
}

function MeetingPanel() {
  const { read, act } = useRoom();
  const room = roomOf(read);
  const [minutes, setMinutes] = useState(15);
  const status = room?.status ?? MeetingStatus.UNSPECIFIED;
  const pause = room?.phase === protocol.break;
  return (
    <Panel title={t("lead.meeting.title")}>
      <div class="actions">
        {status !== MeetingStatus.OPEN && (
          <Button label={t("lead.meeting.open")} variant="primary" onClick={() => act({ case: "meetingOpen", value: {} })} />
        )}
        {status === MeetingStatus.OPEN && !pause && (
          <>
            <NumberField label={t("lead.meeting.break_minutes")} value={minutes} min={1} max={600} onValue={setMinutes} />
            <Button label={t("lead.meeting.break")} onClick={() => act({ case: "breakStart", value: { minutes } })} />
          </>
        )}
        {pause && (
          <Button label={t("lead.meeting.break_end")} variant="primary" onClick={() => act({ case: "breakEnd", value: {} })} />
        )}
        {status === MeetingStatus.OPEN && (
          <ConfirmButton
            question={t("lead.meeting.closeSure")}
            yes={t("lead.meeting.close")}
            color="danger"
            onYes={() => act({ case: "meetingClose", value: {} })}
          >
            {t("lead.meeting.close")}
          </ConfirmButton>
        )}
      </div>
    </Panel>
  );
}

function ItemRow({ row }: { row: AgendaRow }) {
  const { act } = useRoom();
  const { item, state } = row;
  const value = { item: item.id };
  return (
    <li data-state={state}>
      <div>
        <strong>{item.id}</strong> {item.title}{" "}
        {state === "open" && <Tag color="success">{t("agenda.open")}</Tag>}
        {(state === "done" || isStruck(item)) && <Tag>{item.status === "" ? t("agenda.done") : itemStatus(item.status)}</Tag>}
        {item.blocked && <Tag color="danger">{t("agenda.blocked")}</Tag>}
      </div>
      <div class="actions">
        {state === "planned" && mayOpen(item) && (
          <Button small label={t("lead.item.open")} about={item.title} onClick={() => act({ case: "itemOpen", value })} />
        )}
        {state === "open" && (
          <Button small variant="primary" label={t("lead.item.close")} about={item.title} onClick={() => act({ case: "itemClose", value })} />
        )}
        {state === "done" && mayOpen(item) && (
          <Button small variant="tertiary" label={t("lead.item.reopen")} about={item.title} onClick={() => act({ case: "itemReopen", value })} />
        )}
      </div>
    </li>
  );
}

function AgendaPanel() {
  const { read } = useRoom();
  const rows = agenda(read);
  return (
    <Panel title={t("agenda.title")}>
      {rows.length === 0 && <p>{t("lead.item.none")}</p>}
      <ol class="rows">
        {rows.map((row) => (
          <ItemRow key={row.item.id} row={row} />
        ))}
      </ol>
    </Panel>
  );
}

function PhaseStep({ phase, label, primary }: { phase: Phase | undefined; label: string; primary: boolean }) {
  const { act } = useRoom();
  if (phase === undefined) return null;
  return (
    <Button
      label={`${label}: ${phase.terms?.title || phase.id}`}
      variant={primary ? "primary" : "secondary"}
      onClick={() => act({ case: "phaseStart", value: { terms: { phase: phase.id } } })}
    />
  );
}

function PhasePanel() {
  const { read, act } = useRoom();
  const room = roomOf(read);
  const active = room?.activePhase ?? "";
  const [free, setFree] = useState("");
  return (
    <Panel title={t("lead.phase.title")}>
      <div class="actions">
        <PhaseStep phase={nextPhase(read)} label={t("lead.phase.next")} primary />
        <PhaseStep phase={previousPhase(read)} label={t("lead.phase.back")} primary={false} />
        {active !== "" && <Button label={t("lead.phase.end")} onClick={() => act({ case: "phaseEnd", value: { phase: active } })} />}
      </div>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          act({ case: "phaseSet", value: { phase: free.trim() } }, "", () => setFree(""));
        }}
      >
        <TextField label={t("lead.phase.free")} hint={t("lead.phase.free_hint")} value={free} onValue={setFree} />
        <button class="ds-button" data-variant="secondary" disabled={free.trim() === ""}>
          {t("lead.phase.set")}
        </button>
      </form>
    </Panel>
  );
}

function TimerPanel() {
  const { read, act } = useRoom();
  const timer = runningTimers(read.all("timer"))[0];
  const [minutes, setMinutes] = useState(5);
  const [purpose, setPurpose] = useState("");
  const start = () => {
    const id = freshId("T", read.all("timer").map((one) => one.id));
    act({ case: "timerStart", value: { timer: id, seconds: minutes * 60, purpose: purpose.trim() } });
  };
  return (
    <Panel title={t("lead.timer.title")}>
      {timer !== undefined && (
        <div class="actions">
          <Countdown key={timer.id} timer={timer} />
          <Button label={t("lead.timer.one_more")} onClick={() => act({ case: "timerExtend", value: { timer: timer.id, seconds: 60 } })} />
          <Button label={t("lead.timer.five_more")} onClick={() => act({ case: "timerExtend", value: { timer: timer.id, seconds: 300 } })} />
          <Button label={t("lead.timer.stop")} onClick={() => act({ case: "timerEnd", value: { timer: timer.id } })} />
        </div>
      )}
      <div class="inline">
        <NumberField label={t("lead.timer.minutes")} value={minutes} min={1} max={600} onValue={setMinutes} />
        <TextField label={t("lead.timer.purpose")} value={purpose} onValue={setPurpose} />
        <Button label={t("lead.timer.start")} onClick={start} />
      </div>
    </Panel>
  );
}

function ModePanel() {
  const { read, act } = useRoom();
  const room = roomOf(read);
  const formal = room?.mode === Mode.FORMAL;
  return (
    <Panel title={t("lead.mode.title")}>
      <p>{t(formal ? "lead.mode.formal_means" : "lead.mode.workshop_means")}</p>
      <Button
        label={t(formal ? "lead.mode.to_workshop" : "lead.mode.to_formal")}
        onClick={() => act({ case: "modeSet", value: { mode: formal ? Mode.WORKSHOP : Mode.FORMAL } })}
      />
    </Panel>
  );
}

function SayPanel() {
  const { read, act, busy } = useRoom();
  const room = roomOf(read);
  const [kind, setKind] = useState<"say" | "mark">("say");
  const [text, setText] = useKept("lead/say", "");
  const done = () => setText("");
  const send = () => {
    if (busy(kind)) return;
    if (kind === "say") return act({ case: "say", value: {} }, text.trim(), done);
    const moment = freshId("M", read.all("moment").map((one) => one.id));
    act({ case: "mark", value: { moment, rooms: [room?.config?.room ?? ""] } }, text.trim(), done);
  };
  const moments = read.all("moment");
  return (
    <Panel title={t("lead.say.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <SelectField
          label={t("lead.say.kind")}
          value={kind}
          choices={[
            { value: "say", label: t("lead.say.say") },
            { value: "mark", label: t("lead.say.mark") },
          ]}
          onValue={setKind}
        />
        <TextField label={t("lead.say.text")} value={text} rows={2} onValue={setText} />
        <button class="ds-button" data-variant="secondary" disabled={text.trim() === "" || busy(kind)}>
          {t("lead.say.send")}
        </button>
      </form>
      {moments.length > 0 && (
        <ul>
          {moments.map((moment) => (
            <li key={moment.id}>
              {moment.name || titleOf(read, moment.id)} ({t("lead.number", { number: String(moment.source?.number ?? 0) })})
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
