/** The workshops of a programme, and a new one: what it is, who leads it, the template its plan comes from. */
import { create, toJson } from "@bufbuild/protobuf";
import type { Api } from "@tingbok/client";
import { useEffect, useState } from "preact/hooks";

import { links } from "../../app/router.ts";
import { Alert } from "../../components/basics.tsx";
import { enumText, t } from "../../i18n/index.ts";
import {
  AddRoomSchema,
  MeetingForm,
  MeetingFormSchema,
  Mode,
  ModeSchema,
  PeopleReplySchema,
  ProgrammeReplySchema,
  TemplateListSchema,
  type ProgrammePerson,
  type ProgrammeRoom,
  type TemplateEntry,
} from "../../model/schema.ts";
import rulesets from "../../words/rulesets.json";
import { CheckField, NumberField, PickField, SelectField, TextField } from "../kit/form.tsx";
import { Panel, Tag } from "../kit/parts.tsx";
import { sentenceOf, type ProgrammeLine } from "./admin.tsx";

interface Props {
  readonly admin: Api;
  readonly programme: ProgrammeLine;
  /** Grows when people were changed. */
  readonly changes: number;
  readonly onChanged: () => void;
}

export function Workshops({ admin, programme, changes, onChanged }: Props) {
  const [rooms, setRooms] = useState<readonly ProgrammeRoom[]>([]);
  const [failure, setFailure] = useState("");
  const path = `/api/v1/programmes/${encodeURIComponent(programme.id)}`;
  const load = () =>
    admin.message(ProgrammeReplySchema, "GET", path).then(
      (reply) => setRooms(reply.rooms),
      (error: unknown) => setFailure(sentenceOf(error)),
    );
  useEffect(() => void load(), [admin, programme.id]);
  return (
    <>
      <Panel title={t("admin.workshops.title")}>
        {failure !== "" && (
          <Alert color="danger" live>
            {failure}
          </Alert>
        )}
        {rooms.length === 0 && <p>{t("admin.workshops.none")}</p>}
        <ul class="rows">
          {rooms.map(({ config }) => (
            <li key={config?.room}>
              <div>
                <strong>{config?.body}</strong> <Tag>{config?.room}</Tag> {config?.public && <Tag color="info">{t("admin.workshops.public")}</Tag>}
              </div>
              <span class="actions">
                <a class="ds-link touch-link" href={links.public(`${programme.id}/${config?.room}`)}>
                  {t("lead.public")}
                </a>
                <a class="ds-link touch-link" href={links.screen(`${programme.id}/${config?.room}`)}>
                  {t("lead.wall")}
                </a>
              </span>
            </li>
          ))}
        </ul>
        <a class="ds-link touch-link" href={links.network(programme.id)}>
          {t("start.network")}
        </a>
      </Panel>
      {!programme.simulated && (
        <NewRoom
          admin={admin}
          path={path}
          changes={changes}
          onMade={() => {
            void load();
            onChanged();
          }}
        />
      )}
    </>
  );
}

interface Draft {
  room: string;
  body: string;
  seats: number;
  ruleset: string;
  mode: Mode;
  form: MeetingForm;
  open: boolean;
  template: string;
  chair: string;
  deputy: string;
  secretary: string;
  facilitators: string[];
  members: string[];
}

const empty: Draft = {
  room: "",
  body: "",
  seats: 11,
  ruleset: rulesets.ids[0] ?? "",
  mode: Mode.WORKSHOP,
  form: MeetingForm.PHYSICAL,
  open: true,
  template: "",
  chair: "",
  deputy: "",
  secretary: "",
  facilitators: [],
  members: [],
};

function NewRoom({ admin, path, changes, onMade }: { admin: Api; path: string; changes: number; onMade: () => void }) {
  const [draft, setDraft] = useState(empty);
  const [people, setPeople] = useState<readonly ProgrammePerson[]>([]);
  const [templates, setTemplates] = useState<readonly TemplateEntry[]>([]);
  const [failure, setFailure] = useState("");
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  useEffect(() => {
    const failed = (error: unknown) => setFailure(sentenceOf(error));
    admin.message(PeopleReplySchema, "GET", `${path}/people`).then((reply) => setPeople(reply.people), failed);
  }, [admin, path, changes]);
  useEffect(() => {
    const lists = ["/api/v1/templates", `${path}/templates`].map((from) => admin.message(TemplateListSchema, "GET", from));
    Promise.all(lists).then(
      (found) => setTemplates(found.flatMap((list) => list.templates)),
      (error: unknown) => setFailure(sentenceOf(error)),
    );
  }, [admin, path]);
  const make = async () => {
    const { members, template, open, ...config } = draft;
    const room = { ...config, public: open };
    await admin.json("POST", `${path}/rooms`, toJson(AddRoomSchema, create(AddRoomSchema, { room, template, members })));
    setDraft(empty);
    setFailure("");
    onMade();
  };
  const persons = [{ value: "", label: t("admin.nobody") }, ...people.map((one) => ({ value: one.person, label: one.label || one.person }))];
  return (
    <Panel title={t("admin.new_room.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make().catch((error: unknown) => setFailure(sentenceOf(error)));
        }}
      >
        <RoomFields draft={draft} set={set} templates={templates} />
        <SelectField label={t("seat.chair")} value={draft.chair} choices={persons} onValue={(chair) => set({ chair })} />
        <SelectField label={t("admin.new_room.deputy")} value={draft.deputy} choices={persons} onValue={(deputy) => set({ deputy })} />
        <SelectField label={t("seat.secretary")} value={draft.secretary} choices={persons} onValue={(secretary) => set({ secretary })} />
        <details class="ds-details">
          <summary>{t("admin.new_room.people", { members: draft.members.length, facilitators: draft.facilitators.length })}</summary>
          <div>
            <PickField legend={t("admin.new_room.facilitators")} choices={persons.slice(1)} picked={draft.facilitators} onPicked={(facilitators) => set({ facilitators })} />
            <PickField legend={t("admin.new_room.members")} choices={persons.slice(1)} picked={draft.members} onPicked={(members) => set({ members })} />
          </div>
        </details>
        {failure !== "" && (
          <Alert color="danger" live>
            {failure}
          </Alert>
        )}
        <button class="ds-button" data-variant="secondary" disabled={draft.room.trim() === "" || draft.body.trim() === ""}>
          {t("admin.new_room.make")}
        </button>
      </form>
    </Panel>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly templates: readonly TemplateEntry[];
}

function RoomFields({ draft, set, templates }: FieldsProps) {
  const choices = templates.flatMap(({ template }) => (template === undefined ? [] : [{ value: template.id, label: template.title }]));
  return (
    <>
      <TextField label={t("admin.new_room.body")} value={draft.body} onValue={(body) => set({ body })} />
      <TextField label={t("admin.new_room.id")} hint={t("admin.id_hint")} value={draft.room} maxLength={32} onValue={(room) => set({ room })} />
      <SelectField
        label={t("admin.new_room.template")}
        value={draft.template}
        choices={[{ value: "", label: t("admin.new_room.no_template") }, ...choices]}
        onValue={(template) => set({ template })}
      />
      <NumberField label={t("admin.new_room.seats")} value={draft.seats} min={1} max={1000} onValue={(seats) => set({ seats })} />
      <SelectField
        label={t("admin.new_room.ruleset")}
        value={draft.ruleset}
        choices={rulesets.ids.map((value) => ({ value, label: value }))}
        onValue={(ruleset) => set({ ruleset })}
      />
      <SelectField
        label={t("public.mode")}
        value={draft.mode}
        choices={[Mode.WORKSHOP, Mode.FORMAL].map((value) => ({ value, label: enumText(ModeSchema, value) }))}
        onValue={(mode) => set({ mode })}
      />
      <SelectField
        label={t("admin.new_room.form")}
        value={draft.form}
        choices={[MeetingForm.PHYSICAL, MeetingForm.REMOTE, MeetingForm.HYBRID].map((value) => ({ value, label: enumText(MeetingFormSchema, value) }))}
        onValue={(form) => set({ form })}
      />
      <CheckField label={t("admin.new_room.open")} checked={draft.open} onChecked={(open) => set({ open })} />
    </>
  );
}
