import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import { t } from "../i18n/index.ts";

export function Spinner() {
  return (
    <p class="row" role="status">
      <svg class="ds-spinner" viewBox="0 0 50 50" aria-hidden="true">
        <circle cx="25" cy="25" r="20" fill="none" stroke-width="5" />
        <circle cx="25" cy="25" r="20" fill="none" stroke-width="5" />
      </svg>
      <span>{t("load.wait")}</span>
    </p>
  );
}

export type AlertColor = "info" | "success" | "warning" | "danger";

/** A box that says something; `live` where it appears as an answer to what one did. */
export function Alert(props: {
  color: AlertColor;
  title?: string;
  live?: boolean;
  children?: ComponentChildren;
}) {
  return (
    <div class="ds-alert" data-color={props.color} {...(props.live ? { role: "status" } : {})}>
      {props.title && (
        <h2 class="ds-heading" data-size="xs">
          {props.title}
        </h2>
      )}
      <div class="stack">{props.children}</div>
    </div>
  );
}

/** A part of a page with a heading of its own. */
export function Section(props: {
  title: string;
  /** Stable id: links and tests find the section by it. */
  id: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  // Not made of the section's id: that may hold a name with spaces.
  const title = useId();
  return (
    <section class="ds-card section" aria-labelledby={title} id={props.id}>
      <div class="row section-head">
        <h2 class="ds-heading grow" data-size="sm" id={title}>
          {props.title}
        </h2>
        {props.aside}
      </div>
      <div class="stack">{props.children}</div>
    </section>
  );
}

/** What people wrote, as they wrote it, in the language they wrote it in. */
export function Written(props: { text: string; language?: string | undefined }) {
  return (
    <span class="written" {...(props.language ? { lang: props.language } : {})}>
      {props.text}
    </span>
  );
}

export function Tag(props: { color?: string; children: ComponentChildren }) {
  return (
    <span class="ds-tag" data-color={props.color ?? "neutral"}>
      {props.children}
    </span>
  );
}
