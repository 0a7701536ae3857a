import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DescEnum } from "@bufbuild/protobuf";
import * as schema from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

const root = new URL("../src/", import.meta.url).pathname;
const folder = join(root, "i18n");
const catalogues = new Map<string, Record<string, string>>();
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")))
  catalogues.set(
    file.replace(".json", ""),
    JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, string>,
  );
const nb = catalogues.get("nb")!;

/** Comments may name the Norwegian term that people use. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

/** "key" for a text, "key_*" for the forms of one that depends on a number. */
function baseOf(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, "_*");
}
function places(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort();
}

// Goal: nobody meets an empty place or another language because a text was forgotten.
describe.each([...catalogues])("catalogue %s", (language, catalogue) => {
  it("has every key of bokmål and no other", () => {
    const wanted = new Set(Object.keys(nb).map(baseOf));
    const found = new Set(Object.keys(catalogue).map(baseOf));
    expect([...wanted].filter((key) => !found.has(key)), "missing").toEqual([]);
    expect([...found].filter((key) => !wanted.has(key)), "unknown").toEqual([]);
  });

  it("has its name among the words", () => {
    const names = JSON.parse(readFileSync(join(root, "words/languages.json"), "utf8")) as Record<string, string>;
    expect(names[language]?.toLowerCase()).toBe(new Intl.DisplayNames([language], { type: "language" }).of(language)?.toLowerCase());
  });

  it("has every form of number that the language tells apart", () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const bases = new Set(Object.keys(nb).filter((key) => key.endsWith("_other")));
    for (const key of bases)
      for (const category of categories)
        expect(catalogue).toHaveProperty([key.replace(/other$/, category)]);
  });

  it("has no empty text and the same places to fill", () => {
    for (const [key, text] of Object.entries(catalogue)) {
      expect(text.trim(), key).not.toBe("");
      if (nb[key] !== undefined && !key.includes("_"))
        expect(places(text), key).toEqual(places(nb[key]));
    }
  });

  it("stands in alphabetical order, so that two people's additions do not meet", () => {
    const keys = Object.keys(catalogue);
    expect(keys).toEqual([...keys].sort());
  });
});

// Goal: a new value of the schema cannot reach people without words.
describe("enums", () => {
  const enums: DescEnum[] = [
    schema.AudienceSchema,
    schema.BudgetCompletionSchema,
    schema.DecidedBySchema,
    schema.Electorate_KindSchema,
    schema.LevelSchema,
    schema.LineageKindSchema,
    schema.MeetingFormSchema,
    schema.MeetingStatusSchema,
    schema.ModeSchema,
    schema.NoteReachSchema,
    schema.OutcomeSchema,
    schema.PhaseKindSchema,
    schema.PhaseStatusSchema,
    schema.PlaceSchema,
    schema.PresenceSchema,
    schema.ProposalStatusSchema,
    schema.ReallocationStatusSchema,
    schema.RefusalCodeSchema,
    schema.RoleSchema,
    schema.SpeechKindSchema,
    schema.TimelineMarkKindSchema,
    schema.VoteKindSchema,
    schema.VoteMethodSchema,
    schema.VoteStatusSchema,
  ];
  it.each(enums.map((desc) => [desc.typeName, desc] as const))("%s has a text a value", (_, desc) => {
    for (const value of desc.values.filter(({ number }) => number !== 0)) {
      const name = desc.typeName.replace(/^tingbok\.v1\./, "").replace(".", "_");
      expect(nb).toHaveProperty([`enum.${name}.${value.localName}`]);
    }
  });
});

// Goal: whoever leads reads what was done or refused in words, not as a name of the schema.
it.each(schema.CommandSchema.fields.filter(({ oneof }) => oneof?.name === "action").map(({ localName }) => localName))(
  "the action %s has a text",
  (name) => {
    expect(nb).toHaveProperty([`did.${name}`]);
  },
);

// Goal: what people read stands in the catalogues, where it can be translated.
describe("sources", () => {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx?|css)$/.test(name))
    .map((name) => [name, withoutComments(readFileSync(join(root, name), "utf8"))] as const);

  it.each(files)("%s holds no Norwegian letters", (_, text) => {
    expect(text.match(/.*[æøåÆØÅ].*/g) ?? []).toEqual([]);
  });

  it.each(files)("%s holds no words of the bokmål catalogue", (_, text) => {
    const strings = [...text.matchAll(/"([^"\n]*)"|'([^'\n]*)'|`([^`]*)`|>([^<>{}]+)</g)]
      .flatMap((found) => found.slice(1).filter((part) => part !== undefined))
      .map((part) => part.trim())
      .filter((part) => /\p{L}{4}/u.test(part));
    const texts = new Set(Object.values(nb));
    const english = new Set(Object.values(catalogues.get("en")!));
    const found = strings.filter((part) => texts.has(part) && !english.has(part));
    expect(found).toEqual([]);
  });

  it.each(files)("%s asks for texts that exist", (_, text) => {
    const asked = [...text.matchAll(/\bt\("([^"]+)"/g)].map((found) => found[1]!);
    expect(asked.filter((key) => !(key in nb))).toEqual([]);
  });
});
