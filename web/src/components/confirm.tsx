import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "../i18n/index.ts";

/** A button that asks once more, in its own place, before it acts. */
export function ConfirmButton(props: {
  children: ComponentChildren;
  /** What one is asked. */
  question: string;
  /** What the button says that does it. */
  yes: string;
  onYes: () => void;
  variant?: "primary" | "secondary" | "tertiary";
  color?: string;
  disabled?: boolean;
}) {
  const [asking, setAsking] = useState(false);
  const yes = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (asking) yes.current?.focus();
    else if (asked.current) first.current?.focus();
    asked.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <button
        type="button"
        class="ds-button"
        data-variant={props.variant ?? "secondary"}
        data-color={props.color}
        disabled={props.disabled}
        ref={first}
        onClick={() => setAsking(true)}
      >
        {props.children}
      </button>
    );
  }
  return (
    <div class="confirm stack" role="group" aria-label={props.question}>
      <p>{props.question}</p>
      <div class="row">
        <button
          type="button"
          class="ds-button"
          data-color={props.color}
          ref={yes}
          onClick={() => {
            setAsking(false);
            props.onYes();
          }}
        >
          {props.yes}
        </button>
        <button type="button" class="ds-button" data-variant="secondary" onClick={() => setAsking(false)}>
          {t("confirm.no")}
        </button>
      </div>
    </div>
  );
}
