/** How the server is: can it write, how long has it run, how much room is left. */
import type { Api } from "@tingbok/client";
import { useEffect, useState } from "preact/hooks";

import { Alert } from "../../components/basics.tsx";
import { formatDate, formatNumber, t } from "../../i18n/index.ts";
import { ServerStatusSchema, type ServerStatus } from "../../model/schema.ts";
import { Button, Facts, Panel, Tag } from "../kit/parts.tsx";
import { sentenceOf } from "./admin.tsx";

const refreshMs = 10_000;

export function Health({ admin }: { admin: Api }) {
  const [status, setStatus] = useState<ServerStatus | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const load = () =>
    admin.message(ServerStatusSchema, "GET", "/api/v1/server").then(
      (answer) => {
        setStatus(answer);
        setFailure("");
      },
      (error: unknown) => setFailure(sentenceOf(error)),
    );
  useEffect(() => {
    void load();
    const timer = setInterval(() => !document.hidden && void load(), refreshMs);
    return () => clearInterval(timer);
  }, [admin]);
  return (
    <Panel title={t("admin.health.title")} aside={<Button small label={t("admin.health.again")} onClick={() => void load()} />}>
      {failure !== "" && (
        <Alert color="danger" live>
          {failure}
        </Alert>
      )}
      {status !== undefined && <StatusFacts status={status} />}
    </Panel>
  );
}

function megabytes(bytes: bigint): string {
  return t("admin.health.megabytes", { n: formatNumber(bytes / 1_000_000n) });
}

function StatusFacts({ status }: { status: ServerStatus }) {
  const low = status.diskFree < status.diskFreeMin * 2n;
  return (
    <>
      <p>
        <Tag color={status.ready ? "success" : "danger"}>{t(status.ready ? "admin.health.ready" : "admin.health.not_ready")}</Tag>{" "}
        {low && <Tag color="warning">{t("admin.health.disk_low")}</Tag>}
      </p>
      {status.trouble !== "" && <p lang="en">{status.trouble}</p>}
      <Facts
        rows={[
          [t("admin.health.version"), status.version],
          [t("admin.health.started"), formatDate(Number(status.startedMs))],
          [t("admin.health.programmes"), formatNumber(status.programmes)],
          [t("admin.health.rooms"), t("admin.health.loaded_of", { loaded: status.roomsLoaded, rooms: status.rooms })],
          [t("admin.health.events"), formatNumber(status.events)],
          [t("admin.health.sessions"), formatNumber(status.sessions)],
          [t("admin.health.disk"), t("admin.health.free_of", { free: megabytes(status.diskFree), size: megabytes(status.diskSize) })],
          [t("admin.health.tls"), t(status.tls ? "admin.yes" : "admin.no")],
        ]}
      />
    </>
  );
}
