import { t, useLanguage } from "../i18n/index.ts";
import { lazy } from "./lazy.tsx";
import { links, parseRoute, useRoute } from "./router.ts";
import { LiveRegions, Page } from "./shell.tsx";
import { Join } from "../views/join/join.tsx";
import Room from "../views/room.tsx";

// What most people open, from a link to their room, comes in one file. Each other view is fetched when it is first shown.
const Start = lazy(() => import("../views/start/start.tsx"));
const Wall = lazy(() => import("../views/wall/wall.tsx"));
const Public = lazy(() => import("../views/public/public.tsx"));
const Past = lazy(() => import("../views/past/past.tsx"));
const Training = lazy(() => import("../views/training/training.tsx"));
const Network = lazy(() => import("../views/network/network.tsx"));
const Admin = lazy(() => import("../views/admin/admin.tsx"));
const Accessibility = lazy(() => import("../views/a11y/a11y.tsx"));

/** Begins to fetch what the address needs, while the language is on its way. */
export function preload(): void {
  switch (parseRoute(location.pathname, location.hash).view) {
    case "start":
      return Start.preload();
    case "screen":
      return Wall.preload();
    case "public":
      return Public.preload();
    default:
  }
}

/** The whole app: one view by route. */
export function App() {
  useLanguage();
  return (
    <>
      <LiveRegions />
      <View />
    </>
  );
}

function View() {
  const route = useRoute();
  switch (route.view) {
    case "start":
      return <Start />;
    case "join":
      return <Join key={route.code} code={route.code} />;
    case "room": {
      const workshop = `${route.programme}/${route.room}`;
      return <Room key={workshop} workshop={workshop} page={route.page} />;
    }
    case "screen": {
      const workshop = `${route.programme}/${route.room}`;
      return <Wall key={workshop} workshop={workshop} />;
    }
    case "public": {
      const workshop = `${route.programme}/${route.room}`;
      return <Public key={workshop} workshop={workshop} />;
    }
    case "past": {
      const workshop = `${route.programme}/${route.room}`;
      return <Past key={workshop} workshop={workshop} />;
    }
    case "training": {
      const workshop = `${route.programme}/${route.room}`;
      return <Training key={workshop} workshop={workshop} />;
    }
    case "network":
      return <Network key={route.programme} programme={route.programme} />;
    case "admin":
      return <Admin />;
    case "accessibility":
      return <Accessibility />;
    case "notFound":
      return <NotFound />;
  }
}

function NotFound() {
  return (
    <Page title={t("notFound.title")}>
      <p>{t("notFound.text")}</p>
      <p>
        <a class="ds-button" href={links.start()}>
          {t("notFound.start")}
        </a>
      </p>
    </Page>
  );
}
