/** The debate: the speakers' list, and whether more may be said. */
import { useState } from "preact/hooks";

import { runningFor } from "../../logic/timers.ts";
import { labelOf, roomOf } from "../../model/people.ts";
import { SpeechKindSchema } from "../../model/schema.ts";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { NumberField } from "../kit/form.tsx";
import { useRoom } from "../kit/room.tsx";
import { freshId } from "../../model/names.ts";
import { enumText, t } from "../../i18n/index.ts";

export function DebateSection() {
  const { read, act } = useRoom();
  const room = roomOf(read);
  const list = read.get("speakers", "speakers");
  const speaking = list?.speaking ?? "";
  const queue = list?.queue ?? [];
  const closed = room?.debateClosed.includes(room.openItem) ?? false;
  const [minutes, setMinutes] = useState(3);
  /** Stops the clock of whoever speaks, and of those who ended their speech themselves. */
  const stopClocks = () => {
    const speakers = [speaking, ...(list?.spoken ?? [])].map((person) => labelOf(read, person));
    for (const { id } of runningFor(read.all("timer"), speakers)) act({ case: "timerEnd", value: { timer: id } });
  };
  /** The floor, and a clock for it. */
  const grant = (to: string) => {
    stopClocks();
    act({ case: "speakGrant", value: { to } });
    const timer = freshId("T", read.all("timer").map((one) => one.id));
    if (minutes > 0) act({ case: "timerStart", value: { timer, seconds: minutes * 60, purpose: labelOf(read, to) } });
  };
  const end = () => {
    stopClocks();
    act({ case: "speakEnd", value: {} });
  };
  const next = queue[0];
  return (
    <div class="columns">
      <Panel title={t("lead.debate.list")}>
        <p role="status">
          {speaking === "" ? t("lead.debate.nobody") : t("lead.debate.speaking", { who: labelOf(read, speaking) })}
        </p>
        <div class="actions">
          {next !== undefined && (
            <Button variant="primary" label={t("lead.debate.next", { who: labelOf(read, next.person) })} onClick={() => grant(next.person)} />
          )}
          {speaking !== "" && <Button label={t("lead.debate.end")} onClick={end} />}
          <NumberField label={t("lead.debate.minutes")} hint={t("lead.debate.minutes_hint")} value={minutes} min={0} max={60} onValue={setMinutes} />
        </div>
        {queue.length === 0 ? (
          <p>{t("lead.debate.empty")}</p>
        ) : (
          <ol class="rows">
            {queue.map((one) => (
              <li key={one.person}>
                <span>
                  {labelOf(read, one.person)} <Tag>{enumText(SpeechKindSchema, one.kind)}</Tag>
                </span>
                <Button small label={t("lead.debate.grant")} about={labelOf(read, one.person)} onClick={() => grant(one.person)} />
              </li>
            ))}
          </ol>
        )}
      </Panel>
      <Panel title={t("lead.debate.title")}>
        <p>{t(closed ? "lead.debate.is_closed" : "lead.debate.is_open")}</p>
        {closed ? (
          <Button label={t("lead.debate.reopen")} onClick={() => act({ case: "debateReopen", value: {} })} />
        ) : (
          <Button label={t("lead.debate.close")} onClick={() => act({ case: "debateClose", value: {} })} />
        )}
        {(list?.spoken.length ?? 0) > 0 && (
          <>
            <h3 class="ds-heading" data-size="2xs">{t("lead.debate.spoken")}</h3>
            <ul>
              {list?.spoken.map((person) => <li key={person}>{labelOf(read, person)}</li>)}
            </ul>
          </>
        )}
      </Panel>
    </div>
  );
}
