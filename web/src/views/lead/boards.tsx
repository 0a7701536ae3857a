/** Boards and tables: notes into clusters, notes lifted to everyone, people dealt out on tables. */
import { useState } from "preact/hooks";

import { t, tn } from "../../i18n/index.ts";
import { clusters, looseNotes } from "../../model/lists.ts";
import { freshId } from "../../model/names.ts";
import { isHere } from "../../logic/people.ts";
import { labelOf } from "../../model/people.ts";
import { NoteReach, type Note, type TableGroup } from "../../model/schema.ts";
import { CheckField, NumberField, PickField, SelectField, TextField } from "../kit/form.tsx";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { useRoom } from "../kit/room.tsx";

export function BoardsSection() {
  return (
    <div class="columns">
      <div>
        <LooseNotes />
      </div>
      <div>
        <Clusters />
        <Tables />
      </div>
    </div>
  );
}

/** How many notes are drawn at once: a few hundred stay smooth, and nobody reads more on one screen. */
const drawnMax = 300;

/** Kept to its author or a table: the chair's side is not sent what it says, and it cannot be clustered. */
function apart({ reach }: Note): boolean {
  return reach === NoteReach.OWN || reach === NoteReach.TABLE;
}

function LooseNotes() {
  const { read, act } = useRoom();
  const [picked, setPicked] = useState<string[]>([]);
  const [title, setTitle] = useState("");
  const [into, setInto] = useState("");
  const loose = looseNotes(read);
  const notes = loose.filter((note) => !apart(note));
  const kept = loose.filter(apart);
  const live = picked.filter((id) => notes.some((note) => note.id === id));
  const known = read.all("cluster");
  const gather = () => {
    const target = known.find((cluster) => cluster.id === into);
    const cluster = target?.id ?? freshId("U", known.map((one) => one.id));
    const all = [...(target?.notes ?? []), ...live];
    act({ case: "noteCluster", value: { cluster, title: target?.title ?? title.trim(), notes: all } }, target?.title ?? title.trim(), () => {
      setPicked([]);
      setTitle("");
    });
  };
  return (
    <Panel title={t("lead.notes.title", { count: notes.length })}>
      {notes.length === 0 && <p>{t("lead.notes.none")}</p>}
      {kept.length > 0 && (
        <>
          <p>{tn("lead.notes.apart", kept.length)}</p>
          <Button
            label={tn("lead.notes.lift", kept.length)}
            onClick={() => act({ case: "noteLift", value: { notes: kept.slice(0, 1000).map((note) => note.id) } })}
          />
        </>
      )}
      {notes.length > 0 && (
        <fieldset class="checks lead-notes">
          <legend class="ds-sr-only">{t("lead.notes.pick")}</legend>
          {notes.slice(0, drawnMax).map((note) => (
            <NoteLine
              key={note.id}
              note={note}
              picked={live.includes(note.id)}
              onPicked={(on) => setPicked(on ? [...live, note.id] : live.filter((id) => id !== note.id))}
            />
          ))}
        </fieldset>
      )}
      {notes.length > drawnMax && <p>{t("lead.notes.more", { count: notes.length - drawnMax })}</p>}
      {notes.length > 0 && (
        <div class="inline sticky-foot">
          {known.length > 0 && (
            <SelectField
              label={t("lead.cluster.into")}
              value={into}
              choices={[{ value: "", label: t("lead.cluster.new") }, ...known.map((one) => ({ value: one.id, label: one.title }))]}
              onValue={setInto}
            />
          )}
          {into === "" && <TextField label={t("lead.cluster.name")} value={title} onValue={setTitle} />}
          <Button
            variant="primary"
            label={tn("lead.cluster.gather", live.length)}
            disabled={live.length === 0 || (into === "" && title.trim() === "")}
            onClick={gather}
          />
        </div>
      )}
    </Panel>
  );
}

interface NoteProps {
  readonly note: Note;
  readonly picked: boolean;
  readonly onPicked: (picked: boolean) => void;
}

function NoteLine({ note, picked, onPicked }: NoteProps) {
  const { read } = useRoom();
  const named = read.get("board", note.board)?.terms?.named ?? false;
  return (
    <div class="note-line" data-picked={picked}>
      <CheckField label={note.text} checked={picked} onChecked={onPicked} />
      <p class="subtle">
        {[note.board, note.tag, named && note.by !== "" ? labelOf(read, note.by) : ""].filter(Boolean).join(" · ")}
      </p>
    </div>
  );
}

function Clusters() {
  const { read } = useRoom();
  const rows = clusters(read);
  return (
    <Panel title={t("lead.clusters.title")}>
      {rows.length === 0 && <p>{t("lead.clusters.none")}</p>}
      {rows.map(({ cluster, notes }) => (
        <details key={cluster.id} class="ds-details">
          <summary>
            {cluster.title} ({cluster.notes.length})
          </summary>
          <ul>
            {notes.map((note) => (
              <li key={note.id}>{note.text}</li>
            ))}
          </ul>
        </details>
      ))}
    </Panel>
  );
}

function Tables() {
  const { read, act } = useRoom();
  const [count, setCount] = useState(4);
  const [mix, setMix] = useState(true);
  const tables = read.all("table").filter((table) => !table.closed);
  const seated = new Set(tables.flatMap((table) => table.people));
  const standing = read.all("attendance").filter((one) => isHere(one) && !seated.has(one.id));
  return (
    <Panel title={t("lead.tables.title")}>
      <div class="inline">
        <NumberField label={t("lead.tables.count")} value={count} min={1} max={100} onValue={setCount} />
        <CheckField label={t("lead.tables.mix")} checked={mix} onChecked={setMix} />
        <Button label={t("lead.tables.deal")} onClick={() => act({ case: "tablesDeal", value: { tables: count, mixParties: mix } })} />
      </div>
      {standing.length > 0 && tables.length > 0 && <Seat people={standing.map((one) => one.id)} tables={tables} />}
      {tables.map((table) => (
        <details key={table.id} class="ds-details">
          <summary>
            {table.title || table.id} ({table.people.length})
          </summary>
          <div>
            <ul class="names">
              {table.people.map((person) => (
                <li key={person}>
                  {labelOf(read, person)} {person === table.host && <Tag>{t("lead.tables.host")}</Tag>}
                </li>
              ))}
            </ul>
            <Host table={table} />
            {table.people.length > 0 && <Seat people={table.people} tables={tables.filter((one) => one.id !== table.id)} />}
          </div>
        </details>
      ))}
    </Panel>
  );
}

function Host({ table }: { table: TableGroup }) {
  const { read, act } = useRoom();
  const { id, title, people, host } = table;
  return (
    <SelectField
      label={t("lead.tables.choose_host")}
      value={host}
      choices={[{ value: "", label: t("lead.tables.no_host") }, ...people.map((one) => ({ value: one, label: labelOf(read, one) }))]}
      onValue={(chosen) => act({ case: "tableSet", value: { seats: { table: id, title, host: chosen, people: [...people] } } })}
    />
  );
}

/** Moves people to a table. */
function Seat({ people, tables }: { people: readonly string[]; tables: readonly TableGroup[] }) {
  const { read, act } = useRoom();
  const [picked, setPicked] = useState<string[]>([]);
  const [to, setTo] = useState("");
  const target = tables.find((table) => table.id === to) ?? tables[0];
  const live = picked.filter((person) => people.includes(person));
  if (target === undefined) return null;
  return (
    <details class="ds-details">
      <summary>{t("lead.tables.move")}</summary>
      <div>
        <PickField
          legend={t("lead.tables.who")}
          choices={people.map((one) => ({ value: one, label: labelOf(read, one) }))}
          picked={live}
          onPicked={setPicked}
        />
        <SelectField
          label={t("lead.tables.to")}
          value={target.id}
          choices={tables.map((table) => ({ value: table.id, label: table.title || table.id }))}
          onValue={setTo}
        />
        <Button
          label={t("lead.tables.seat")}
          disabled={live.length === 0}
          onClick={() => {
            for (const person of live) act({ case: "tableSeat", value: { table: target.id, person } });
            setPicked([]);
          }}
        />
      </div>
    </details>
  );
}
