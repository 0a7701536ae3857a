/** Preparing: a plan from a template, then items, phases, boards and votes, each as an action on record. */
import { useEffect, useState } from "preact/hooks";

import { apiOf, ApiError } from "../../app/access.ts";
import { enumText, formatList, t, tn } from "../../i18n/index.ts";
import { isStruck, itemStatus } from "../../logic/labels.ts";
import { agenda, phases } from "../../model/agenda.ts";
import { freshId } from "../../model/names.ts";
import { roomOf } from "../../model/people.ts";
import { MeetingStatus, PhaseKind, PhaseKindSchema, PhaseStatus, TemplateListSchema, type AgendaItem, type Board, type WorkshopTemplate } from "../../model/schema.ts";
import { CheckField, lines, NumberField, SelectField, TextField } from "../kit/form.tsx";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { useRoom } from "../kit/room.tsx";
import { mayChange } from "./items.ts";
import { afterMoves } from "./moves.ts";
import { NewVote } from "./vote_new.tsx";

export function PrepareSection() {
  return (
    <div class="columns">
      <div>
        <Templates />
        <Convene />
        <Items />
      </div>
      <div>
        <Phases />
        <Boards />
        <NewVote />
      </div>
    </div>
  );
}

/** Templates shipped with the server, and those stored in the programme. */
function useTemplates(programme: string) {
  const [templates, setTemplates] = useState<readonly WorkshopTemplate[]>([]);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    let here = true;
    const api = apiOf(programme);
    const stored = api.message(TemplateListSchema, "GET", `/api/v1/programmes/${encodeURIComponent(programme)}/templates`);
    Promise.all([api.message(TemplateListSchema, "GET", "/api/v1/templates"), stored]).then(
      (lists) => here && setTemplates(lists.flatMap((list) => list.templates.flatMap((entry) => entry.template ?? []))),
      (error: unknown) => here && setFailure(error instanceof ApiError ? error.message : String(error)),
    );
    return () => {
      here = false;
    };
  }, [programme]);
  return { templates, failure };
}

function Templates() {
  const { read, act, connection } = useRoom();
  const programme = connection.workshop.split("/")[0] ?? "";
  const { templates, failure } = useTemplates(programme);
  const [id, setId] = useState("");
  const adopted = roomOf(read)?.template ?? "";
  const chosen = templates.find((one) => one.id === id) ?? templates[0];
  return (
    <Panel title={t("lead.template.title")}>
      {adopted !== "" && <p>{t("lead.template.adopted", { template: adopted, version: roomOf(read)?.templateVersion ?? 0 })}</p>}
      {failure !== "" && <p role="alert">{failure}</p>}
      {chosen === undefined && failure === "" && <p>{t("lead.template.none")}</p>}
      {chosen !== undefined && (
        <>
          <SelectField
            label={t("lead.template.choose")}
            value={chosen.id}
            choices={templates.map((one) => ({ value: one.id, label: one.title }))}
            onValue={setId}
          />
          <p lang={chosen.language || undefined}>{chosen.description}</p>
          <p>
            {formatList([
              tn("lead.template.items", chosen.items.length),
              tn("lead.template.phases", chosen.phases.length),
              tn("lead.template.boards", chosen.boards.length),
              tn("lead.template.votes", chosen.votes.length),
            ])}
          </p>
          <Button variant="primary" label={t("lead.template.adopt")} onClick={() => act({ case: "templateAdopt", value: { template: chosen } })} />
        </>
      )}
    </Panel>
  );
}

function Convene() {
  const { read, act } = useRoom();
  const room = roomOf(read);
  const [days, setDays] = useState(14);
  const [open, setOpen] = useState(true);
  const [text, setText] = useState("");
  if (room?.status === MeetingStatus.OPEN) return null;
  return (
    <Panel title={t("lead.convene.title")}>
      <NumberField label={t("lead.convene.days")} value={days} min={0} max={365} onValue={setDays} />
      <CheckField label={t("lead.convene.open")} checked={open} onChecked={setOpen} />
      <TextField label={t("lead.convene.text")} rows={3} value={text} onValue={setText} />
      <Button label={t("lead.convene.send")} onClick={() => act({ case: "convene", value: { noticeDays: days, open } }, text.trim())} />
    </Panel>
  );
}

function Items() {
  const { read, act, pending } = useRoom();
  const items = agenda(read).map((row) => row.item);
  const waiting = pending.flatMap(({ command: { action } }) =>
    action.case === "agendaEdit" && action.value.place > 0 ? [{ what: action.value.item, to: action.value.place }] : [],
  );
  const listed = items.filter((item) => !isStruck(item)).map((item) => item.id);
  const expected = afterMoves(listed, waiting);
  const [id, setId] = useState("");
  const [title, setTitle] = useState("");
  const [kind, setKind] = useState("");
  const [late, setLate] = useState(false);
  // A struck item keeps its id: another that took it would be that item anew.
  const next = freshId("S", read.all("item").map((item) => item.id));
  const add = () =>
    act({ case: "agendaAdd", value: { item: id.trim() || next, title: title.trim(), kind: kind.trim(), late } }, title.trim(), () => {
      setId("");
      setTitle("");
    });
  return (
    <Panel title={t("agenda.title")}>
      <ol class="rows">
        {items.map((item) => (
          <ItemEdit key={item.id} item={item} place={expected.indexOf(item.id) + 1} places={listed.length} />
        ))}
      </ol>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField label={t("lead.items.id")} hint={t("lead.items.id_hint", { next })} value={id} maxLength={32} onValue={setId} />
        <TextField label={t("lead.items.title")} value={title} onValue={setTitle} />
        <TextField label={t("lead.items.kind")} hint={t("lead.items.kind_hint")} value={kind} onValue={setKind} />
        <CheckField label={t("lead.items.late")} checked={late} onChecked={setLate} />
        <button class="ds-button" data-variant="secondary" disabled={title.trim() === ""}>
          {t("lead.items.add")}
        </button>
      </form>
    </Panel>
  );
}

function ItemEdit({ item, place, places }: { item: AgendaItem; place: number; places: number }) {
  const { act } = useRoom();
  const [title, setTitle] = useState<string | undefined>(undefined);
  const edit = (value: { title?: string; place?: number; dropped?: boolean }) => act({ case: "agendaEdit", value: { item: item.id, ...value } });
  return (
    <li>
      <div>
        <strong>{item.id}</strong> {item.title} {item.kind !== "" && <Tag>{item.kind}</Tag>} {isStruck(item) && <Tag>{itemStatus(item.status)}</Tag>}
      </div>
      {mayChange(item) && (
        <div class="actions">
          <Button small variant="tertiary" label={t("list.up")} about={item.title} disabled={place <= 1} onClick={() => edit({ place: place - 1 })} />
          <Button small variant="tertiary" label={t("list.down")} about={item.title} disabled={place >= places} onClick={() => edit({ place: place + 1 })} />
          <Button small variant="tertiary" danger label={t("lead.items.strike")} about={item.title} onClick={() => edit({ dropped: true })} />
          <details class="ds-details" data-size="sm">
            <summary>
              {t("lead.items.edit")}
              <span class="ds-sr-only"> {item.title}</span>
            </summary>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                edit({ title: (title ?? item.title).trim() });
              }}
            >
              <TextField label={t("lead.items.title")} value={title ?? item.title} onValue={setTitle} />
              <button class="ds-button" data-size="sm">
                {t("lead.items.save")}
              </button>
            </form>
          </details>
        </div>
      )}
    </li>
  );
}

const phaseKinds = [PhaseKind.INDIVIDUAL, PhaseKind.GROUP, PhaseKind.PLENARY];

function Phases() {
  const { read, act } = useRoom();
  const planned = phases(read);
  const [title, setTitle] = useState("");
  const [kind, setKind] = useState<PhaseKind>(PhaseKind.INDIVIDUAL);
  const [minutes, setMinutes] = useState(10);
  const [separate, setSeparate] = useState(true);
  const plan = () => {
    const phase = freshId("F", read.all("phase").map((one) => one.id));
    const terms = { phase, kind, title: title.trim(), seconds: minutes * 60, separate: separate && kind !== PhaseKind.PLENARY };
    act({ case: "phasePlan", value: { terms } }, "", () => setTitle(""));
  };
  return (
    <Panel title={t("lead.phases.title")}>
      <ol class="rows">
        {planned.map((phase) => (
          <li key={phase.id}>
            <span>
              {phase.terms?.title || phase.id} <Tag>{enumText(PhaseKindSchema, phase.terms?.kind ?? 0)}</Tag>{" "}
              {(phase.terms?.seconds ?? 0) > 0 && t("lead.phases.minutes_short", { minutes: Math.round((phase.terms?.seconds ?? 0) / 60) })}
            </span>
            {phase.status === PhaseStatus.PLANNED && (
              <Button
                small
                variant="tertiary"
                danger
                label={t("lead.items.strike")}
                about={phase.terms?.title || phase.id}
                onClick={() => act({ case: "phasePlan", value: { terms: { phase: phase.id }, dropped: true } })}
              />
            )}
          </li>
        ))}
      </ol>
      <TextField label={t("lead.phases.name")} value={title} onValue={setTitle} />
      <SelectField
        label={t("lead.phases.kind")}
        value={kind}
        choices={phaseKinds.map((value) => ({ value, label: enumText(PhaseKindSchema, value) }))}
        onValue={setKind}
      />
      <NumberField label={t("lead.phases.minutes")} hint={t("lead.phases.minutes_hint")} value={minutes} min={0} max={600} onValue={setMinutes} />
      <CheckField label={t("lead.phases.separate")} hint={t("lead.phases.separate_hint")} checked={separate} onChecked={setSeparate} />
      <Button label={t("lead.phases.plan")} disabled={title.trim() === ""} onClick={plan} />
    </Panel>
  );
}

function Boards() {
  const { read, act } = useRoom();
  const boards = read.all("board");
  const [title, setTitle] = useState("");
  const [question, setQuestion] = useState("");
  const [tags, setTags] = useState("");
  const [named, setNamed] = useState(false);
  const make = () => {
    const board = freshId("B", boards.map((one) => one.id));
    const terms = { board, title: title.trim(), tags: lines(tags), tagsOnly: lines(tags).length > 0, named };
    act({ case: "boardSet", value: { terms } }, question.trim(), () => {
      setTitle("");
      setQuestion("");
      setTags("");
    });
  };
  return (
    <Panel title={t("lead.boards.title")}>
      <ul class="rows">
        {boards.map((board) => (
          <BoardRow key={board.id} board={board} />
        ))}
      </ul>
      <TextField label={t("lead.boards.name")} value={title} onValue={setTitle} />
      <TextField label={t("lead.boards.question")} rows={2} value={question} onValue={setQuestion} />
      <TextField label={t("lead.boards.tags")} hint={t("lead.boards.tags_hint")} rows={3} value={tags} onValue={setTags} />
      <CheckField label={t("lead.boards.named")} hint={t("lead.boards.named_hint")} checked={named} onChecked={setNamed} />
      <Button label={t("lead.boards.make")} disabled={title.trim() === ""} onClick={make} />
    </Panel>
  );
}

function BoardRow({ board }: { board: Board }) {
  const { act } = useRoom();
  const terms = board.terms;
  const title = terms?.title || board.id;
  const closed = terms?.closed ?? false;
  const set = (change: boolean) =>
    act({ case: "boardSet", value: { terms: { board: board.id, title: terms?.title ?? "", tags: terms?.tags ?? [], tagsOnly: terms?.tagsOnly ?? false, named: terms?.named ?? false, closed: change } } }, board.question);
  return (
    <li>
      <div>
        <strong>{title}</strong> {closed && <Tag color="warning">{t("lead.boards.closed")}</Tag>}
        <p lang={board.language || undefined}>{board.question}</p>
        <p class="subtle">{(terms?.tags ?? []).join(" · ")}</p>
      </div>
      <Button small label={t(closed ? "lead.boards.reopen" : "lead.boards.close")} about={title} onClick={() => set(!closed)} />
    </li>
  );
}
