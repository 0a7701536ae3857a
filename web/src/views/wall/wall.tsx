/**
 * The wall screen. It follows the chair without input, is read from the last row, and shows what anyone may see. One
 * drawing for a frame at most (store/room.tsx), nothing measured, and lists of a bounded length.
 */
import { useEffect, useRef } from "preact/hooks";

import { t } from "../../i18n/index.ts";
import { roomOf } from "../../model/people.ts";
import { follow, sceneOf, type Watched } from "../../model/scene.ts";
import { PublicRoom } from "../kit/public_room.tsx";
import { useRoom } from "../kit/room.tsx";
import { SceneOf } from "./scenes.tsx";
import { Side, Top } from "./surroundings.tsx";
import "../kit/kit.css";
import "./wall.css";

export default function WallView({ workshop }: { workshop: string }) {
  return (
    <PublicRoom workshop={workshop}>
      <Wall workshop={workshop} />
    </PublicRoom>
  );
}

function Wall({ workshop }: { workshop: string }) {
  const { read, connection } = useRoom();
  const watched = useRef<Watched | undefined>(undefined);
  const room = roomOf(read);
  const body = room?.config?.body ?? workshop;
  useEffect(() => {
    document.title = `${t("wall.title", { body })} – Tingbok`;
  }, [body]);
  if (room === undefined) {
    return (
      <main class="wall" id="main">
        <h1>{body}</h1>
        <p role="status">{t(connection.link === "stopped" ? "wall.not_public" : "load.wait")}</p>
      </main>
    );
  }
  watched.current = follow(read, watched.current);
  const scene = sceneOf(read, watched.current);
  return (
    <main class="wall" id="main" data-scene={scene.show} data-number={read.number}>
      <Top />
      <section class="wall-scene" aria-live="polite" aria-label={t(`wall.scene.${scene.show}`)}>
        <SceneOf scene={scene} />
      </section>
      {scene.show !== "doors" && <Side />}
    </main>
  );
}
