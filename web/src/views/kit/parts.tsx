/** Small parts that the leading, public and network views share. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

/** A part of a page with a heading. */
export function Panel({ title, children, aside }: { title: string; children: ComponentChildren; aside?: ComponentChildren }) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id} class="ds-heading" data-size="xs">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface ButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly variant?: "primary" | "secondary" | "tertiary";
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** What a screen reader hears where the label alone would not do in a list; it begins with the label. */
  readonly about?: string;
  readonly small?: boolean;
}

export function Button({ label, onClick, variant = "secondary", danger = false, disabled = false, about, small = false }: ButtonProps) {
  return (
    <button
      type="button"
      class="ds-button"
      data-variant={variant}
      data-color={danger ? "danger" : "accent"}
      data-size={small ? "sm" : "md"}
      disabled={disabled}
      onClick={onClick}
    >
      {label}
      {about && <span class="ds-sr-only"> {about}</span>}
    </button>
  );
}

interface ReasonProps {
  readonly label: string;
  readonly reasonLabel: string;
  readonly submitLabel: string;
  readonly hint?: string;
  readonly danger?: boolean;
  readonly children?: ComponentChildren;
  readonly ready?: boolean;
  readonly onReason: (reason: string) => void;
  /** A reason must be given. */
  readonly required?: boolean;
}

/** An action that opens to ask for a reason before it is done. */
export function WithReason(props: ReasonProps) {
  const [reason, setReason] = useState("");
  const id = useId();
  const { label, reasonLabel, submitLabel, hint, danger = false, children, ready = true, required = true } = props;
  return (
    <details class="ds-details reason" data-size="sm">
      <summary>{label}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onReason(reason.trim());
          setReason("");
          event.currentTarget.closest("details")?.removeAttribute("open");
        }}
      >
        {hint && <p>{hint}</p>}
        {children}
        <div class="ds-field">
          <label class="ds-label" for={id}>
            {reasonLabel}
          </label>
          <textarea
            id={id}
            class="ds-input"
            rows={2}
            maxLength={2000}
            required={required}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </div>
        <button
          class="ds-button"
          data-color={danger ? "danger" : "accent"}
          disabled={!ready || (required && reason.trim() === "")}
        >
          {submitLabel}
        </button>
      </form>
    </details>
  );
}

/** Facts in two columns; one on a narrow screen. */
export function Facts({ rows }: { rows: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="glance">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Tag({ children, color = "neutral" }: { children: ComponentChildren; color?: string }) {
  return (
    <span class="ds-tag" data-color={color} data-size="sm">
      {children}
    </span>
  );
}
