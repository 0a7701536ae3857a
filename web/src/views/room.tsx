import { useEffect, useState } from "preact/hooks";

import { accessTo } from "../app/access.ts";
import { lazy } from "../app/lazy.tsx";
import { links, navigate } from "../app/router.ts";
import { Page } from "../app/shell.tsx";
import { Spinner } from "../components/basics.tsx";
import { ConnectionStatus } from "../components/connection_status.tsx";
import { NoEntry } from "../components/no_entry.tsx";
import { t } from "../i18n/index.ts";
import { RoomProvider, useRoom } from "../store/room.tsx";
import paths from "../words/paths.json";
import Participant from "./participant/participant.tsx";

const Lead = lazy(() => import("./lead/index.tsx"));

/** /w/P/R: the room as whoever one is there. */
export default function RoomView(props: { workshop: string; page: string }) {
  // Read once: an access that runs out meanwhile leaves the room in view until the server ends it.
  const [access] = useState(() => accessTo(props.workshop.split("/")[0]!));
  useEffect(() => {
    if (!access) navigate(links.join(""), true);
  }, []);
  if (!access) return null;
  return (
    <RoomProvider workshop={props.workshop} access={access}>
      <ByRole {...props} title={access.title} />
    </RoomProvider>
  );
}

function ByRole(props: { workshop: string; page: string; title: string }) {
  const store = useRoom();
  if (store.link === "stopped") {
    return (
      <Page title={t("noEntry.title")}>
        <NoEntry />
      </Page>
    );
  }
  if (store.model.number === 0) {
    return (
      <Page title={props.title} status={<ConnectionStatus />}>
        <Spinner />
      </Page>
    );
  }
  // Under `tingbok-replay play` a room is a meeting of the past that is gone through again.
  if (store.past) return <ToTraining workshop={props.workshop} />;
  if (props.page === paths.lead) return <Lead {...props} />;
  return <Participant {...props} />;
}

function ToTraining(props: { workshop: string }) {
  useEffect(() => navigate(links.training(props.workshop), true), []);
  return null;
}
