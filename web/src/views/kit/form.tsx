/** Fields of a form: a label, a control, a hint; wired by hand, so that they work in any order of rendering. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

interface Common {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly disabled?: boolean | undefined;
}

function Labelled({ id, label, hint, children }: Common & { id: string; children: ComponentChildren }) {
  return (
    <div class="ds-field">
      <label class="ds-label" for={id}>
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} data-field="description">
          {hint}
        </p>
      )}
      {children}
    </div>
  );
}

interface TextProps extends Common {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly required?: boolean;
  /** More than one: a text area of so many rows. */
  readonly rows?: number;
  /** What is typed is not shown. */
  readonly hidden?: boolean;
  readonly maxLength?: number;
}

/** A line or an area of text. Bounded by what the server takes: a title 1,000 bytes, a text 8,000. */
export function TextField(props: TextProps) {
  const id = useId();
  const { label, hint, value, onValue, required = false, rows = 1, hidden = false, disabled = false } = props;
  const common = {
    id,
    class: "ds-input",
    value,
    required,
    disabled,
    maxLength: props.maxLength ?? (rows > 1 ? 4000 : 300),
    autocomplete: "off" as const,
    "aria-describedby": hint ? `${id}-hint` : undefined,
  };
  return (
    <Labelled id={id} label={label} hint={hint}>
      {rows > 1 ? (
        <textarea {...common} rows={rows} onInput={(event) => onValue(event.currentTarget.value)} />
      ) : hidden ? (
        <input {...common} type="password" onInput={(event) => onValue(event.currentTarget.value)} />
      ) : (
        <input {...common} type="text" onInput={(event) => onValue(event.currentTarget.value)} />
      )}
    </Labelled>
  );
}

interface NumberProps extends Common {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onValue: (value: number) => void;
}

/** A whole number within bounds; what is outside or no number becomes the nearest bound. */
export function NumberField({ label, hint, value, min, max, onValue, disabled = false }: NumberProps) {
  const id = useId();
  /** What is typed and not taken yet: the room goes on meanwhile, and the field is drawn anew with it. */
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const take = (text: string) => {
    setTyped(undefined);
    const number = Number.parseInt(text, 10);
    if (Number.isFinite(number)) onValue(Math.min(max, Math.max(min, number)));
  };
  return (
    <Labelled id={id} label={label} hint={hint}>
      <input
        id={id}
        class="ds-input number"
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        value={typed ?? String(value)}
        disabled={disabled}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => setTyped(undefined)}
        onChange={(event) => take(event.currentTarget.value)}
      />
    </Labelled>
  );
}

export interface Choice<T extends string | number> {
  readonly value: T;
  readonly label: string;
}

interface SelectProps<T extends string | number> extends Common {
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onValue: (value: T) => void;
}

/** One of several. */
export function SelectField<T extends string | number>(props: SelectProps<T>) {
  const id = useId();
  const { label, hint, value, choices, onValue, disabled = false } = props;
  const take = (text: string) => {
    const choice = choices.find((one) => String(one.value) === text);
    if (choice !== undefined) onValue(choice.value);
  };
  return (
    <Labelled id={id} label={label} hint={hint}>
      <select
        id={id}
        class="ds-input"
        value={String(value)}
        disabled={disabled}
        onChange={(event) => take(event.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={String(choice.value)}>
            {choice.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface CheckProps extends Common {
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

/** Yes or no. */
export function CheckField({ label, hint, checked, onChecked, disabled = false }: CheckProps) {
  const id = useId();
  return (
    <div>
      <label class="check">
        <input
          class="ds-input"
          type="checkbox"
          checked={checked}
          disabled={disabled}
          aria-describedby={hint ? id : undefined}
          onChange={(event) => onChecked(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {hint && (
        <p id={id} class="subtle check-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface PickProps {
  readonly legend: string;
  readonly hint?: string;
  readonly choices: readonly Choice<string>[];
  readonly picked: readonly string[];
  readonly onPicked: (picked: string[]) => void;
}

/** Several of several, in the order they were picked. */
export function PickField({ legend, hint, choices, picked, onPicked }: PickProps) {
  return (
    <fieldset class="checks">
      <legend class="ds-label">{legend}</legend>
      {hint && <p>{hint}</p>}
      {choices.map((choice) => (
        <CheckField
          key={choice.value}
          label={choice.label}
          checked={picked.includes(choice.value)}
          onChecked={(on) => onPicked(on ? [...picked, choice.value] : picked.filter((one) => one !== choice.value))}
        />
      ))}
    </fieldset>
  );
}

/** Lines of text as a list: trimmed, without empty ones and repeats. */
export function lines(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}
