/** The room's own views, at the moment that is shown. They read and offer nothing: nobody acts in the past. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/index.ts";
import { usePast } from "../../store/past.tsx";
import { Agenda } from "../participant/agenda.tsx";
import { Floor } from "../participant/floor.tsx";
import { Lists } from "../participant/lists.tsx";
import { Notes } from "../participant/notes.tsx";
import { Now } from "../participant/now.tsx";
import { OpenVote } from "../participant/open_vote.tsx";
import { PastVotes } from "../participant/past_votes.tsx";
import { Proposals } from "../participant/proposals.tsx";
import { Record } from "../participant/record.tsx";
import { Tables } from "../participant/tables.tsx";

const pages = ["now", "notes", "proposals", "votes", "meeting", "record"] as const;

export function RoomThen() {
  const store = usePast();
  const [page, setPage] = useState<(typeof pages)[number]>("now");
  const doors = store.room?.doorsClosed ?? "";
  return (
    <div class="stack room-then">
      {doors !== "" && <p class="explain">{t("now.doorsClosed", { basis: doors })}</p>}
      <OpenVote />
      <nav class="pages" aria-label={t("participant.pages")}>
        <ul class="plain-list">
          {pages.map((name) => (
            <li key={name}>
              <button
                type="button"
                class="page-tab"
                {...(name === page ? { "aria-current": "true" as const } : {})}
                onClick={() => setPage(name)}
              >
                {t(`participant.page.${name}`)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {page === "now" && (
        <>
          <Now />
          {(store.model.get("speakers", "speakers")?.queue.length ?? 0) > 0 && <Floor />}
          <Tables />
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
      {page === "meeting" && <Agenda />}
      {page === "record" && <Record />}
    </div>
  );
}
