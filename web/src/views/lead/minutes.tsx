/** The minutes (møtebok): decisions, statements, publishing; and what was refused. */
import { useEffect, useState } from "preact/hooks";

import { apiOf, ApiError } from "../../app/access.ts";
import { ConfirmButton } from "../../components/confirm.tsx";
import { enumText, formatDate, maybeText, t } from "../../i18n/index.ts";
import { entryKind } from "../../logic/labels.ts";
import { titleOf } from "../../model/names.ts";
import { labelOf, roomOf } from "../../model/people.ts";
import { RefusalCodeSchema, type RefusalEntry } from "../../model/schema.ts";
import { useKept } from "../../store/kept.ts";
import protocol from "../../words/protocol.json";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { SelectField, TextField } from "../kit/form.tsx";
import { useRoom } from "../kit/room.tsx";

export function MinutesSection() {
  return (
    <div class="columns">
      <div>
        <Decisions />
        <Statements />
        <Said />
      </div>
      <div>
        <Publish />
        <Refusals />
      </div>
    </div>
  );
}

function Number_({ number }: { number: bigint | undefined }) {
  return <span class="subtle">{t("lead.number", { number: String(number ?? 0n) })}</span>;
}

function Decisions() {
  const { read } = useRoom();
  const decisions = read.all("decision");
  return (
    <Panel title={t("lead.decisions.title")}>
      {decisions.length === 0 && <p>{t("lead.decisions.none")}</p>}
      <ol class="rows">
        {decisions.map((decision) => (
          <li key={decision.id}>
            <div>
              <strong>{titleOf(read, decision.item)}</strong>
              <p lang={decision.language || undefined}>{decision.text}</p>
              <Number_ number={decision.source?.number} />
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Statements() {
  const { read, act, busy } = useRoom();
  const [kind, setKind] = useState(protocol.entryKinds.addition);
  const [text, setText] = useKept("lead/statement", "");
  const entries = read.all("protocolEntry");
  return (
    <Panel title={t("lead.statements.title")}>
      <ul class="rows">
        {entries.map((entry) => (
          <li key={entry.id}>
            <div>
              <strong>{labelOf(read, entry.by)}</strong> <Tag>{entryKind(entry.kind)}</Tag>
              <p lang={entry.language || undefined}>{entry.text}</p>
              <Number_ number={entry.source?.number} />
            </div>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy("protocolAdd")) act({ case: "protocolAdd", value: { kind } }, text.trim(), () => setText(""));
        }}
      >
        <SelectField
          label={t("minutes.kind")}
          value={kind}
          choices={Object.values(protocol.entryKinds).map((value) => ({ value, label: entryKind(value) }))}
          onValue={setKind}
        />
        <TextField label={t("lead.statements.text")} hint={t("lead.statements.hint")} rows={3} value={text} onValue={setText} />
        <button class="ds-button" data-variant="secondary" disabled={text.trim() === "" || busy("protocolAdd")}>
          {t("lead.statements.add")}
        </button>
      </form>
    </Panel>
  );
}

/** Statements shown, newest first: a day of reflections holds hundreds. */
const saidShown = 50;

/** What people have stated to the meeting; no part of the minutes. */
function Said() {
  const { read } = useRoom();
  const latest = read.all("statement").slice(-saidShown).reverse();
  if (latest.length === 0) return null;
  return (
    <Panel title={t("lead.said.title")}>
      <ul class="rows">
        {latest.map((statement) => (
          <li key={statement.id}>
            <div>
              <strong>{labelOf(read, statement.by)}</strong>
              <p lang={statement.language || undefined}>{statement.text}</p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Publish() {
  const { read, act } = useRoom();
  const published = roomOf(read)?.minutesPublished ?? false;
  return (
    <Panel title={t("lead.minutes.title")}>
      <p>{t(published ? "lead.minutes.published" : "lead.minutes.not_published")}</p>
      {!published && (
        <ConfirmButton
          question={t("lead.minutes.publishSure")}
          yes={t("lead.minutes.publish")}
          variant="primary"
          onYes={() => act({ case: "minutesPublish", value: {} })}
        >
          {t("lead.minutes.publish")}
        </ConfirmButton>
      )}
    </Panel>
  );
}

/** Refusals stand beside the room's log; the chair's side reads all of them. */
function Refusals() {
  const { read, connection } = useRoom();
  const [entries, setEntries] = useState<readonly RefusalEntry[] | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const load = () => {
    const programme = connection.workshop.split("/")[0] ?? "";
    apiOf(programme)
      .refusals(connection.workshop)
      .then(
        (lines) => {
          setEntries(lines.refusals);
          setFailure("");
        },
        (error: unknown) => setFailure(error instanceof ApiError ? error.message : String(error)),
      );
  };
  useEffect(load, [connection]);
  const latest = [...(entries ?? [])].reverse().slice(0, 100);
  return (
    <Panel title={t("lead.refusals.title")} aside={<Button small label={t("lead.refusals.again")} onClick={load} />}>
      <p>{t("lead.refusals.hint")}</p>
      {failure !== "" && <p role="alert">{failure}</p>}
      {entries !== undefined && latest.length === 0 && <p>{t("lead.refusals.none")}</p>}
      <ul class="rows">
        {latest.map((entry) => (
          <li key={String(entry.number)}>
            <div>
              <strong>{labelOf(read, entry.actor)}</strong>: {maybeText(`did.${camel(entry.action)}`) ?? entry.action}
              <p>{enumText(RefusalCodeSchema, entry.code)}</p>
              <p class="subtle">{formatDate(Number(entry.timeMs))}</p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The schema's name of an action as the generated code has it. */
function camel(action: string): string {
  return action.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
