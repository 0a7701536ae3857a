import { Section, Tag, Written } from "../../components/basics.tsx";
import { SelectField, TextField } from "../../components/forms.tsx";
import { t } from "../../i18n/index.ts";
import { entryKind } from "../../logic/labels.ts";
import { isHere, isMember } from "../../logic/people.ts";
import { ActStatus, useSending } from "../../store/action.tsx";
import { useKept } from "../../store/kept.ts";
import { useRoom } from "../../store/room.tsx";
import words from "../../words/protocol.json";

/** Statements shown, newest first: a day of reflections holds hundreds. */
const statementsShown = 50;

/** What is on record: decisions, what was entered in the minutes, what people have stated. */
export function Record() {
  return (
    <>
      <Decisions />
      <Entries />
      <Statements />
    </>
  );
}

function Decisions() {
  const { model, room } = useRoom();
  const decisions = model.all("decision");
  if (decisions.length === 0 && !room?.minutesPublished) return null;
  return (
    <Section id="decisions" title={t("minutes.decisions")}>
      {room?.minutesPublished && <p>{t("record.published")}</p>}
      <ul class="plain-list stack">
        {decisions.map((decision) => (
          <li key={decision.id}>
            <strong>{model.get("item", decision.item)?.title || decision.item}</strong>
            <p>
              <Written text={decision.text} language={decision.language} />
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Entries() {
  const store = useRoom();
  const entries = store.model.all("protocolEntry");
  return (
    <Section id="entries" title={t("record.entries")}>
      {entries.length === 0 && <p class="subtle">{t("record.entries.none")}</p>}
      <ul class="plain-list stack">
        {entries.map((entry) => (
          <li key={entry.id}>
            <p class="row">
              <strong>{store.nameOf(entry.by)}</strong>
              <Tag>{entryKind(entry.kind)}</Tag>
            </p>
            <p>
              <Written text={entry.text} language={entry.language} />
            </p>
          </li>
        ))}
      </ul>
      {isMember(store.model, store.actor) && <NewEntry />}
    </Section>
  );
}

/** Only members have something entered in the minutes. */
function NewEntry() {
  const { text, setText, act, send } = useSending("entry");
  const [kind, setKind] = useKept("entry/kind", words.entryKinds.addition);
  return (
    <form
      class="stack"
      id="minutes"
      onSubmit={(event) => {
        event.preventDefault();
        send({ case: "protocolAdd", value: { kind } });
      }}
    >
      <SelectField
        label={t("minutes.kind")}
        value={kind}
        options={Object.values(words.entryKinds).map((value) => ({ value, text: entryKind(value) }))}
        onChange={setKind}
      />
      <TextField label={t("minutes.text")} help={t("minutes.help")} lines={4} value={text} onInput={setText} />
      <div class="row">
        <button type="submit" class="ds-button" aria-disabled={text.trim() === ""}>
          {t("minutes.send")}
        </button>
      </div>
      <ActStatus act={act} />
    </form>
  );
}

function Statements() {
  const store = useRoom();
  const latest = store.model.all("statement").slice(-statementsShown).reverse();
  return (
    <Section id="statements" title={t("record.statements")}>
      {isHere(store.model.get("attendance", store.actor)) && <NewStatement />}
      {latest.length === 0 && <p class="subtle">{t("record.statements.none")}</p>}
      <ul class="plain-list stack">
        {latest.map((statement) => (
          <li key={statement.id}>
            <strong>{store.nameOf(statement.by)}</strong>
            <p>
              <Written text={statement.text} language={statement.language} />
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function NewStatement() {
  const { text, setText, act, send } = useSending("statement");
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send({ case: "say", value: {} });
      }}
    >
      <TextField label={t("record.statements.text")} help={t("record.statements.help")} lines={3} value={text} onInput={setText} />
      <div class="row">
        <button type="submit" class="ds-button" aria-disabled={text.trim() === ""}>
          {t("record.statements.send")}
        </button>
      </div>
      <ActStatus act={act} />
    </form>
  );
}
