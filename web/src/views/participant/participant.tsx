import { Page } from "../../app/shell.tsx";
import { links } from "../../app/router.ts";
import { Tag } from "../../components/basics.tsx";
import { ConnectionStatus } from "../../components/connection_status.tsx";
import { t } from "../../i18n/index.ts";
import { useRoom } from "../../store/room.tsx";
import { Agenda } from "./agenda.tsx";
import { Floor } from "./floor.tsx";
import { Homework } from "./homework.tsx";
import { Leave } from "./leave.tsx";
import { Lists } from "./lists.tsx";
import { Missed } from "./missed.tsx";
import { Notes, useRefusedNotes } from "./notes.tsx";
import { Now } from "./now.tsx";
import { Presence } from "./presence.tsx";
import { Proposals } from "./proposals.tsx";
import { Record } from "./record.tsx";
import { Tables } from "./tables.tsx";
import { useTidings } from "./tidings.ts";
import { OpenVote } from "./open_vote.tsx";
import { PastVotes } from "./past_votes.tsx";

const pages = ["", "notes", "proposals", "votes", "meeting", "record", "homework"] as const;
type PageName = (typeof pages)[number];

/** The room on a participant's phone. The open vote stands first on every page of it. */
export default function Participant(props: { workshop: string; page: string; title: string }) {
  const store = useRoom();
  useTidings(store);
  useRefusedNotes();
  const page = (pages as readonly string[]).includes(props.page) ? (props.page as PageName) : "";
  return (
    <Page
      title={store.room?.config?.body || props.workshop}
      over={props.title}
      status={<ConnectionStatus />}
    >
      <p class="row">
        <span>{t("participant.you", { name: store.nameOf(store.me) })}</span>
        {store.person?.party && <Tag>{store.person.party}</Tag>}
        {store.steers && (
          <a class="ds-link touch-link" href={links.lead(props.workshop)}>
            {t("participant.lead")}
          </a>
        )}
        <a class="ds-link touch-link" href={links.past(props.workshop)}>
          {t("past.link")}
        </a>
      </p>
      <Missed />
      <Presence />
      <OpenVote />
      <nav class="pages" aria-label={t("participant.pages")}>
        <ul class="plain-list">
          {pages.map((name) => (
            <li key={name}>
              <a
                href={links.room(props.workshop, name)}
                {...(name === page ? { "aria-current": "page" as const } : {})}
              >
                {t(`participant.page.${name || "now"}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {page === "" && (
        <>
          <Now />
          <Tables />
          <Floor />
        </>
      )}
      {page === "notes" && <Notes />}
      {page === "proposals" && (
        <>
          <Proposals />
          <Lists />
        </>
      )}
      {page === "votes" && <PastVotes />}
      {page === "meeting" && (
        <>
          <Agenda />
          <Leave />
        </>
      )}
      {page === "record" && <Record />}
      {page === "homework" && <Homework />}
    </Page>
  );
}
