/** Who is here: the roll, deputies, disqualification, the chair, the doors. */
import { useState } from "preact/hooks";

import { enumText, t } from "../../i18n/index.ts";
import { freshId } from "../../model/names.ts";
import { attendanceSummary, chairNow, freeSeats, hasJoined, labelOf, roomOf, type AttendanceRow } from "../../model/people.ts";
import {
  Electorate_Kind,
  Place,
  PlaceSchema,
  PresenceSchema,
  Role,
  RoleSchema,
  VoteKind,
  VoteMethod,
} from "../../model/schema.ts";
import { openVote } from "../../model/votes.ts";
import protocol from "../../words/protocol.json";
import { SelectField, TextField } from "../kit/form.tsx";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { useRoom } from "../kit/room.tsx";
import { PersonLink } from "./person_link.tsx";

export function PeopleSection() {
  return (
    <div class="columns">
      <Roll />
      <div>
        <Chair />
        <Recusals />
        <Doors />
      </div>
    </div>
  );
}

function Roll() {
  const { read } = useRoom();
  const summary = attendanceSummary(read);
  const seats = freeSeats(summary);
  return (
    <Panel title={t("lead.people.title", { here: summary.membersHere, seats: summary.seats })}>
      <ul class="rows">
        {summary.rows.map((row) => (
          <PersonRow key={row.person.id} row={row} seats={seats.map((person) => person.id)} />
        ))}
      </ul>
    </Panel>
  );
}

function PersonRow({ row, seats }: { row: AttendanceRow; seats: readonly string[] }) {
  const { read, act } = useRoom();
  const { person, attendance } = row;
  const [seat, setSeat] = useState("");
  const [how, setHow] = useState<Place>(Place.HALL);
  const label = person.label || person.id;
  const deputy = person.role === Role.DEPUTY;
  const seatOf = deputy ? (seats.includes(seat) ? seat : (seats[0] ?? "")) : "";
  const joined = hasJoined(attendance);
  return (
    <li data-state={row.here ? "open" : "planned"}>
      <div>
        {label} {row.here && <Tag color="success">{enumText(PlaceSchema, attendance?.how ?? 0)}</Tag>}
        {attendance !== undefined && !row.here && <Tag color="warning">{enumText(PresenceSchema, attendance.presence)}</Tag>}
        <p class="subtle">
          {[enumText(RoleSchema, person.role), person.party].filter(Boolean).join(" · ")}
          {row.deputy !== "" && ` · ${t("lead.people.deputy_here", { who: labelOf(read, row.deputy) })}`}
          {attendance?.seatOf && joined && ` · ${t("lead.people.for", { who: labelOf(read, attendance.seatOf) })}`}
          {attendance?.registeredBy && ` · ${t("lead.people.registered_by", { who: labelOf(read, attendance.registeredBy) })}`}
        </p>
      </div>
      <div class="actions">
        {joined ? (
          <Button small variant="tertiary" label={t("lead.people.left")} about={label} onClick={() => act({ case: "leave", value: { person: person.id } })} />
        ) : (
          <details class="ds-details" data-size="sm">
            <summary>
              {t("lead.people.register")}
              <span class="ds-sr-only"> {label}</span>
            </summary>
            <div>
              <SelectField
                label={t("lead.people.how")}
                value={how}
                choices={[Place.HALL, Place.REMOTE].map((value) => ({ value, label: enumText(PlaceSchema, value) }))}
                onValue={setHow}
              />
              {deputy && seats.length > 0 && (
                <SelectField
                  label={t("lead.people.seat_of")}
                  value={seatOf}
                  choices={seats.map((one) => ({ value: one, label: labelOf(read, one) }))}
                  onValue={setSeat}
                />
              )}
              <Button label={t("lead.people.here")} about={label} onClick={() => act({ case: "join", value: { how, seatOf, person: person.id } })} />
            </div>
          </details>
        )}
        <PersonLink person={person} />
      </div>
    </li>
  );
}

function Chair() {
  const { read, act } = useRoom();
  const room = roomOf(read);
  const here = attendanceSummary(read).rows.filter((row) => row.here && row.member);
  const [to, setTo] = useState("");
  if (room === undefined) return null;
  const now = chairNow(room);
  const choices = here.filter((row) => row.person.id !== now);
  const chosen = choices.find((row) => row.person.id === to) ?? choices.find((row) => row.person.id === room.config?.deputy) ?? choices[0];
  return (
    <Panel title={t("lead.chair.title")}>
      <p>{t("lead.chair.now", { who: labelOf(read, now) })}</p>
      {chosen !== undefined && (
        <div class="inline">
          <SelectField
            label={t("lead.chair.to")}
            value={chosen.person.id}
            choices={choices.map((row) => ({ value: row.person.id, label: row.person.label || row.person.id }))}
            onValue={setTo}
          />
          <Button label={t("lead.chair.hand_over")} onClick={() => act({ case: "chairHandover", value: { to: chosen.person.id } })} />
        </div>
      )}
      {room.actingChair !== "" && <Button label={t("lead.chair.back")} onClick={() => act({ case: "chairHandover", value: { to: "" } })} />}
    </Panel>
  );
}

/** Whoever declares is on record; the others decide by a vote that the person is not on the roll of. */
function Recusals() {
  const { read, act } = useRoom();
  const room = roomOf(read);
  const item = read.get("item", room?.openItem ?? "");
  const decided = read.get("recusal", room?.openItem ?? "")?.persons ?? [];
  if (item === undefined || (item.declared.length === 0 && decided.length === 0)) return null;
  const vote = (person: string) => {
    const id = freshId("V", read.all("vote").map((one) => one.id));
    const terms = {
      vote: id,
      item: item.id,
      kind: VoteKind.BINDING,
      method: VoteMethod.FOR_AGAINST,
      options: [protocol.choices.for, protocol.choices.against],
      recusalOf: [person],
      electorate: { kind: Electorate_Kind.MEMBERS },
    };
    act({ case: "voteOpen", value: { terms } }, t("lead.recusal.question", { who: labelOf(read, person) }));
  };
  return (
    <Panel title={t("lead.recusal.title")}>
      <ul class="rows">
        {item.declared.map((person, at) => (
          <li key={person}>
            <div>
              {labelOf(read, person)} {decided.includes(person) && <Tag color="danger">{t("lead.recusal.decided")}</Tag>}
              {item.grounds[at] && <p class="subtle">{item.grounds[at]}</p>}
            </div>
            {!decided.includes(person) && (
              <Button small label={t("lead.recusal.vote")} about={labelOf(read, person)} disabled={openVote(read) !== undefined} onClick={() => vote(person)} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The paragraphs doors are closed on, as proposals; any other can be written. */
const bases = ["kommuneloven § 11-5 andre ledd", "kommuneloven § 11-5 tredje ledd a", "kommuneloven § 11-5 tredje ledd b"];

/** Doors close when a binding vote that names the legal basis is adopted; they open by a word of the chair. */
function Doors() {
  const { read, act } = useRoom();
  const closed = roomOf(read)?.doorsClosed ?? "";
  const item = roomOf(read)?.openItem ?? "";
  const [basis, setBasis] = useState(bases[0] ?? "");
  const [checked, setChecked] = useState("");
  const vote = () => {
    const id = freshId("V", read.all("vote").map((one) => one.id));
    const terms = {
      vote: id,
      item,
      kind: VoteKind.BINDING,
      method: VoteMethod.FOR_AGAINST,
      options: [protocol.choices.for, protocol.choices.against],
      closesDoors: basis,
    };
    act({ case: "voteOpen", value: { terms } }, t("lead.doors.question", { basis }));
  };
  if (closed !== "") {
    return (
      <Panel title={t("lead.doors.title")}>
        <p>{t("lead.doors.closed", { basis: closed })}</p>
        <Button label={t("lead.doors.open")} onClick={() => act({ case: "doorsOpen", value: {} })} />
      </Panel>
    );
  }
  return (
    <Panel title={t("lead.doors.title")}>
      <p>{t("lead.doors.are_open")}</p>
      <TextField label={t("lead.doors.basis")} hint={t("lead.doors.hint", { examples: bases.join("; ") })} value={basis} onValue={setBasis} />
      <div class="actions">
        <Button label={t("lead.doors.check")} onClick={() => act({ case: "doorsCloseCheck", value: { legalBasis: basis.trim() } }, "", () => setChecked(basis))} />
        <Button label={t("lead.doors.vote")} disabled={openVote(read) !== undefined || basis.trim() === ""} onClick={vote} />
      </div>
      {checked !== "" && checked === basis && <p role="status">{t("lead.doors.lawful")}</p>}
    </Panel>
  );
}
