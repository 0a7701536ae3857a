/**
 * What the law opens to everyone: the items, the proposals, the votes with how each voted where that stands in the
 * minutes, the decisions. While the doors are closed this page says so, on which legal basis, and nothing else.
 */
import { links } from "../../app/router.ts";
import { Page } from "../../app/shell.tsx";
import { ConnectionStatus } from "../../components/connection_status.tsx";
import { Alert, Spinner } from "../../components/basics.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { standingAgenda, type AgendaRow } from "../../model/agenda.ts";
import { titleOf } from "../../model/names.ts";
import { attendanceSummary, labelOf, roomOf } from "../../model/people.ts";
import { MeetingStatusSchema, ModeSchema, ProposalStatusSchema, VoteStatus, VoteStatusSchema, type Vote } from "../../model/schema.ts";
import { turnoutOf } from "../../model/votes.ts";
import { Facts, Panel, Tag } from "../kit/parts.tsx";
import { PublicRoom } from "../kit/public_room.tsx";
import { PartyTable, ResultBars } from "../kit/result.tsx";
import { useRoom } from "../kit/room.tsx";
import { phaseText } from "../kit/text.ts";
import "../kit/kit.css";

export default function PublicView({ workshop }: { workshop: string }) {
  return (
    <PublicRoom workshop={workshop}>
      <PublicPage workshop={workshop} />
    </PublicRoom>
  );
}

function PublicPage({ workshop }: { workshop: string }) {
  const { read, connection } = useRoom();
  const room = roomOf(read);
  const title = room?.config?.body || workshop;
  if (room === undefined) {
    const stopped = connection.link === "stopped";
    return (
      <Page title={t("public.title")} {...(stopped ? {} : { status: <ConnectionStatus /> })}>
        {stopped ? <Alert color="info">{t("public.not_open")}</Alert> : <Spinner />}
      </Page>
    );
  }
  return (
    <Page title={title} over={t("public.title")} status={<ConnectionStatus />} wide>
      {room.doorsClosed === "" ? <Open /> : <Closed basis={room.doorsClosed} />}
      <p>
        <a class="ds-link touch-link" href={links.past(workshop)}>
          {t("past.link")}
        </a>
      </p>
    </Page>
  );
}

function Closed({ basis }: { basis: string }) {
  return (
    <Alert color="warning" title={t("doors.closed")} live>
      <p>{t("doors.basis", { basis })}</p>
    </Alert>
  );
}

function Open() {
  const { read } = useRoom();
  const room = roomOf(read);
  if (room === undefined) return null;
  const here = attendanceSummary(read);
  const speakers = read.get("speakers", "speakers");
  const rows: [string, string][] = [
    [t("lead.status.meeting"), enumText(MeetingStatusSchema, room.status)],
    [t("public.mode"), enumText(ModeSchema, room.mode)],
    [t("lead.status.present"), t("lead.status.of_seats", { here: here.membersHere, seats: here.seats })],
  ];
  const phase = phaseText(read);
  if (phase !== "") rows.push([t("lead.status.phase"), phase]);
  if (speakers !== undefined && speakers.speaking !== "") rows.push([t("wall.has_floor"), labelOf(read, speakers.speaking)]);
  return (
    <>
      <Facts rows={rows} />
      {standingAgenda(read).map((row) => (
        <Item key={row.item.id} row={row} />
      ))}
      <Statements />
      <Members />
    </>
  );
}

function Item({ row }: { row: AgendaRow }) {
  const { read } = useRoom();
  const { item, state, votes, decisions } = row;
  const proposals = read.all("proposal").filter((proposal) => proposal.item === item.id);
  const state_ = state === "open" ? <Tag color="success">{t("agenda.open")}</Tag> : state === "done" ? <Tag>{t("agenda.done")}</Tag> : undefined;
  return (
    <Panel title={`${item.id} ${item.title}`} aside={state_}>
      {decisions.map((decision) => (
        <div key={decision.id} class="boxed">
          <strong>{t("public.decision")}</strong>
          <p lang={decision.language || undefined}>{decision.text}</p>
        </div>
      ))}
      {votes.map((vote) => (
        <PublicVote key={vote.id} vote={vote} />
      ))}
      {proposals.length > 0 && (
        <>
          <h3 class="ds-heading" data-size="2xs">
            {t("public.proposals")}
          </h3>
          <ul class="rows">
            {proposals.map((proposal) => (
              <li key={proposal.id}>
                <div lang={proposal.language || undefined}>
                  {titleOf(read, proposal.id)}
                  <p class="subtle">{labelOf(read, proposal.by)}</p>
                </div>
                <Tag>{enumText(ProposalStatusSchema, proposal.status)}</Tag>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function PublicVote({ vote }: { vote: Vote }) {
  const { read } = useRoom();
  if (vote.status === VoteStatus.PLANNED) return null;
  const turnout = turnoutOf(read, vote, false);
  return (
    <div class="boxed">
      <p>
        <strong lang={vote.language || undefined}>{vote.question || vote.id}</strong> <Tag>{enumText(VoteStatusSchema, vote.status)}</Tag>
      </p>
      {vote.status === VoteStatus.OPEN && <p>{t("result.cast", { cast: turnout.cast, roll: turnout.roll })}</p>}
      <ResultBars vote={vote} />
      <PartyTable vote={vote} />
    </div>
  );
}

function Statements() {
  const { read } = useRoom();
  const entries = read.all("protocolEntry");
  if (entries.length === 0) return null;
  return (
    <Panel title={t("lead.statements.title")}>
      <ul class="rows">
        {entries.map((entry) => (
          <li key={entry.id}>
            <div>
              <strong>{labelOf(read, entry.by)}</strong>
              <p lang={entry.language || undefined}>{entry.text}</p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Members() {
  const { read } = useRoom();
  const here = attendanceSummary(read).rows.filter((row) => row.here && row.person.member);
  return (
    <Panel title={t("public.members")}>
      <ul class="names">
        {here.map(({ person }) => (
          <li key={person.id}>
            {person.label || person.id} {person.party !== "" && `(${person.party})`}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
