import { connectAhead } from "../store/room.tsx";
import { accessTo } from "./access.ts";
import { parseRoute } from "./router.ts";

/** Without news of the room for so long, the page is drawn without it. */
const newsMsMax = 200;

/**
 * Connects to the room that the address names before anything is drawn. Resolves when there is something of the room to
 * draw, so that a slow phone need not draw a page to wait on before the page; at the latest after `newsMsMax`.
 */
export async function roomAhead(): Promise<void> {
  const route = parseRoute(location.pathname, location.hash);
  if (route.view !== "room") return;
  const access = accessTo(route.programme);
  if (!access) return;
  const store = connectAhead(`${route.programme}/${route.room}`, access);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, newsMsMax);
    const forget = store.listen({
      updated: () => {
        if (store.model.number === 0 && (store.link === "connecting" || store.link === "behind")) return;
        clearTimeout(timer);
        forget();
        resolve();
      },
    });
  });
}
