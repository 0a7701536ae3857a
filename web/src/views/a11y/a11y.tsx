/** The accessibility statement that the law asks for (likestillings- og diskrimineringsloven § 18; uustatus.no). */
import { Page } from "../../app/shell.tsx";
import { t } from "../../i18n/index.ts";
import { Panel } from "../kit/parts.tsx";
import "../kit/kit.css";

const done = ["a11y.done.keyboard", "a11y.done.announce", "a11y.done.reflow", "a11y.done.colour", "a11y.done.time", "a11y.done.drag", "a11y.done.language"] as const;
const known = ["a11y.known.readers", "a11y.known.content", "a11y.known.wall"] as const;

export default function AccessibilityView() {
  return (
    <Page title={t("shell.accessibility")}>
      <p>{t("a11y.about")}</p>
      <p>{t("a11y.status")}</p>
      <Panel title={t("a11y.done.title")}>
        <ul>
          {done.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("a11y.known.title")}>
        <ul>
          {known.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("a11y.how.title")}>
        <p>{t("a11y.how.text")}</p>
      </Panel>
      <Panel title={t("a11y.tell.title")}>
        <p>{t("a11y.tell.text")}</p>
        <p>
          <a class="ds-link" href="https://www.uutilsynet.no" rel="noreferrer">
            {t("a11y.tell.authority")}
          </a>
        </p>
      </Panel>
    </Page>
  );
}
