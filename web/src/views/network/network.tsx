/**
 * The workshops of a programme side by side: how far each has come, and what they came to together. The overview is
 * one call; the roll-up is worked out from the rooms that this viewer may read, each in the audience the server gives.
 */
import { Connection, Mirror, type ReadModel } from "@tingbok/client";
import { useEffect, useState } from "preact/hooks";

import { accessTo, api, apiOf, ApiError } from "../../app/access.ts";
import { links } from "../../app/router.ts";
import { Page } from "../../app/shell.tsx";
import { Alert, Spinner } from "../../components/basics.tsx";
import { enumText, t, tn } from "../../i18n/index.ts";
import type { Workshop } from "../../model/network.ts";
import { MeetingStatus, MeetingStatusSchema, OverviewSchema, type Overview, type RoomOverview } from "../../model/schema.ts";
import { Gauge } from "../kit/chart.tsx";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { Matrix, Questions, Tags } from "./rollup.tsx";
import "../kit/kit.css";
import "./network.css";

/** How often the overview is asked for again while the page is in sight, in milliseconds. */
const refreshMs = 10_000;
/** Rooms whose state is read at a time. */
const readsAtOnce = 4;
/** How long reading one room may take, in milliseconds; it is tried again at the next turn. */
const readMs = 15_000;

interface Loaded {
  readonly overview: Overview;
  readonly workshops: readonly Workshop[];
}

/** The rooms this viewer may read: their own as whoever they are there, others as the public, where they are open. */
async function load(programme: string, before: ReadonlyMap<string, readonly [bigint, Workshop]>) {
  const access = accessTo(programme);
  const asViewer = access ? apiOf(programme) : api;
  const overview = await asViewer.message(OverviewSchema, "GET", `/api/v1/programmes/${encodeURIComponent(programme)}/overview`);
  const mine = new Set(access?.rooms.map((room) => room.workshop) ?? []);
  const known = new Map<string, readonly [bigint, Workshop]>();
  const queue = overview.rooms.filter((room) => mine.has(`${programme}/${room.room}`) || (room.public && room.doorsClosed === ""));
  const worker = async () => {
    for (let room = queue.shift(); room !== undefined; room = queue.shift()) {
      const old = before.get(room.room);
      // A room that has not moved is not read again.
      if (old !== undefined && old[0] === room.number) known.set(room.room, old);
      else await readInto(known, old, programme, room, mine);
    }
  };
  await Promise.all(Array.from({ length: readsAtOnce }, worker));
  return { overview, known };
}

/** One room that cannot be read leaves the others on the page: as it was where it was not reached, without where it is closed to one. */
async function readInto(
  known: Map<string, readonly [bigint, Workshop]>,
  old: readonly [bigint, Workshop] | undefined,
  programme: string,
  room: RoomOverview,
  mine: ReadonlySet<string>,
): Promise<void> {
  try {
    known.set(room.room, [room.number, await readRoom(programme, room, mine)]);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const closed = error.status === 403 || error.status === 404;
    if (old !== undefined && !closed) known.set(room.room, old);
  }
}

async function readRoom(programme: string, room: RoomOverview, mine: ReadonlySet<string>): Promise<Workshop> {
  const workshop = `${programme}/${room.room}`;
  if (!mine.has(workshop)) return { id: room.room, entities: await readAsPublic(workshop) };
  const state = await apiOf(programme).stateAt(workshop);
  const mirror = new Mirror();
  mirror.stand(Number(state.number), 0, state.entities);
  return { id: room.room, entities: mirror };
}

/** One snapshot over a public socket, which is closed again. */
function readAsPublic(workshop: string): Promise<ReadModel> {
  const connection = new Connection({ server: "", workshop, ticket: () => api.ticket(workshop) });
  return new Promise<ReadModel>((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new ApiError(0, "unreachable", t("load.failed")))), readMs);
    const end = (then: () => void) => {
      clearTimeout(timer);
      stop();
      connection.stop();
      then();
    };
    const stop = connection.subscribe({
      updated: () => {
        if (connection.link === "live") end(() => resolve(connection.mirror));
        else if (connection.link === "stopped") end(() => reject(new ApiError(0, "unreachable", t("load.failed"))));
      },
    });
    connection.start();
  });
}

function useNetwork(programme: string) {
  const [loaded, setLoaded] = useState<Loaded | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let here = true;
    let timer = 0;
    let known: ReadonlyMap<string, readonly [bigint, Workshop]> = new Map();
    const turn = async () => {
      try {
        const now = await load(programme, known);
        known = now.known;
        if (!here) return;
        setFailure("");
        const inOrder = now.overview.rooms.flatMap((room) => now.known.get(room.room)?.[1] ?? []);
        setLoaded({ overview: now.overview, workshops: inOrder });
      } catch (error) {
        if (here) setFailure(error instanceof ApiError ? error.message : String(error));
      }
      if (here) timer = window.setTimeout(() => void (document.hidden ? wait() : turn()), refreshMs);
    };
    const wait = () => {
      if (here) timer = window.setTimeout(() => void (document.hidden ? wait() : turn()), refreshMs);
    };
    void turn();
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [programme, asked]);
  return { loaded, failure, again: () => setAsked((before) => before + 1) };
}

export default function NetworkView({ programme }: { programme: string }) {
  const { loaded, failure, again } = useNetwork(programme);
  const title = loaded?.overview.title || programme;
  return (
    <Page title={title} over={t("network.title")} wide>
      {failure !== "" && (
        <Alert color="warning" title={t("network.failed")} live>
          <p>{failure}</p>
          <Button label={t("load.again")} onClick={again} />
        </Alert>
      )}
      {loaded === undefined && failure === "" && <Spinner />}
      {loaded !== undefined && <Network programme={programme} loaded={loaded} />}
    </Page>
  );
}

function Network({ programme, loaded }: { programme: string; loaded: Loaded }) {
  const { overview, workshops } = loaded;
  const rooms = overview.rooms;
  const open = rooms.filter((room) => room.status === MeetingStatus.OPEN).length;
  const adjourned = rooms.filter((room) => room.status === MeetingStatus.ADJOURNED).length;
  const receiving = workshops.filter((workshop) => workshop.entities.all("position").length > 0);
  return (
    <>
      <p role="status">{tn("network.summary", rooms.length, { open, adjourned })}</p>
      <Panel title={t("network.workshops")}>
        <Progress programme={programme} rooms={rooms} />
      </Panel>
      {receiving.map((workshop) => (
        <Matrix key={workshop.id} workshop={workshop} rooms={rooms} />
      ))}
      <Questions workshops={workshops} />
      <Tags workshops={workshops} />
      {workshops.length < rooms.length && <p class="subtle">{t("network.only_yours", { read: workshops.length, rooms: rooms.length })}</p>}
    </>
  );
}

function Progress({ programme, rooms }: { programme: string; rooms: readonly RoomOverview[] }) {
  const mine = new Set(accessTo(programme)?.rooms.map((room) => room.workshop) ?? []);
  return (
    <ul class="network-rooms">
      {rooms.map((room) => (
        <RoomCard key={room.room} room={room} workshop={`${programme}/${room.room}`} mine={mine.has(`${programme}/${room.room}`)} />
      ))}
    </ul>
  );
}

function RoomCard({ room, workshop, mine }: { room: RoomOverview; workshop: string; mine: boolean }) {
  const counts = room.counts;
  const closed = room.doorsClosed !== "";
  const items = counts?.items ?? 0;
  const done = counts?.itemsDone ?? 0;
  return (
    <li>
      <h3 class="ds-heading" data-size="2xs">
        {mine || room.public ? <a href={mine ? links.room(workshop) : links.public(workshop)}>{room.body || room.room}</a> : room.body || room.room}
      </h3>
      <p>
        <Tag color={room.status === MeetingStatus.OPEN ? "success" : "neutral"}>{enumText(MeetingStatusSchema, room.status)}</Tag>{" "}
        {closed && <Tag color="warning">{t("doors.closed")}</Tag>}
      </p>
      {closed ? (
        <p class="subtle">{t("doors.basis", { basis: room.doorsClosed })}</p>
      ) : (
        <>
          <Gauge part={done} whole={items} />
          <p class="subtle">{t("network.items", { done, items })}</p>
          {room.openItemTitle !== "" && <p class="subtle">{t("network.now", { item: room.openItemTitle })}</p>}
          <p class="subtle">
            {t("network.counts", {
              here: counts?.membersPresent ?? 0,
              members: counts?.members ?? 0,
              notes: counts?.notes ?? 0,
              proposals: counts?.proposals ?? 0,
              votes: counts?.votes ?? 0,
            })}
          </p>
        </>
      )}
    </li>
  );
}
