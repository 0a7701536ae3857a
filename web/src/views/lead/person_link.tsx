/** A way in for somebody who has none, made by whoever leads: a new phone, a link that was used up. */
import { create, toJson } from "@bufbuild/protobuf";
import { useState } from "preact/hooks";

import { accessTo, apiOf, ApiError } from "../../app/access.ts";
import { t } from "../../i18n/index.ts";
import { roomOf } from "../../model/people.ts";
import { LinkReplySchema, LinkRequestSchema, Role, type LinkReply, type Person } from "../../model/schema.ts";
import { ShownLink } from "../admin/shown_link.tsx";
import { Button } from "../kit/parts.tsx";
import { useRoom, type RoomHandle } from "../kit/room.tsx";

/** Whoever leads, as the room was made, makes links for all but those who lead and audit (docs/protocol.md). */
function mayGetLink({ read, connection }: RoomHandle, { id, role }: Person): boolean {
  const { workshop } = connection;
  const leads = accessTo(workshop.split("/")[0] ?? "")?.rooms.some((room) => room.workshop === workshop && room.leads) ?? false;
  const config = roomOf(read)?.config;
  const leading = [config?.chair, config?.deputy, config?.secretary, ...(config?.facilitators ?? [])];
  return leads && role !== Role.AUDITOR && !leading.includes(id);
}

/** The button, and for as long as it is shown, the link. */
export function PersonLink({ person }: { person: Person }) {
  const room = useRoom();
  const [link, setLink] = useState<LinkReply | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const label = person.label || person.id;
  if (!mayGetLink(room, person)) return null;
  const make = async () => {
    const programme = room.connection.workshop.split("/")[0] ?? "";
    const body = toJson(LinkRequestSchema, create(LinkRequestSchema, { person: person.id }));
    try {
      setLink(await apiOf(programme).message(LinkReplySchema, "POST", `/api/v1/programmes/${encodeURIComponent(programme)}/links`, body));
      setFailure("");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailure(error.message);
    }
  };
  return (
    <>
      {link === undefined && <Button small variant="tertiary" label={t("admin.link.issue")} about={label} onClick={() => void make()} />}
      {failure !== "" && <p role="alert">{t("lead.people.no_link", { why: failure })}</p>}
      {link !== undefined && <ShownLink link={link} who={label} onDone={() => setLink(undefined)} />}
    </>
  );
}
