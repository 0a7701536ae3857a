import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import { t } from "../i18n/index.ts";

/** A text field of one or several lines, with help and a count of what is left. */
export function TextField(props: {
  label: string;
  help?: string;
  value: string;
  onInput: (value: string) => void;
  lines?: number;
  /** Bytes of UTF-8 the server takes. */
  max?: number;
  required?: boolean;
}) {
  const id = useId();
  const max = props.max ?? 8000;
  const left = max - new TextEncoder().encode(props.value).length;
  const close = left < max / 10;
  const described = [props.help && `${id}-help`, close && `${id}-left`].filter(Boolean).join(" ");
  const common = {
    id,
    class: "ds-input",
    value: props.value,
    "aria-describedby": described || undefined,
    "aria-invalid": left < 0,
    required: props.required,
  };
  return (
    <div class="ds-field">
      <label class="ds-label" for={id}>
        {props.label}
      </label>
      {props.help && (
        <p class="subtle" id={`${id}-help`}>
          {props.help}
        </p>
      )}
      {props.lines ? (
        <textarea
          {...common}
          rows={props.lines}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      ) : (
        <input {...common} onInput={(event) => props.onInput(event.currentTarget.value)} />
      )}
      {close && (
        <p class="subtle" id={`${id}-left`} aria-live="polite">
          {left < 0 ? t("form.over", { n: -left }) : t("form.left", { n: left })}
        </p>
      )}
    </div>
  );
}

export interface Option {
  value: string;
  text: string;
  language?: string | undefined;
}

export function SelectField(props: {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="ds-field">
      <label class="ds-label" for={id}>
        {props.label}
      </label>
      <select
        id={id}
        class="ds-input"
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map(({ value, text, language }) => (
          <option key={value} value={value} {...(language ? { lang: language } : {})}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of several, each a row that is easy to hit. */
export function Choices(props: {
  legend: ComponentChildren;
  name: string;
  value: string;
  options: readonly (Option & { note?: ComponentChildren })[];
  onChange: (value: string) => void;
}) {
  return (
    <fieldset class="ds-fieldset picks">
      <legend class="ds-label">{props.legend}</legend>
      {props.options.map(({ value, text, language, note }) => (
        <label key={value} class="pick" data-picked={props.value === value}>
          <input
            class="ds-input"
            type="radio"
            name={props.name}
            value={value}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          <span class="pick-text">
            <span {...(language ? { lang: language } : {})}>{text}</span>
            {note && <span class="subtle">{note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Any number of several. */
export function Ticks(props: {
  legend: ComponentChildren;
  value: readonly string[];
  options: readonly (Option & { note?: ComponentChildren })[];
  onChange: (value: string[]) => void;
}) {
  return (
    <fieldset class="ds-fieldset picks">
      <legend class="ds-label">{props.legend}</legend>
      {props.options.map(({ value, text, language, note }) => {
        const ticked = props.value.includes(value);
        return (
          <label key={value} class="pick" data-picked={ticked}>
            <input
              class="ds-input"
              type="checkbox"
              checked={ticked}
              onChange={() =>
                props.onChange(
                  ticked ? props.value.filter((other) => other !== value) : [...props.value, value],
                )
              }
            />
            <span class="pick-text">
              <span {...(language ? { lang: language } : {})}>{text}</span>
              {note && <span class="subtle">{note}</span>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

