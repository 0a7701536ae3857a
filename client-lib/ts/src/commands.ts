import { create, type MessageInitShape } from "@bufbuild/protobuf";

import { CommandSchema, type Command } from "./gen/tingbok/v1/commands_pb.ts";

type ActionInit = NonNullable<MessageInitShape<typeof CommandSchema>["action"]>;
/** An action by its name, such as { case: "noteAdd", value: { board, note } }. */
export type ActionOf = Exclude<ActionInit, { case: undefined }>;
/** The name of an action, such as "noteAdd". */
export type ActionName = NonNullable<ActionOf["case"]>;

/** A command. Rules are the server's; nothing is checked here beyond the types. */
export function command(action: ActionOf, text = "", language = ""): Command {
  return create(CommandSchema, { action, text, language });
}

/** 128 random bits as 32 hexadecimal digits: an id for a command. */
export function newCommandId(): string {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

/** An id for a note, a proposal …: `prefix`, a hyphen and 40 random bits. */
export function newEntityId(prefix: string): string {
  return `${prefix}-${hex(crypto.getRandomValues(new Uint8Array(5)))}`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
