import { Role } from "@tingbok/client/schema";
import { useEffect, useState } from "preact/hooks";

import { ApiError, enter } from "../../app/access.ts";
import { links, navigate } from "../../app/router.ts";
import { Page } from "../../app/shell.tsx";
import { Alert } from "../../components/basics.tsx";
import { languageChosen, languageName, languages, setLanguage, t, useLanguage } from "../../i18n/index.ts";

/** A code by hand, or as somebody pasted it: the whole link, spaces around it. */
export function cleanCode(typed: string): string {
  const trimmed = typed.trim().replace(/\s+/g, "");
  const hash = trimmed.lastIndexOf("#");
  return hash < 0 ? trimmed : trimmed.slice(hash + 1);
}

/** /j#CODE: choose a language and come in. No account, no password. */
export function Join(props: { code: string }) {
  const language = useLanguage();
  const [typed, setTyped] = useState(props.code);
  const [trouble, setTrouble] = useState("");
  // A link brings its code; where that one did not work, another is written.
  const [asks, setAsks] = useState(props.code === "");
  const [busy, setBusy] = useState(false);

  // The code is a key to the room: it stands neither in the address nor in the history for long.
  useEffect(() => {
    if (props.code) history.replaceState(null, "", links.join("").replace(/#$/, ""));
  }, []);

  async function come(event: Event) {
    event.preventDefault();
    const code = cleanCode(typed);
    if (code === "") return setTrouble(t("join.noCode"));
    setBusy(true);
    setTrouble("");
    try {
      const access = await enter(code);
      if (!languageChosen() && languages.includes(access.language))
        await setLanguage(access.language, false);
      const only = access.rooms.length === 1 ? access.rooms[0] : undefined;
      if (only && access.role === Role.SCREEN) navigate(links.screen(only.workshop), true);
      else if (only?.leads && !only.member) navigate(links.lead(only.workshop), true);
      else navigate(only ? links.room(only.workshop) : links.start(), true);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setBusy(false);
      setAsks(true);
      if (!asks && !error.unreachable && error.status < 500) setTyped("");
      setTrouble(t(error.unreachable ? "join.unreachable" : error.status < 500 ? "join.badCode" : "join.busy"));
    }
  }

  return (
    <Page title={t("join.title")}>
      <p>{t("join.text")}</p>
      <fieldset class="ds-fieldset">
        <legend class="ds-label">{t("join.language")}</legend>
        <div class="row">
          {languages.map((tag) => (
            <button
              key={tag}
              type="button"
              class="ds-button"
              data-variant={tag === language ? "primary" : "secondary"}
              aria-pressed={tag === language}
              lang={tag}
              onClick={() => void setLanguage(tag)}
            >
              {languageName(tag)}
            </button>
          ))}
        </div>
      </fieldset>
      <form class="stack" onSubmit={(event) => void come(event)}>
        {asks && (
          <div class="ds-field">
            <label class="ds-label" for="join-code">
              {t("join.code")}
            </label>
            <p class="subtle" id="join-code-help">
              {t("join.codeHelp")}
            </p>
            <input
              id="join-code"
              class="ds-input"
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              aria-describedby="join-code-help"
              aria-invalid={trouble !== ""}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        )}
        <button type="submit" class="ds-button big" aria-busy={busy} disabled={busy}>
          {t("join.enter")}
        </button>
        <div role="alert">{trouble && <Alert color="danger">{trouble}</Alert>}</div>
      </form>
    </Page>
  );
}
