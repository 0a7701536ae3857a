/**
 * The schema's descriptors; what a message holds is read when it is first used. The generated code calls this in place
 * of @bufbuild/protobuf/codegenv2 (buf.gen.yaml), which reads the whole schema while the page starts: on a phone that
 * takes long, and most of it is about messages that are not on the screen.
 *
 * The descriptors are those of codegenv2 (test/descriptors.test.ts compares all of them) but for `proto`, the message
 * that each was made from: there is none. The schema is proto3, and has no maps, groups, extensions, services, nested
 * messages or descriptors' options.
 */
import type { DescEnumValue, DescField, DescFile, DescOneof, Message } from "@bufbuild/protobuf";
import type { GenEnum, GenMessage } from "@bufbuild/protobuf/codegenv2";
import { protoCamelCase, safeObjectProperty } from "@bufbuild/protobuf/reflect";
import { base64Decode } from "@bufbuild/protobuf/wire";

import { readEnum, readFile, readMessage, readName, type FieldFacts, type ValueFacts } from "./descriptor_bytes.ts";

export type { GenEnum, GenFile, GenMessage } from "@bufbuild/protobuf/codegenv2";

// The numbers of descriptor.proto.
const editionProto3 = 999;
const type = { string: 9, message: 11, bytes: 12, enum: 14 } as const;
const presence = { explicit: 1, implicit: 2 } as const;

/** A file of the schema: what is declared in it, not yet read. */
export function fileDesc(base64: string, imports: DescFile[] = []): DescFile {
  return new SchemaFile(base64, imports as unknown as SchemaFile[]) as unknown as DescFile;
}

/** The message at that place of the file. */
export function messageDesc<Shape extends Message>(file: DescFile, at: number): GenMessage<Shape> {
  return file.messages[at] as unknown as GenMessage<Shape>;
}

/** The enumeration at that place of the file, or of the message at the first place. */
export function enumDesc<Values extends number>(file: DescFile, at: number, inner?: number): GenEnum<Values> {
  const found = inner === undefined ? file.enums[at] : file.messages[at]!.nestedEnums[inner];
  return found as unknown as GenEnum<Values>;
}

class SchemaFile {
  readonly kind = "file";
  readonly edition = editionProto3;
  readonly deprecated = false;
  readonly extensions = [];
  readonly services = [];
  readonly dependencies: readonly SchemaFile[];
  readonly messages: readonly SchemaMessage[];
  readonly enums: readonly SchemaEnum[];
  readonly #types = new Map<string, SchemaMessage | SchemaEnum>();

  constructor(base64: string, dependencies: readonly SchemaFile[]) {
    this.dependencies = dependencies;
    const bytes = readFile(base64Decode(base64));
    this.messages = bytes.messages.map((one) => new SchemaMessage(one, this, bytes.package));
    this.enums = bytes.enums.map((one) => new SchemaEnum(one, this, undefined, bytes.package));
    for (const one of [...this.messages, ...this.enums]) this.#types.set(one.typeName, one);
  }

  /** What has that full name, here or in a file that this one imports. */
  find(typeName: string): SchemaMessage | SchemaEnum {
    for (const file of [this, ...this.dependencies]) {
      const found = file.#types.get(typeName);
      if (found) return found;
    }
    const outer = this.find(typeName.slice(0, typeName.lastIndexOf(".")));
    return (outer as SchemaMessage).nestedEnums.find((one) => one.typeName === typeName)!;
  }
}

/** What a message holds. */
type Members = Pick<SchemaMessage, "fields" | "field" | "oneofs" | "members" | "nestedEnums">;

class SchemaMessage {
  readonly kind = "message";
  readonly deprecated = false;
  readonly parent = undefined;
  readonly nestedMessages = [];
  readonly nestedExtensions = [];
  readonly file: SchemaFile;
  readonly name: string;
  readonly typeName: string;
  readonly #bytes: Uint8Array;
  #members: Members | undefined;

  constructor(bytes: Uint8Array, file: SchemaFile, within: string) {
    this.#bytes = bytes;
    this.file = file;
    this.name = readName(bytes);
    this.typeName = `${within}.${this.name}`;
  }

  get fields(): DescField[] {
    return this.#read().fields;
  }
  get field(): Record<string, DescField> {
    return this.#read().field;
  }
  get oneofs(): DescOneof[] {
    return this.#read().oneofs;
  }
  /** Fields, and in place of those in a oneof the oneof, where its first field stands. */
  get members(): (DescField | DescOneof)[] {
    return this.#read().members;
  }
  get nestedEnums(): SchemaEnum[] {
    return this.#read().nestedEnums;
  }
  toString(): string {
    return `message ${this.typeName}`;
  }

  #read(): Members {
    return (this.#members ??= membersOf(this, this.#bytes));
  }
}

function membersOf(parent: SchemaMessage, bytes: Uint8Array): Members {
  const read = readMessage(bytes);
  const groups = read.oneofs.map((name) => oneofOf(parent, name));
  const fields = read.fields.map((facts) => {
    // A field that is optional stands alone in a oneof of the compiler's.
    const group = facts.oneof === undefined || facts.optional ? undefined : groups[facts.oneof];
    const field = fieldOf(parent, facts, group);
    group?.fields.push(field);
    return field;
  });
  return {
    fields,
    field: Object.fromEntries(fields.map((field) => [field.localName, field])),
    oneofs: groups.filter((group) => group.fields.length > 0),
    members: [...new Set(fields.map((field) => field.oneof ?? field))],
    nestedEnums: read.enums.map((one) => new SchemaEnum(one, parent.file, parent, parent.typeName)),
  };
}

function oneofOf(parent: SchemaMessage, name: string): DescOneof {
  return {
    kind: "oneof",
    deprecated: false,
    parent,
    name,
    localName: safeObjectProperty(protoCamelCase(name)),
    fields: [],
    toString: () => `oneof ${parent.typeName}.${name}`,
  } as unknown as DescOneof;
}

function fieldOf(parent: SchemaMessage, facts: FieldFacts, oneof: DescOneof | undefined): DescField {
  const { name, number, repeated } = facts;
  const holds = facts.type === type.message ? "message" : facts.type === type.enum ? "enum" : "scalar";
  const alone = repeated ? undefined : holds;
  const camel = protoCamelCase(name);
  // Types are looked up when they are asked for: to know a message is not to know all that it may hold.
  const typed = () => (facts.typeName ? parent.file.find(facts.typeName.slice(1)) : undefined);
  return {
    kind: "field",
    deprecated: false,
    parent,
    name,
    number,
    oneof,
    localName: oneof ? camel : safeObjectProperty(camel),
    jsonName: facts.jsonName || camel,
    presence: repeated || !(oneof || facts.optional || alone === "message") ? presence.implicit : presence.explicit,
    utf8Validation: true,
    fieldKind: alone ?? "list",
    listKind: repeated ? holds : undefined,
    mapKind: undefined,
    mapKey: undefined,
    scalar: holds === "scalar" ? facts.type : undefined,
    get message() {
      return holds === "message" ? typed() : undefined;
    },
    get enum() {
      return holds === "enum" ? typed() : undefined;
    },
    delimitedEncoding: holds === "message" ? false : undefined,
    packed: repeated ? isPacked(facts.type) : undefined,
    longAsString: false,
    getDefaultValue: repeated ? undefined : () => undefined,
    toString: () => `field ${parent.typeName}.${name}`,
  } as unknown as DescField;
}

function isPacked(of: number): boolean {
  return of !== type.string && of !== type.bytes && of !== type.message;
}

class SchemaEnum {
  readonly kind = "enum";
  readonly deprecated = false;
  readonly open = true;
  readonly file: SchemaFile;
  readonly parent: SchemaMessage | undefined;
  readonly name: string;
  readonly typeName: string;
  readonly #bytes: Uint8Array;
  #values: DescEnumValue[] | undefined;
  #value: Record<number, DescEnumValue> | undefined;

  constructor(bytes: Uint8Array, file: SchemaFile, parent: SchemaMessage | undefined, within: string) {
    this.#bytes = bytes;
    this.file = file;
    this.parent = parent;
    this.name = readName(bytes);
    this.typeName = `${within}.${this.name}`;
  }

  /** What the names of all values begin with, in lower case. */
  get sharedPrefix(): string {
    return `${this.name.replace(/(?!^)[A-Z]/g, "_$&").toLowerCase()}_`;
  }
  get values(): DescEnumValue[] {
    return (this.#values ??= readEnum(this.#bytes).map((value) => valueOf(this, value)));
  }
  get value(): Record<number, DescEnumValue> {
    return (this.#value ??= Object.fromEntries(this.values.map((value) => [value.number, value])));
  }
  toString(): string {
    return `enum ${this.typeName}`;
  }
}

function valueOf(parent: SchemaEnum, { name, number }: ValueFacts): DescEnumValue {
  return {
    kind: "enum_value",
    deprecated: false,
    parent,
    name,
    localName: safeObjectProperty(name.slice(parent.sharedPrefix.length)),
    number,
    jsonName: name,
    toString: () => `enum value ${parent.typeName}.${name}`,
  } as unknown as DescEnumValue;
}
