import { useLayoutEffect, useState } from "preact/hooks";

import paths from "../words/paths.json";

/** Where in the app one is. */
export type Route =
  | { view: "start" }
  | { view: "join"; code: string }
  | { view: "room"; programme: string; room: string; page: string }
  | { view: "screen"; programme: string; room: string }
  | { view: "public"; programme: string; room: string }
  | { view: "past"; programme: string; room: string }
  | { view: "training"; programme: string; room: string }
  | { view: "network"; programme: string }
  | { view: "admin" }
  | { view: "accessibility" }
  | { view: "notFound" };

/** What `pathname` and `hash` name. A link's code stands in the fragment and nowhere else. */
export function parseRoute(pathname: string, hash: string): Route {
  let parts: string[];
  try {
    parts = pathname.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return { view: "notFound" }; // A percent sign that encodes nothing.
  }
  const [first, programme, room, last, ...rest] = parts;
  if (rest.length > 0) return { view: "notFound" };
  if (first === undefined) return { view: "start" };
  if (first === "j" && programme === undefined) return { view: "join", code: hash.replace(/^#/, "") };
  if (first === "admin" && programme === undefined) return { view: "admin" };
  if (first === paths.accessibility && programme === undefined) return { view: "accessibility" };
  if (first === "p" && programme && room === undefined) return { view: "network", programme };
  if (first !== "w" || !programme || !room) return { view: "notFound" };
  if (last === paths.screen) return { view: "screen", programme, room };
  if (last === paths.public) return { view: "public", programme, room };
  if (last === paths.past) return { view: "past", programme, room };
  if (last === paths.training) return { view: "training", programme, room };
  return { view: "room", programme, room, page: last ?? "" };
}

const changed = "tingbok:navigated";

/** Goes to a path of the app. */
export function navigate(path: string, replace = false): void {
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  window.dispatchEvent(new Event(changed));
}

export const links = {
  start: () => "/",
  join: (code: string) => `/j#${code}`,
  room: (workshop: string, page = "") => `/w/${workshop}${page && `/${page}`}`,
  lead: (workshop: string) => `/w/${workshop}/${paths.lead}`,
  screen: (workshop: string) => `/w/${workshop}/${paths.screen}`,
  public: (workshop: string) => `/w/${workshop}/${paths.public}`,
  past: (workshop: string) => `/w/${workshop}/${paths.past}`,
  training: (workshop: string) => `/w/${workshop}/${paths.training}`,
  network: (programme: string) => `/p/${programme}`,
  admin: () => "/admin",
  accessibility: () => `/${paths.accessibility}`,
};

/** The route now; draws anew when it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.pathname, location.hash));
  // Before the effects of what is shown: a view may lead on at once.
  useLayoutEffect(() => {
    const listener = () => setRoute(parseRoute(location.pathname, location.hash));
    window.addEventListener("popstate", listener);
    window.addEventListener("hashchange", listener);
    window.addEventListener(changed, listener);
    return () => {
      window.removeEventListener("popstate", listener);
      window.removeEventListener("hashchange", listener);
      window.removeEventListener(changed, listener);
    };
  }, []);
  return route;
}

/** Lets ordinary links within the app change the page without loading it anew. */
export function interceptLinks(): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (/^\/(api|ws|healthz|readyz|metrics)(\/|$)/.test(link.pathname)) return;
    // A jump within the page (the skip link) stays the browser's.
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    navigate(link.pathname + link.search + link.hash);
  });
}
