/**
 * For the facilitator, the chair and the secretary: prepare a workshop, and run it. Everything here is an action of
 * the room; what the server has recorded shows with its number in the bar at the foot, what it refused with its reason.
 */
import { useRef, useState } from "preact/hooks";

import { links } from "../../app/router.ts";
import { Page } from "../../app/shell.tsx";
import { ConnectionStatus } from "../../components/connection_status.tsx";
import { roomOf } from "../../model/people.ts";
import { ActionBar } from "../kit/action_bar.tsx";
import { Presence } from "../participant/presence.tsx";
import { useRoom } from "../kit/room.tsx";
import { t, type Key } from "../../i18n/index.ts";
import { BoardsSection } from "./boards.tsx";
import { DebateSection } from "./debate.tsx";
import { HomeworkSection } from "./homework.tsx";
import { MinutesSection } from "./minutes.tsx";
import { NowSection } from "./now.tsx";
import { PeopleSection } from "./people.tsx";
import { PrepareSection } from "./prepare.tsx";
import { ProposalsSection } from "./proposals.tsx";
import { StatusStrip } from "./status.tsx";
import { VotesSection } from "./votes.tsx";
import "../kit/kit.css";
import "./lead.css";

const sections = {
  now: NowSection,
  votes: VotesSection,
  debate: DebateSection,
  proposals: ProposalsSection,
  boards: BoardsSection,
  people: PeopleSection,
  minutes: MinutesSection,
  homework: HomeworkSection,
  prepare: PrepareSection,
} as const;

type Section = keyof typeof sections;
const names = Object.keys(sections) as Section[];

/** Tabs as the ARIA practices have them: arrows move, the section follows, one tab stop. */
function Tabs({ section, onSection }: { section: Section; onSection: (section: Section) => void }) {
  const tabs = useRef(new Map<Section, HTMLButtonElement | null>());
  const move = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, Home: -names.length, End: names.length };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = names.indexOf(section);
    const next = Math.abs(step) > 1 ? (step < 0 ? 0 : names.length - 1) : (at + step + names.length) % names.length;
    const name = names[next];
    if (name === undefined) return;
    onSection(name);
    tabs.current.get(name)?.focus();
  };
  return (
    <div class="lead-tabs" role="tablist" aria-label={t("lead.sections")} onKeyDown={move}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          ref={(element) => {
            tabs.current.set(name, element);
          }}
          aria-selected={name === section}
          aria-controls="lead-section"
          tabIndex={name === section ? 0 : -1}
          onClick={() => onSection(name)}
        >
          {t(`lead.section.${name}` as Key)}
        </button>
      ))}
    </div>
  );
}

export default function LeadView({ workshop, title }: { workshop: string; title: string }) {
  const { read } = useRoom();
  const body = roomOf(read)?.config?.body || workshop;
  return (
    <Page title={body} over={t("lead.over", { programme: title })} status={<ConnectionStatus />} wide>
      <Lead workshop={workshop} />
    </Page>
  );
}

function Lead({ workshop }: { workshop: string }) {
  const { steering } = useRoom();
  const [section, setSection] = useState<Section>("now");
  const Body = sections[section];
  return (
    <div class="lead">
      {!steering && <p class="ds-alert" data-color="warning">{t("lead.not_steering")}</p>}
      {steering && <Presence />}
      <StatusStrip />
      <Tabs section={section} onSection={setSection} />
      <div id="lead-section" role="tabpanel" aria-labelledby={`tab-${section}`} tabIndex={-1}>
        <Body />
      </div>
      <p class="subtle">{t("lead.undo")}</p>
      <p class="lead-links">
        <a class="ds-link touch-link" href={links.room(workshop)}>
          {t("lead.take_part")}
        </a>
        <a class="ds-link touch-link" href={links.screen(workshop)}>
          {t("lead.wall")}
        </a>
        <a class="ds-link touch-link" href={links.public(workshop)}>
          {t("lead.public")}
        </a>
        <a class="ds-link touch-link" href={links.past(workshop)}>
          {t("past.link")}
        </a>
      </p>
      <ActionBar />
    </div>
  );
}
