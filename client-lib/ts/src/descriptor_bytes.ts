import { BinaryReader } from "@bufbuild/protobuf/wire";

import { eachField } from "./fields.ts";

/** The bytes of the messages of google/protobuf/descriptor.proto, by field number: as far as proto3 needs them. */
const file = { package: 2, messages: 4, enums: 5 } as const;
const message = { fields: 2, enums: 4, oneofs: 8 } as const;
const field = { name: 1, number: 3, label: 4, type: 5, typeName: 6, oneof: 9, jsonName: 10, optional: 17 } as const;
const enumValues = 2;
const value = { name: 1, number: 2 } as const;
/** Field 1 of a message, an enumeration and a oneof. */
const nameOfAny = 1;

/** A file of the schema; its messages and enumerations are still bytes. */
export interface FileBytes {
  package: string;
  messages: Uint8Array[];
  enums: Uint8Array[];
}

/** A message of the schema; what it holds is still bytes. */
export interface MessageBytes {
  fields: FieldFacts[];
  /** Names of the groups of fields of which one is set. */
  oneofs: string[];
  enums: Uint8Array[];
}

/** A field as the schema has it. */
export interface FieldFacts {
  name: string;
  number: number;
  repeated: boolean;
  /** google.protobuf.FieldDescriptorProto.Type. */
  type: number;
  /** Of a message or an enumeration, with a dot in front. */
  typeName: string;
  /** Index among the message's oneofs; undefined: in none. */
  oneof: number | undefined;
  /** Empty: the usual one. */
  jsonName: string;
  /** Its presence is known, without a oneof. */
  optional: boolean;
}

export interface ValueFacts {
  name: string;
  number: number;
}

export function readFile(bytes: Uint8Array): FileBytes {
  const found: FileBytes = { package: "", messages: [], enums: [] };
  eachField(bytes, (no, reader) => {
    if (no === file.package) found.package = reader.string();
    else if (no === file.messages) found.messages.push(reader.bytes());
    else if (no === file.enums) found.enums.push(reader.bytes());
    else return false;
    return true;
  });
  return found;
}

export function readMessage(bytes: Uint8Array): MessageBytes {
  const found: MessageBytes = { fields: [], oneofs: [], enums: [] };
  eachField(bytes, (no, reader) => {
    if (no === message.fields) found.fields.push(readField(reader.bytes()));
    else if (no === message.oneofs) found.oneofs.push(readName(reader.bytes()));
    else if (no === message.enums) found.enums.push(reader.bytes());
    else return false;
    return true;
  });
  return found;
}

/** The values of an enumeration. */
export function readEnum(bytes: Uint8Array): ValueFacts[] {
  const found: ValueFacts[] = [];
  eachField(bytes, (no, reader) => {
    if (no !== enumValues) return false;
    found.push(readValue(reader.bytes()));
    return true;
  });
  return found;
}

/** The name of a message, an enumeration or a oneof. */
export function readName(bytes: Uint8Array): string {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [no, type] = reader.tag();
    if (no === nameOfAny) return reader.string();
    reader.skip(type, no);
  }
  return "";
}

function readField(bytes: Uint8Array): FieldFacts {
  const found: FieldFacts = {
    name: "",
    number: 0,
    repeated: false,
    type: 0,
    typeName: "",
    oneof: undefined,
    jsonName: "",
    optional: false,
  };
  eachField(bytes, (no, reader) => {
    if (no === field.name) found.name = reader.string();
    else if (no === field.number) found.number = reader.int32();
    else if (no === field.label) found.repeated = reader.int32() === 3;
    else if (no === field.type) found.type = reader.int32();
    else if (no === field.typeName) found.typeName = reader.string();
    else if (no === field.oneof) found.oneof = reader.int32();
    else if (no === field.jsonName) found.jsonName = reader.string();
    else if (no === field.optional) found.optional = reader.bool();
    else return false;
    return true;
  });
  return found;
}

function readValue(bytes: Uint8Array): ValueFacts {
  const found: ValueFacts = { name: "", number: 0 };
  eachField(bytes, (no, reader) => {
    if (no === value.name) found.name = reader.string();
    else if (no === value.number) found.number = reader.int32();
    else return false;
    return true;
  });
  return found;
}
