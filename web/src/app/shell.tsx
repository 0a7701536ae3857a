import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { languageName, languages, setLanguage, t, useLanguage } from "../i18n/index.ts";
import { links } from "./router.ts";
import { themes, useTheme, type Theme } from "./theme.ts";

/** The live regions of app/announce.ts. */
export function LiveRegions() {
  return (
    <>
      <div id="announce-polite" class="ds-sr-only" aria-live="polite" role="log" />
      <div id="announce-assertive" class="ds-sr-only" aria-live="assertive" role="alert" />
    </>
  );
}

let firstPage = true;

/**
 * A page of the app: skip link, header, one main with one h1, footer. The heading takes the focus
 * when one page follows another, so that a screen reader says where one is.
 */
export function Page(props: {
  title: string;
  /** What the browser's tab is called, where the title alone is another page's; unset: the title. */
  tab?: string;
  /** What stands over the title: the programme, the body. */
  over?: ComponentChildren;
  /** The status of the connection and what else must always be seen. */
  status?: ComponentChildren;
  /** Fills the window: no footer, no greatest width. */
  wide?: boolean;
  children: ComponentChildren;
}) {
  useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  const tab = props.tab ?? props.title;
  useEffect(() => {
    document.title = `${tab} – Tingbok`;
  }, [tab]);
  useEffect(() => {
    if (!firstPage) heading.current?.focus();
    firstPage = false;
  }, []);
  return (
    <>
      <a class="ds-skip-link" href="#main" onClick={toMain}>
        {t("shell.skip")}
      </a>
      <header class="top">
        <a class="top-name" href={links.start()}>
          Tingbok
        </a>
        <Choices />
      </header>
      {props.status}
      <main id="main" class={props.wide ? "main main-wide" : "main"} tabIndex={-1}>
        {props.over && <p class="over">{props.over}</p>}
        <h1 class="ds-heading" data-size="lg" tabIndex={-1} ref={heading}>
          {props.title}
        </h1>
        {props.children}
      </main>
      <footer class="bottom">
        <a class="ds-link" href={links.accessibility()}>
          {t("shell.accessibility")}
        </a>
      </footer>
    </>
  );
}

/** The address stays as it is: a fragment in it is a code (router.ts). */
function toMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** Language and colours. */
function Choices() {
  const language = useLanguage();
  const [theme, setTheme] = useTheme();
  return (
    <div class="choices">
      <label class="choice">
        <span class="ds-sr-only">{t("shell.language")}</span>
        <select
          class="ds-input"
          value={language}
          onChange={(event) => void setLanguage(event.currentTarget.value)}
        >
          {languages.map((tag) => (
            <option key={tag} value={tag} lang={tag}>
              {languageName(tag)}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        <span class="ds-sr-only">{t("shell.theme")}</span>
        <select
          class="ds-input"
          value={theme}
          onChange={(event) => setTheme(event.currentTarget.value as Theme)}
        >
          {themes.map((name) => (
            <option key={name} value={name}>
              {t(`shell.theme.${name}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
