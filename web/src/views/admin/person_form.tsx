/** The form for one person of a programme: a new one, or one that is changed. The server takes a person whole. */
import { create } from "@bufbuild/protobuf";
import { useState } from "preact/hooks";

import { Alert } from "../../components/basics.tsx";
import { enumText, languageName, languages, t } from "../../i18n/index.ts";
import { ProgrammePersonSchema, Role, RoleSchema, type ProgrammePerson } from "../../model/schema.ts";
import { CheckField, PickField, SelectField, TextField } from "../kit/form.tsx";
import { sentenceOf } from "./admin.tsx";

const roles = [
  Role.COUNCILLOR,
  Role.MAYOR,
  Role.DEPUTY,
  Role.DELEGATE,
  Role.COUNCIL_MEMBER,
  Role.BOARD_MEMBER,
  Role.FACILITATOR,
  Role.SECRETARY,
  Role.MUNICIPAL_DIRECTOR,
  Role.SPEAKING_RIGHT,
  Role.ADMINISTRATION,
  Role.OBSERVER,
  Role.RESEARCHER,
  Role.SCREEN,
  Role.AUDITOR,
  Role.GUEST,
];

/** What the form holds. */
export type PersonDraft = Readonly<Omit<ProgrammePerson, "$typeName" | "$unknown">>;

export function newPerson(): PersonDraft {
  return draftOf(create(ProgrammePersonSchema, { role: Role.COUNCILLOR, votes: true, language: "nb" }));
}

export function draftOf({ $typeName, $unknown, ...fields }: ProgrammePerson): PersonDraft {
  return fields;
}

export function personFrom(draft: PersonDraft): ProgrammePerson {
  const [person, label, party] = [draft.person.trim(), draft.label.trim(), draft.party.trim()];
  return create(ProgrammePersonSchema, { ...draft, person, label, party });
}

interface Props {
  readonly draft: PersonDraft;
  readonly rooms: readonly string[];
  /** The id is asked for; it never changes afterwards. */
  readonly isNew?: boolean;
  readonly submit: string;
  readonly onDraft: (draft: PersonDraft) => void;
  /** Rejects where the server did not take it. */
  readonly onSubmit: () => Promise<void>;
}

export function PersonForm({ draft, rooms, isNew = false, submit, onDraft, onSubmit }: Props) {
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<PersonDraft>) => onDraft({ ...draft, ...change });
  const send = async () => {
    setBusy(true);
    try {
      await onSubmit();
      setFailure("");
    } catch (error) {
      setFailure(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="person-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField label={t("admin.new_person.label")} hint={t("admin.new_person.label_hint")} value={draft.label} onValue={(label) => set({ label })} />
      {isNew && <TextField label={t("admin.new_person.id")} hint={t("admin.id_hint")} value={draft.person} maxLength={64} onValue={(person) => set({ person })} />}
      <SelectField
        label={t("admin.new_person.role")}
        value={draft.role}
        choices={rolesWith(draft.role).map((value) => ({ value, label: enumText(RoleSchema, value) }))}
        onValue={(role) => set({ role })}
      />
      <TextField label={t("admin.new_person.party")} value={draft.party} onValue={(party) => set({ party })} />
      <SelectField
        label={t("admin.new_person.language")}
        value={draft.language}
        choices={languagesWith(draft.language).map((value) => ({ value, label: languageName(value) }))}
        onValue={(language) => set({ language })}
      />
      <CheckField label={t("admin.new_person.votes")} checked={draft.votes} onChecked={(votes) => set({ votes })} />
      <RoomFields draft={draft} rooms={rooms} isNew={isNew} set={set} />
      {failure !== "" && (
        <Alert color="danger" live>
          {failure}
        </Alert>
      )}
      <button class="ds-button" data-variant="secondary" disabled={busy || draft.person.trim() === "" || draft.label.trim() === ""}>
        {submit}
      </button>
    </form>
  );
}

interface RoomProps {
  readonly draft: PersonDraft;
  readonly rooms: readonly string[];
  readonly isNew: boolean;
  readonly set: (change: Partial<PersonDraft>) => void;
}

function RoomFields({ draft, rooms, isNew, set }: RoomProps) {
  const choices = rooms.map((room) => ({ value: room, label: room }));
  if (choices.length === 0) return null;
  return (
    <>
      <PickField legend={t("admin.new_person.member_of")} choices={choices} picked={draft.memberOf} onPicked={(memberOf) => set({ memberOf })} />
      <PickField legend={t("admin.new_person.guest_in")} choices={choices} picked={draft.guestIn} onPicked={(guestIn) => set({ guestIn })} />
      {!isNew && <p class="subtle">{t("admin.edit_person.rooms")}</p>}
    </>
  );
}

/** The choices, with what the person has already: saving must change nothing that nobody chose. */
function rolesWith(role: Role): readonly Role[] {
  return roles.includes(role) ? roles : [role, ...roles];
}
function languagesWith(language: string): readonly string[] {
  return language === "" || languages.includes(language) ? languages : [language, ...languages];
}
