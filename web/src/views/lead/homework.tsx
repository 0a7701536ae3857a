/** Homework: giving it out, and who has handed in. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/index.ts";
import { handIns, membersWithout } from "../../logic/homework.ts";
import { freshId } from "../../model/names.ts";
import { labelOf } from "../../model/people.ts";
import type { Homework } from "../../model/schema.ts";
import { TextField } from "../kit/form.tsx";
import { Panel } from "../kit/parts.tsx";
import { useRoom } from "../kit/room.tsx";

export function HomeworkSection() {
  const given = useRoom().read.all("homework");
  return (
    <div class="columns">
      <div>
        {given.length === 0 && (
          <Panel title={t("homework.title")}>
            <p>{t("homework.none")}</p>
          </Panel>
        )}
        {given.map((homework) => (
          <Given key={homework.id} homework={homework} />
        ))}
      </div>
      <NewHomework />
    </div>
  );
}

function Given({ homework }: { homework: Homework }) {
  const { read } = useRoom();
  const done = handIns(homework);
  const missing = membersWithout(read, homework);
  return (
    <Panel title={homework.title}>
      <p>{t("lead.homework.facts", { due: homework.due, to: homework.to })}</p>
      <p class="tally" role="status">
        {t("lead.homework.done", { count: done.length })}
      </p>
      {done.length > 0 && (
        <ul class="rows">
          {done.map(({ person, file }) => (
            <li key={person}>
              <span>{labelOf(read, person)}</span>
              <span class="subtle">{file || t("lead.homework.no_file")}</span>
            </li>
          ))}
        </ul>
      )}
      {missing.length > 0 && (
        <details class="ds-details" open={missing.length <= 12}>
          <summary>{t("lead.homework.missing", { count: missing.length })}</summary>
          <ul class="names">
            {missing.map((person) => (
              <li key={person}>{labelOf(read, person)}</li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function NewHomework() {
  const { read, act } = useRoom();
  const [title, setTitle] = useState("");
  const [due, setDue] = useState("");
  const [to, setTo] = useState("");
  const ready = [title, due, to].every((text) => text.trim() !== "");
  const give = () => {
    const homework = freshId("HJ", read.all("homework").map((one) => one.id));
    const value = { homework, title: title.trim(), due: due.trim(), to: to.trim() };
    act({ case: "homeworkAssign", value }, "", () => {
      setTitle("");
      setDue("");
      setTo("");
    });
  };
  return (
    <Panel title={t("lead.homework.new")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          give();
        }}
      >
        <TextField label={t("lead.homework.what")} value={title} onValue={setTitle} />
        <TextField label={t("lead.homework.due")} hint={t("lead.homework.due_hint")} value={due} onValue={setDue} />
        <TextField label={t("lead.homework.to")} hint={t("lead.homework.to_hint")} value={to} onValue={setTo} />
        <button class="ds-button" disabled={!ready}>
          {t("lead.homework.give")}
        </button>
      </form>
    </Panel>
  );
}
