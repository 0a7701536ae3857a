import type { DescEnum } from "@bufbuild/protobuf";
import { useEffect, useState } from "preact/hooks";

import nb from "./nb.json";
import { deviceStorage, keep } from "../app/storage.ts";
import names from "../words/languages.json";

/** A text's name. Bokmål is the catalogue the others are compared with. */
export type Key = keyof typeof nb;
/** A text that depends on a number: its forms end in the categories of Intl.PluralRules. */
export type PluralKey = Key extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never;
export type Catalogue = Readonly<Record<Key, string>>;
export type Params = Readonly<Record<string, string | number>>;

/**
 * Every catalogue in this folder is a language of the app: to add one, add its file. It is named by
 * its BCP 47 tag and holds the keys of nb.json (web/test/catalogues.test.ts).
 */
const files = import.meta.glob<Catalogue>("./*.json", { import: "default" });
export const languages: readonly string[] = Object.keys(files)
  .map((path) => path.slice(2, -".json".length))
  .sort((a, b) => order(a) - order(b) || a.localeCompare(b));

function order(language: string): number {
  const first = Object.keys(names).indexOf(language);
  return first < 0 ? 99 : first;
}

const storedIn = "tingbok/language";
let language = "nb";
let catalogue: Catalogue = nb;
const listeners = new Set<() => void>();

/** The language of the app now, as a BCP 47 tag. */
export function currentLanguage(): string {
  return language;
}

/** The name of a language in that language, such as "Norsk nynorsk". */
export function languageName(tag: string): string {
  // For a name the browser reads all it knows of a language; on a slow phone the page waits for it.
  const known = (names as Readonly<Record<string, string>>)[tag];
  if (known) return known;
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** What the person chose before, else the first of the browser's languages that there is. */
export function preferredLanguage(): string {
  const chosen = deviceStorage.getItem(storedIn);
  if (chosen && languages.includes(chosen)) return chosen;
  for (const tag of navigator.languages) {
    const base = tag.toLowerCase().split("-")[0]!;
    const found = base === "no" ? "nb" : base;
    if (languages.includes(found)) return found;
  }
  return "nb";
}

/** Loads the catalogue and shows the app in it. Where it cannot be loaded, the language stays. */
export async function setLanguage(tag: string, remember = true): Promise<void> {
  const load = files[`./${tag}.json`];
  if (!load) throw new RangeError(`there is no catalogue for ${tag}`);
  catalogue = tag === "nb" ? nb : await load();
  language = tag;
  document.documentElement.lang = tag;
  if (remember) keep(deviceStorage, storedIn, tag);
  for (const listener of listeners) listener();
}

/** Whether the person has chosen a language on this device. */
export function languageChosen(): boolean {
  return deviceStorage.getItem(storedIn) !== null;
}

/** The text of a key, with {name} replaced by the parameter of that name. */
export function t(key: Key, params?: Params): string {
  const text = catalogue[key];
  if (text === undefined) throw new Error(`no text for ${key} in ${language}`);
  return params ? fill(text, params) : text;
}

/** The text for a number; `{n}` is the number. */
export function tn(key: PluralKey, n: number, params?: Params): string {
  const category = new Intl.PluralRules(language).select(n);
  const texts = catalogue as Readonly<Record<string, string>>;
  const text = texts[`${key}_${category}`] ?? texts[`${key}_other`];
  if (text === undefined) throw new Error(`no text for ${key} in ${language}`);
  return fill(text, { n: formatNumber(n), ...params });
}

function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** The text of an enum's value, "enum.Name.VALUE"; a value of a newer schema shows its number. */
export function enumText(schema: DescEnum, value: number): string {
  const name = schema.value[value]?.localName;
  const nested = schema.typeName.replace(/^tingbok\.v1\./, "").replace(".", "_");
  const text = (catalogue as Readonly<Record<string, string>>)[`enum.${nested}.${name}`];
  return text ?? String(value);
}

/** The text of a key that is made at run time; undefined where there is none. */
export function maybeText(key: string): string | undefined {
  return (catalogue as Readonly<Record<string, string>>)[key];
}

export function formatNumber(n: number | bigint): string {
  return new Intl.NumberFormat(language).format(n);
}

/** Times and dates in English as in Britain: 24 hours, the day before the month. */
function region(): string {
  return language === "en" ? "en-GB" : language;
}

export function formatTime(ms: number): string {
  return new Intl.DateTimeFormat(region(), { hour: "2-digit", minute: "2-digit" }).format(ms);
}

export function formatDate(ms: number): string {
  return new Intl.DateTimeFormat(region(), { dateStyle: "medium", timeStyle: "short" }).format(ms);
}

/** "a, b and c", as the language writes it. */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(items);
}

/** Draws the component anew when the language changes; returns the language. */
export function useLanguage(): string {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((n) => n + 1);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return language;
}
