/** A room as the public may see it, or as the screen's own link does: for the wall and the public view. */
import { Connection } from "@tingbok/client";
import { Role } from "@tingbok/client/schema";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";

import { accessTo, api } from "../../app/access.ts";
import { RoomStore, RoomStoreProvider } from "../../store/room.tsx";

/**
 * Everyone who is not a screen by their link reads as the public, also a facilitator: what is put on a wall must be
 * what the server would show to anyone, so that nothing depends on what this page leaves out.
 */
export function PublicRoom({ workshop, children }: { workshop: string; children: ComponentChildren }) {
  const store = useMemo(() => {
    const access = accessTo(workshop.split("/")[0] ?? "");
    const screen = access?.role === Role.SCREEN ? access : undefined;
    const connection = new Connection({
      server: "",
      workshop,
      ...(screen ? { accessToken: screen.token } : { ticket: () => api.ticket(workshop) }),
    });
    return new RoomStore(connection, screen?.person ?? "");
  }, [workshop]);
  return <RoomStoreProvider store={store}>{children}</RoomStoreProvider>;
}
