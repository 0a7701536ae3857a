/** People of a programme: add, change; and their links: issue, renew, revoke. */
import { create, toJson } from "@bufbuild/protobuf";
import type { Api } from "@tingbok/client";
import { useEffect, useRef, useState } from "preact/hooks";

import { Alert } from "../../components/basics.tsx";
import { ConfirmButton } from "../../components/confirm.tsx";
import { enumText, formatDate, t } from "../../i18n/index.ts";
import {
  LinkListSchema,
  LinkReplySchema,
  LinkRequestSchema,
  PeopleReplySchema,
  ProgrammePersonSchema,
  RoleSchema,
  type LinkEntry,
  type LinkReply,
  type ProgrammePerson,
} from "../../model/schema.ts";
import { TextField } from "../kit/form.tsx";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { sentenceOf, type ProgrammeLine } from "./admin.tsx";
import { PersonForm, draftOf, newPerson, personFrom, type PersonDraft } from "./person_form.tsx";
import { ShownLink } from "./shown_link.tsx";

export function People({ admin, programme, onChanged }: { admin: Api; programme: ProgrammeLine; onChanged: () => void }) {
  const path = `/api/v1/programmes/${encodeURIComponent(programme.id)}`;
  const [people, setPeople] = useState<readonly ProgrammePerson[]>([]);
  const [issued, setIssued] = useState<readonly LinkEntry[]>([]);
  const [shown, setShown] = useState<LinkReply | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const [saved, setSaved] = useState("");
  const [sought, setSought] = useState("");
  const load = async () => {
    setPeople((await admin.message(PeopleReplySchema, "GET", `${path}/people`)).people);
    setIssued((await admin.message(LinkListSchema, "GET", `${path}/links`)).links);
  };
  /** Does something, says what went wrong, and reads the lists anew. */
  const run = (what: () => Promise<unknown>) =>
    void what()
      .then(() => setFailure(""))
      .then(load)
      .catch((error: unknown) => setFailure(sentenceOf(error)));
  /** Stores a person whole. Where it fails the form says so, and keeps what was written. */
  const save = async (method: "POST" | "PUT", at: string, person: ProgrammePerson) => {
    await admin.json(method, at, toJson(ProgrammePersonSchema, person));
    setSaved(person.label);
    run(async () => onChanged());
  };
  useEffect(() => run(async () => undefined), [admin, path]);
  const link = (what: Promise<LinkReply>) => run(async () => setShown(await what));
  const found = people.filter((one) => `${one.label} ${one.person}`.toLocaleLowerCase().includes(sought.toLocaleLowerCase()));
  return (
    <Panel title={t("admin.people.title", { count: people.length })}>
      {failure !== "" && (
        <Alert color="danger" live>
          {failure}
        </Alert>
      )}
      {shown !== undefined && <ShownLink link={shown} who={people.find((one) => one.person === shown.person)?.label ?? shown.person} onDone={() => setShown(undefined)} />}
      {saved !== "" && (
        <p role="status" class="act-status" data-state="recorded">
          {t("admin.person.saved", { who: saved })}
        </p>
      )}
      {people.length > 10 && <TextField label={t("admin.people.search")} value={sought} onValue={setSought} />}
      <ul class="rows">
        {found.slice(0, 200).map((person) => (
          <PersonRow
            key={person.person}
            person={person}
            issued={issued.filter((one) => one.person === person.person)}
            rooms={programme.rooms}
            onSave={(changed) => save("PUT", `${path}/people/${encodeURIComponent(changed.person)}`, changed)}
            onIssue={() => link(admin.message(LinkReplySchema, "POST", `${path}/links`, toJson(LinkRequestSchema, create(LinkRequestSchema, { person: person.person }))))}
            onRenew={(id) => link(admin.message(LinkReplySchema, "POST", `${path}/links/${id}/renew`))}
            onRevokeLink={(id) => run(() => admin.json("POST", `${path}/links/${id}/revoke`))}
            onRevoke={() => run(() => admin.json("POST", `${path}/people/${encodeURIComponent(person.person)}/revoke`))}
          />
        ))}
      </ul>
      <NewPerson rooms={programme.rooms} onAdd={(person) => save("POST", `${path}/people`, person)} />
    </Panel>
  );
}

interface RowProps {
  readonly person: ProgrammePerson;
  readonly issued: readonly LinkEntry[];
  readonly rooms: readonly string[];
  readonly onSave: (person: ProgrammePerson) => Promise<void>;
  readonly onIssue: () => void;
  readonly onRenew: (link: string) => void;
  readonly onRevokeLink: (link: string) => void;
  readonly onRevoke: () => void;
}

function PersonRow({ person, issued, rooms, onSave, onIssue, onRenew, onRevokeLink, onRevoke }: RowProps) {
  const label = person.label || person.person;
  const [draft, setDraft] = useState<PersonDraft | undefined>(undefined);
  const name = useRef<HTMLDivElement>(null);
  const latest = issued.at(-1);
  const unused = latest !== undefined && latest.usedMs === 0n && latest.revokedMs === 0n;
  return (
    <li>
      <div ref={name} tabIndex={-1}>
        {label} <Tag>{enumText(RoleSchema, person.role)}</Tag>
        <p class="subtle">
          {[person.person, person.party, ...person.memberOf, ...person.guestIn].filter(Boolean).join(" · ")}
          {latest !== undefined && ` · ${stateOf(latest)}`}
        </p>
      </div>
      <div class="actions">
        {unused ? (
          <>
            <Button small label={t("admin.link.renew")} about={label} onClick={() => onRenew(latest.link)} />
            <Button small variant="tertiary" danger label={t("admin.link.revoke")} about={label} onClick={() => onRevokeLink(latest.link)} />
          </>
        ) : (
          <Button small label={t("admin.link.issue")} about={label} onClick={onIssue} />
        )}
        <Button small label={t(draft ? "admin.edit_person.cancel" : "admin.people.edit")} about={label} onClick={() => setDraft(draft ? undefined : draftOf(person))} />
        <ConfirmButton question={t("admin.people.revokeSure", { who: label })} yes={t("admin.people.revoke")} variant="tertiary" color="danger" onYes={onRevoke}>
          {t("admin.people.revoke")}
          <span class="ds-sr-only"> {label}</span>
        </ConfirmButton>
      </div>
      {draft && (
        <PersonForm
          draft={draft}
          rooms={rooms}
          submit={t("admin.edit_person.save")}
          onDraft={setDraft}
          onSubmit={async () => {
            await onSave(personFrom(draft));
            setDraft(undefined);
            name.current?.focus(); // The button that had it is gone.
          }}
        />
      )}
    </li>
  );
}

function stateOf(link: LinkEntry): string {
  if (link.revokedMs > 0n) return t("admin.link.is_revoked", { when: formatDate(Number(link.revokedMs)) });
  if (link.usedMs > 0n) return t("admin.link.is_used", { when: formatDate(Number(link.usedMs)) });
  return t("admin.link.is_unused", { until: formatDate(Number(link.expiresMs)) });
}

function NewPerson({ rooms, onAdd }: { rooms: readonly string[]; onAdd: (person: ProgrammePerson) => Promise<void> }) {
  const [draft, setDraft] = useState(newPerson);
  const add = async () => {
    await onAdd(personFrom(draft));
    setDraft(newPerson());
  };
  return (
    <details class="ds-details">
      <summary>{t("admin.new_person.title")}</summary>
      <PersonForm draft={draft} rooms={rooms} isNew submit={t("admin.new_person.add")} onDraft={setDraft} onSubmit={add} />
    </details>
  );
}
