/** What the middle of the wall shows; each scene of a length that can be read from the last row. */
import { enumText, t } from "../../i18n/index.ts";
import { standingAgenda } from "../../model/agenda.ts";
import { clusters, looseNotes, rankedRows } from "../../model/lists.ts";
import { nameOf } from "../../model/names.ts";
import type { Scene } from "../../model/scene.ts";
import {
  ProposalStatus,
  VoteKindSchema,
  VoteMethod,
  type PriorityList,
  type Vote,
} from "../../model/schema.ts";
import { turnoutOf } from "../../model/votes.ts";
import { Gauge } from "../kit/chart.tsx";
import { ResultBars } from "../kit/result.tsx";
import { useRoom } from "../kit/room.tsx";
import { choiceText, methodText } from "../kit/text.ts";

/** What fits on a wall. */
const shownMax = { clusters: 12, notes: 8, rows: 12 } as const;

export function SceneOf({ scene }: { scene: Scene }) {
  switch (scene.show) {
    case "doors":
      return <p class="wall-doors">{t("doors.basis", { basis: scene.basis })}</p>;
    case "vote":
      return <OpenVote vote={scene.vote} />;
    case "result":
      return <Result vote={scene.vote} />;
    case "list":
      return <Ranked list={scene.list} />;
    case "notes":
      return <Notes />;
    case "agenda":
      return <Items />;
  }
}

/** While a vote is open: what is asked, and how many have answered. There is nothing more on the wire. */
function OpenVote({ vote }: { vote: Vote }) {
  const { read } = useRoom();
  const { cast, roll } = turnoutOf(read, vote, false);
  const options = vote.terms?.method === VoteMethod.GRADIENTS ? [] : (vote.terms?.options ?? []);
  return (
    <div class="wall-vote">
      <p class="wall-kind">
        {enumText(VoteKindSchema, vote.terms?.kind ?? 0)} · {methodText(vote.terms?.method)}
      </p>
      <h2>{vote.question || vote.id}</h2>
      <ul class="wall-options">
        {options.slice(0, shownMax.rows).map((option) => (
          <li key={option}>{choiceText(read, option)}</li>
        ))}
      </ul>
      <p class="wall-turnout">{t("result.cast", { cast, roll })}</p>
      <Gauge part={cast} whole={roll} />
    </div>
  );
}

function Result({ vote }: { vote: Vote }) {
  return (
    <div class="wall-result">
      <h2>{vote.question || vote.id}</h2>
      <ResultBars vote={vote} />
    </div>
  );
}

function Ranked({ list }: { list: PriorityList }) {
  const { read } = useRoom();
  const rows = rankedRows(read, list);
  return (
    <div>
      <h2>
        {t("list.title", { list: list.id })} {list.locked && <span class="wall-tag">{t("list.locked")}</span>}
      </h2>
      <ol class="wall-list">
        {rows.slice(0, shownMax.rows).map((row) => (
          <li key={row.id} data-gone={row.proposal !== undefined && row.proposal.status !== ProposalStatus.TABLED}>
            <span class="wall-place">{row.place}</span> {nameOf(read, row.id) ?? row.id}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Notes() {
  const { read } = useRoom();
  const groups = clusters(read);
  const loose = looseNotes(read);
  return (
    <div>
      <h2>{t("wall.notes", { count: read.all("note").length })}</h2>
      <ul class="wall-clusters">
        {groups.slice(0, shownMax.clusters).map(({ cluster }) => (
          <li key={cluster.id}>
            {cluster.title} <span class="wall-count">{cluster.notes.length}</span>
          </li>
        ))}
      </ul>
      {groups.length < shownMax.clusters / 2 && (
        <ul class="wall-notes">
          {loose.slice(0, shownMax.notes).map((note) => (
            <li key={note.id} lang={note.language || undefined}>
              {note.text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Items() {
  const { read } = useRoom();
  return (
    <div>
      <h2>{t("agenda.title")}</h2>
      <ol class="wall-agenda">
        {standingAgenda(read).map(({ item, state }) => (
          <li key={item.id} data-state={state} aria-current={state === "open" ? "step" : undefined}>
            <span class="wall-item-id">{item.id}</span> <span>{item.title}</span>
            {state === "done" && <span class="wall-done"> {t("agenda.done")}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}
