/** A new programme: an organisation's, a network's, a council period's, with its first workshop and who prepares it. */
import { create, toJson } from "@bufbuild/protobuf";
import { newCommandId, type Api } from "@tingbok/client";
import { useState } from "preact/hooks";

import { Alert } from "../../components/basics.tsx";
import { t } from "../../i18n/index.ts";
import { CreateProgrammeSchema, MeetingForm, Mode, Role } from "../../model/schema.ts";
import rulesets from "../../words/rulesets.json";
import { NumberField, TextField } from "../kit/form.tsx";
import { Panel } from "../kit/parts.tsx";
import { sentenceOf } from "./admin.tsx";

const empty = { id: "", title: "", room: "", body: "", seats: 11, person: "", label: "" };

export function NewProgramme({ admin, onMade }: { admin: Api; onMade: (id: string) => void }) {
  const [draft, setDraft] = useState(empty);
  // The same request again (a lost answer) makes no second programme.
  const [request, setRequest] = useState(newCommandId);
  const [failure, setFailure] = useState("");
  const set = (change: Partial<typeof empty>) => setDraft((before) => ({ ...before, ...change }));
  const make = async () => {
    const [id, room, person] = [draft.id.trim(), draft.room.trim(), draft.person.trim()];
    const wanted = create(CreateProgrammeSchema, {
      id,
      title: draft.title.trim(),
      request,
      rooms: [
        {
          room,
          body: draft.body.trim(),
          seats: draft.seats,
          facilitators: [person],
          ruleset: rulesets.ids[0] ?? "",
          mode: Mode.WORKSHOP,
          form: MeetingForm.PHYSICAL,
          public: true,
        },
      ],
      people: [{ person, label: draft.label.trim(), role: Role.FACILITATOR, guestIn: [room] }],
    });
    await admin.json("POST", "/api/v1/programmes", toJson(CreateProgrammeSchema, wanted));
    onMade(id);
    setDraft(empty);
    setRequest(newCommandId());
    setFailure("");
  };
  const ready = [draft.id, draft.title, draft.room, draft.body, draft.person, draft.label].every((text) => text.trim() !== "");
  return (
    <Panel title={t("admin.new_programme.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make().catch((error: unknown) => setFailure(sentenceOf(error)));
        }}
      >
        <TextField label={t("admin.new_programme.name")} value={draft.title} onValue={(title) => set({ title })} />
        <TextField label={t("admin.new_programme.id")} hint={t("admin.id_hint")} value={draft.id} maxLength={32} onValue={(id) => set({ id })} />
        <TextField label={t("admin.new_programme.body")} value={draft.body} onValue={(body) => set({ body })} />
        <TextField label={t("admin.new_programme.room")} value={draft.room} maxLength={32} onValue={(room) => set({ room })} />
        <NumberField label={t("admin.new_room.seats")} value={draft.seats} min={1} max={1000} onValue={(seats) => set({ seats })} />
        <TextField label={t("admin.new_programme.facilitator")} hint={t("admin.new_person.label_hint")} value={draft.label} onValue={(label) => set({ label })} />
        <TextField label={t("admin.new_programme.person")} value={draft.person} maxLength={64} onValue={(person) => set({ person })} />
        {failure !== "" && (
          <Alert color="danger" live>
            {failure}
          </Alert>
        )}
        <button class="ds-button" data-variant="secondary" disabled={!ready}>
          {t("admin.new_programme.make")}
        </button>
      </form>
    </Panel>
  );
}
