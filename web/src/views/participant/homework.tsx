import type { Homework as Given } from "@tingbok/client/schema";
import { useState } from "preact/hooks";

import { Section, Written } from "../../components/basics.tsx";
import { TextField } from "../../components/forms.tsx";
import { t, tn } from "../../i18n/index.ts";
import { handIns } from "../../logic/homework.ts";
import { mayWrite } from "../../logic/people.ts";
import { ActStatus, useAct } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";

/** The server takes a file's name of so many bytes. */
const fileBytesMax = 1000;

/** Homework: what was given, when it is due, and handing in one's own. */
export function Homework() {
  const given = useRoom().model.all("homework");
  return (
    <Section id="homework" title={t("homework.title")}>
      {given.length === 0 && <p class="subtle">{t("homework.none")}</p>}
      <ul class="plain-list stack">
        {given.map((homework) => (
          <One key={homework.id} homework={homework} />
        ))}
      </ul>
    </Section>
  );
}

function One(props: { homework: Given }) {
  const store = useRoom();
  const { homework } = props;
  const mine = handIns(homework).find(({ person }) => person === store.me);
  return (
    <li class="ds-card item">
      <h3 class="ds-heading" data-size="xs">
        <Written text={homework.title} />
      </h3>
      <dl class="facts">
        <div>
          <dt>{t("homework.due")}</dt>
          <dd>
            <Written text={homework.due} />
          </dd>
        </div>
        <div>
          <dt>{t("homework.to")}</dt>
          <dd>
            <Written text={homework.to} />
          </dd>
        </div>
      </dl>
      <p>
        <strong>{mineText(mine)}</strong>
      </p>
      <p class="subtle">{tn("homework.handedIn", homework.done.length)}</p>
      {mayWrite(store.model, store.actor) && <HandIn homework={homework} again={mine !== undefined} />}
    </li>
  );
}

function mineText(mine: { file: string } | undefined): string {
  if (!mine) return t("homework.notMine");
  return mine.file ? t("homework.mine", { file: mine.file }) : t("homework.mineNoFile");
}

/** Handing in again replaces what one handed in before. */
function HandIn(props: { homework: Given; again: boolean }) {
  const act = useAct(({ state }) => state === "recorded" && setFile(""));
  const [file, setFile] = useState("");
  const ready = file.trim() !== "" && !act.busy;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) act.run({ case: "homeworkSubmit", value: { homework: props.homework.id, file: file.trim() } });
      }}
    >
      <TextField label={t("homework.file")} help={t("homework.fileHelp")} max={fileBytesMax} value={file} onInput={setFile} />
      <div class="row">
        <button type="submit" class="ds-button" aria-disabled={!ready}>
          {t(props.again ? "homework.again" : "homework.send")}
        </button>
      </div>
      <ActStatus act={act} />
    </form>
  );
}
