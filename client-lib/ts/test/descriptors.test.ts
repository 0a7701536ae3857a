import type { DescEnum, DescField, DescMessage, DescOneof } from "@bufbuild/protobuf";
import { fileDesc as wholeFileDesc } from "@bufbuild/protobuf/codegenv2";
import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";

import { fileDesc } from "../src/descriptors.ts";

const generated = new URL("../src/gen/tingbok/v1/", import.meta.url);

interface Source {
  base64: string;
  imports: string[];
}

/** The generated files by the names that they have for each other. */
function sources(): Map<string, Source> {
  const found = new Map<string, Source>();
  for (const name of readdirSync(generated)) {
    const [, file, base64, imports] = /const (file_\w+): GenFile = [^(]*fileDesc\("([^"]+)"(?:, \[([^\]]*)\])?/.exec(
      readFileSync(new URL(name, generated), "utf8"),
    )!;
    found.set(file!, { base64: base64!, imports: imports?.split(", ") ?? [] });
  }
  return found;
}

/** Every file as `hydrate` reads it, those that it imports first. */
function files<File>(hydrate: (base64: string, imports: File[]) => File): File[] {
  const all = sources();
  const read = new Map<string, File>();
  const one = (name: string): File => {
    const { base64, imports } = all.get(name)!;
    if (!read.has(name)) read.set(name, hydrate(base64, imports.map(one)));
    return read.get(name)!;
  };
  return [...all.keys()].map(one);
}

function told({ kind, name, localName, fields, parent }: DescOneof) {
  return { kind, name, localName, fields: fields.map(String), parent: parent.typeName };
}

function fieldTold(field: DescField) {
  const { proto: _, parent, oneof, message, enum: of, toString: __, getDefaultValue: usual, ...plain } = field as never as Record<string, never>;
  return {
    ...plain,
    text: String(field),
    parent: String(parent),
    oneof: oneof && told(oneof),
    message: message && String(message),
    enum: of && String(of),
    usual: usual && (usual as () => unknown)(),
  };
}

function enumTold(desc: DescEnum) {
  const { kind, typeName, name, open, sharedPrefix, deprecated, parent } = desc;
  const values = desc.values.map(({ proto: _, parent: __, toString: ___, ...plain }) => plain);
  const byNumber = Object.entries(desc.value).map(([number, value]) => [number, String(value)]);
  return { kind, typeName, name, open, sharedPrefix, deprecated, parent: parent?.typeName, values, byNumber };
}

function messageTold(desc: DescMessage): unknown {
  const { kind, typeName, name, deprecated, parent, file } = desc;
  return {
    ...{ kind, typeName, name, deprecated, parent, text: String(desc), edition: file.edition },
    fields: desc.fields.map(fieldTold),
    field: Object.entries(desc.field).map(([key, field]) => [key, String(field)]),
    oneofs: desc.oneofs.map(told),
    members: desc.members.map(String),
    nestedMessages: desc.nestedMessages.map(messageTold),
    nestedEnums: desc.nestedEnums.map(enumTold),
    nestedExtensions: desc.nestedExtensions,
  };
}

// Goal: descriptors that are read late say of the whole schema what the library's own say that are read at once.
it("says what the library's descriptors say", () => {
  const whole = files(wholeFileDesc);
  const late = files(fileDesc);
  expect(late.length).toBeGreaterThan(5);
  for (const [i, file] of late.entries()) {
    expect(file.messages.map(messageTold)).toEqual(whole[i]!.messages.map(messageTold));
    expect(file.enums.map(enumTold)).toEqual(whole[i]!.enums.map(enumTold));
    expect([whole[i]!.extensions, whole[i]!.services]).toEqual([file.extensions, file.services]);
  }
});
