/**
 * A room at any moment of its past, as this viewer may see it: the day's shape and a way to move through it, the
 * room's own views at that moment, what changed, how lists moved, how something came about, and what proves it.
 */
import { useEffect, useRef, useState } from "preact/hooks";

import { lazy } from "../../app/lazy.tsx";
import { links, navigate } from "../../app/router.ts";
import { Page } from "../../app/shell.tsx";
import { Spinner } from "../../components/basics.tsx";
import { NoEntry } from "../../components/no_entry.tsx";
import { t } from "../../i18n/index.ts";
import { accessToPast, PastProvider, useAsked, usePast } from "../../store/past.tsx";
import { Banner } from "./banner.tsx";
import { Failure } from "./parts.tsx";
import { MarkList } from "./marks.tsx";
import { RoomThen } from "./room_then.tsx";
import { Scrubber } from "./scrubber.tsx";
import "../kit/kit.css";
import "./past.css";

const Changes = lazy(() => import("./changes.tsx"));
const ListsOverTime = lazy(() => import("./lists_over_time.tsx"));
const LineageSection = lazy(() => import("./lineage.tsx"));
const ProofSection = lazy(() => import("./proof.tsx"));

/** Stretches of the day's shape: fine enough for a wide screen. */
const stretches = 120;
/** How often the address follows while one moves, in milliseconds: browsers refuse more than 100 in 30 s. */
const addressEveryMs = 500;

const sections = ["room", "changes", "lists", "lineage", "proof"] as const;
export type SectionName = (typeof sections)[number];

/** Where to stand and what to show, as the address says it. */
function fromAddress(): { at: string; section: SectionName; of: string } {
  const query = new URLSearchParams(location.search);
  const section = query.get("show") ?? "";
  return {
    at: query.get("at") ?? "",
    section: (sections as readonly string[]).includes(section) ? (section as SectionName) : "room",
    of: query.get("of") ?? "",
  };
}

export default function PastView({ workshop }: { workshop: string }) {
  const first = useRef(fromAddress()).current;
  return (
    <PastProvider workshop={workshop} at={first.at}>
      <PastPage workshop={workshop} section={first.section} of={first.of} />
    </PastProvider>
  );
}

function PastPage(props: { workshop: string; section: SectionName; of: string }) {
  const store = usePast();
  const title = store.room?.config?.body || props.workshop;
  const arrived = useRef(false);
  arrived.current ||= store.link === "live";
  if (store.link === "stopped") {
    return (
      <Page title={t("past.title")}>
        <NoEntry />
      </Page>
    );
  }
  // Until then it stands at another moment than the one that was asked for.
  if (!arrived.current) {
    return (
      <div class="past">
        <Page title={t("past.title")} status={<Banner />}>
          <Spinner />
        </Page>
      </div>
    );
  }
  return (
    <div class="past">
      <Page title={title} tab={t("past.tab", { room: title })} over={t("past.title")} status={<Banner />} wide>
        <Moments {...props} />
      </Page>
    </div>
  );
}

function Moments(props: { workshop: string; section: SectionName; of: string }) {
  const store = usePast();
  const [section, setSection] = useState(props.section);
  const [of, setOf] = useState(props.of);
  // A meeting may go on while one looks at its past.
  const known = store.status?.playing ? "playing" : store.head;
  const timeline = useAsked(() => store.calls.timeline(stretches), [store, known]);
  useAddress(props.workshop, section, of);
  const live = accessToPast(props.workshop) ? links.room(props.workshop) : links.public(props.workshop);
  const show = (next: SectionName, about = of) => {
    setOf(about);
    setSection(next);
  };
  return (
    <>
      <p class="row">
        <a class="ds-link touch-link" href={live}>
          {t("past.toNow")}
        </a>
      </p>
      <Failure asked={timeline} title={t("past.noTimeline")} />
      {timeline.value && (
        <>
          <Scrubber timeline={timeline.value} />
          <MarkList timeline={timeline.value} />
        </>
      )}
      <nav class="pages" aria-label={t("past.sections")}>
        <ul class="plain-list">
          {sections.map((name) => (
            <li key={name}>
              <button
                type="button"
                class="page-tab"
                {...(name === section ? { "aria-current": "true" as const } : {})}
                onClick={() => show(name)}
              >
                {t(`past.section.${name}`)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {section === "room" && <RoomThen />}
      {section === "changes" && timeline.value && <Changes timeline={timeline.value} />}
      {section === "lists" && timeline.value && <ListsOverTime timeline={timeline.value} />}
      {section === "lineage" && <LineageSection of={of} onOf={setOf} onProof={() => show("proof")} />}
      {section === "proof" && <ProofSection />}
    </>
  );
}

/** The address says where one stands and what one looks at, so that it can be handed on. */
function useAddress(workshop: string, section: SectionName, of: string): void {
  const store = usePast();
  const number = store.number;
  useEffect(() => {
    const timer = setTimeout(() => {
      const query = new URLSearchParams({ at: String(number) });
      if (section !== "room") query.set("show", section);
      if (of !== "") query.set("of", of);
      if (number > 0) navigate(`${links.past(workshop)}?${query}`, true);
    }, addressEveryMs);
    return () => clearTimeout(timer);
  }, [workshop, number, section, of]);
}
