/** What the workshops came to together: the matrix of positions, the same question in many rooms, tags. */
import { t, tn } from "../../i18n/index.ts";
import { optionLabel } from "../../logic/labels.ts";
import { answerOf, rollUp, sameQuestions, tagCounts, type SameQuestion, type Workshop } from "../../model/network.ts";
import { VoteMethod, type RoomOverview } from "../../model/schema.ts";
import { Counts } from "../kit/chart.tsx";
import { Panel, Tag } from "../kit/parts.tsx";

interface Scrolled {
  readonly label: string;
  readonly children: preact.ComponentChildren;
}

/** A wide table scrolls inside its own frame, also by keyboard. */
function Scroll({ label, children }: Scrolled) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}

/** Positions that one workshop received: the forms they chose, and which tasks they would go on with. */
export function Matrix({ workshop, rooms }: { workshop: Workshop; rooms: readonly RoomOverview[] }) {
  const { forms, tasks, rows, columns, received } = rollUp(workshop.entities);
  const bodies = new Map(rooms.map((room) => [room.room, room.body]));
  const title = t("network.matrix", { body: bodies.get(workshop.id) ?? workshop.id });
  return (
    <Panel title={title}>
      <p>{tn("network.received", received)}</p>
      <div class="columns">
        <Counts caption={t("network.forms")} unit={t("network.bodies")} counts={[...forms]} />
        <Counts caption={t("network.tasks")} unit={t("network.bodies")} counts={[...tasks]} />
      </div>
      <Scroll label={t("network.table", { title })}>
        <table class="ds-table matrix" data-size="sm" data-zebra>
          <caption class="ds-sr-only">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t("network.body")}</th>
              <th scope="col">{t("network.form")}</th>
              {columns.map((task) => (
                <th key={task} scope="col">
                  {task}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {bodies.get(row.id) ?? row.id} {row.version > 1 && <Tag>{t("network.version", { version: row.version })}</Tag>}{" "}
                  {row.late && <Tag color="warning">{t("network.late")}</Tag>}
                </th>
                <td>{row.form}</td>
                {columns.map((task) => (
                  <td key={task}>
                    <Answer wanted={answerOf(row, task)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t("network.sum")}</th>
              <td>{received}</td>
              {columns.map((task) => (
                <td key={task}>{tasks.get(task) ?? 0}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </Scroll>
    </Panel>
  );
}

/** Told apart by word and sign, not by colour. */
function Answer({ wanted }: { wanted: boolean | undefined }) {
  if (wanted === undefined) return <span class="subtle">{t("network.no_answer")}</span>;
  return <span data-wanted={wanted}>{t(wanted ? "network.yes" : "network.no")}</span>;
}

export function Questions({ workshops }: { workshops: readonly Workshop[] }) {
  const questions = sameQuestions(workshops);
  return (
    <>
      {questions.map((question) => (
        <Question key={`${question.votes[0]?.vote.id}`} question={question} workshops={workshops} />
      ))}
    </>
  );
}

function Question({ question, workshops }: { question: SameQuestion; workshops: readonly Workshop[] }) {
  const first = workshops.find((workshop) => workshop.id === question.votes[0]?.workshop);
  const name = (option: string) => (first ? optionLabel(first.entities, option).text : option);
  const method = question.votes[0]?.vote.terms?.method;
  const unit = method === VoteMethod.RANKING ? t("result.points") : t("result.votes");
  const caption = t("network.question", { question: question.question, rooms: question.votes.length });
  return (
    <Panel title={caption}>
      <Counts caption={caption} hiddenCaption unit={unit} counts={question.total.map((row) => [name(row.option), row.count] as const)} />
      <Scroll label={t("network.by_room", { question: question.question })}>
        <table class="ds-table" data-size="sm" data-zebra>
          <caption class="ds-sr-only">{t("network.by_room", { question: question.question })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("result.option")}</th>
              {question.votes.map((vote) => (
                <th key={vote.workshop} scope="col">
                  {vote.workshop}
                </th>
              ))}
              <th scope="col">{t("network.sum")}</th>
              <th scope="col">{t("network.first_in")}</th>
            </tr>
          </thead>
          <tbody>
            {question.total.map((row) => (
              <tr key={row.option}>
                <th scope="row">{name(row.option)}</th>
                {question.votes.map((vote) => (
                  <td key={vote.workshop}>{scoreOf(vote.result, row.option)}</td>
                ))}
                <td>{row.count}</td>
                <td>{row.first}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

function scoreOf(result: SameQuestion["votes"][number]["result"], option: string): string {
  const rows = [result.borda, result.ranking, result.tally, result.sum].find((list) => list.length > 0) ?? [];
  const row = rows.find((one) => one.option === option);
  return row === undefined ? "" : String(row.count);
}

export function Tags({ workshops }: { workshops: readonly Workshop[] }) {
  const tags = tagCounts(workshops);
  if (tags.size === 0) return null;
  const totals = [...tags].map(([tag, rooms]) => [tag, [...rooms.values()].reduce((sum, n) => sum + n, 0)] as const);
  return (
    <Panel title={t("network.tags")}>
      <Counts caption={t("network.tags_caption", { rooms: workshops.length })} unit={t("network.notes")} counts={totals} />
    </Panel>
  );
}
