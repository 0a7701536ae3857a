import {
  create,
  fromBinary,
  mergeFromBinary,
  toBinary,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { BinaryWriter, WireType, type BinaryReader } from "@bufbuild/protobuf/wire";

import { eachField } from "./fields.ts";
import { EntitySchema, type Entity } from "./gen/tingbok/v1/entities_pb.ts";
import { ScrubStatusSchema } from "./gen/tingbok/v1/past_pb.ts";
import {
  AnswerSchema,
  ClientFrameSchema,
  PatchSchema,
  ProblemSchema,
  ServerFrameSchema,
  SnapshotPartSchema,
  WelcomeSchema,
  type Patch,
  type ServerFrame,
  type SnapshotPart,
} from "./gen/tingbok/v1/wire_pb.ts";

type FrameInit = NonNullable<MessageInitShape<typeof ClientFrameSchema>["frame"]>;
/** What a client says, such as { case: "hello", value: { ticket } }. */
export type ClientSays = Exclude<FrameInit, { case: undefined }>;

/** The bytes of a ClientFrame. Only what it holds is written by toBinary, as `readFrame` reads. */
export function clientFrame(content: ClientSays): Uint8Array {
  const field = ClientFrameSchema.field[content.case];
  const held = toBinary(field.message!, create(field.message!, content.value as never));
  return new BinaryWriter().tag(field.number, WireType.LengthDelimited).bytes(held).finish();
}

/** A frame, with the bytes of each entity as they came. */
export interface ReadFrame {
  frame: ServerFrame;
  bytes: Map<Entity, Uint8Array>;
}

/**
 * Reads one message from the server (one frame, or several concatenated). Leaves are to be hashed over
 * the bytes received and never over a message written anew: a field this client does not know yet then
 * changes nothing. Throws where the bytes are no frame.
 *
 * Frames, parts, patches and entities are read field by field, and only what they hold by fromBinary: that makes
 * itself ready for everything that a message may hold, and a frame may hold most of the schema.
 */
export function readFrame(bytes: Uint8Array): ReadFrame {
  const read: ReadFrame = { frame: create(ServerFrameSchema), bytes: new Map() };
  const { frame } = read;
  const of = ServerFrameSchema.field;
  eachField(bytes, (no, reader) => {
    if (no === of.welcome.number) frame.welcome = more(WelcomeSchema, frame.welcome, reader);
    else if (no === of.snapshot.number) readPart(reader.bytes(), (frame.snapshot ??= create(SnapshotPartSchema)), read);
    else if (no === of.patches.number) frame.patches.push(readPatch(reader.bytes(), read));
    else if (no === of.own.number) frame.own.push(readEntity(reader.bytes()));
    else if (no === of.answers.number) frame.answers.push(fromBinary(AnswerSchema, reader.bytes()));
    else if (no === of.problem.number) frame.problem = more(ProblemSchema, frame.problem, reader);
    else if (no === of.scrub.number) frame.scrub = more(ScrubStatusSchema, frame.scrub, reader);
    else return false;
    return true;
  });
  return read;
}

/** A message that stands at most once in a frame: of frames that were concatenated, all that they say of it. */
function more<Desc extends DescMessage>(
  schema: Desc,
  before: MessageShape<Desc> | undefined,
  reader: BinaryReader,
): MessageShape<Desc> {
  return mergeFromBinary(schema, before ?? create(schema), reader.bytes());
}

function readPart(bytes: Uint8Array, part: SnapshotPart, read: ReadFrame): void {
  const of = SnapshotPartSchema.field;
  eachField(bytes, (no, reader) => {
    if (no === of.entities.number) part.entities.push(readKept(reader.bytes(), read));
    else if (no === of.number.number) part.number = reader.uint64() as bigint;
    else if (no === of.part.number) part.part = reader.uint32();
    else if (no === of.parts.number) part.parts = reader.uint32();
    else if (no === of.slots.number) part.slots = reader.uint32();
    else if (no === of.viewHash.number) part.viewHash = reader.bytes();
    else return false;
    return true;
  });
}

function readPatch(bytes: Uint8Array, read: ReadFrame): Patch {
  const patch = create(PatchSchema);
  const of = PatchSchema.field;
  eachField(bytes, (no, reader) => {
    if (no === of.entities.number) patch.entities.push(readKept(reader.bytes(), read));
    else if (no === of.number.number) patch.number = reader.uint64() as bigint;
    else if (no === of.timeMs.number) patch.timeMs = reader.int64() as bigint;
    else if (no === of.slots.number) patch.slots = reader.uint32();
    else if (no === of.viewHash.number) patch.viewHash = reader.bytes();
    else return false;
    return true;
  });
  return patch;
}

function readKept(bytes: Uint8Array, read: ReadFrame): Entity {
  const entity = readEntity(bytes);
  read.bytes.set(entity, bytes);
  return entity;
}

function readEntity(bytes: Uint8Array): Entity {
  const entity = create(EntitySchema);
  const of = EntitySchema.field;
  eachField(bytes, (no, reader) => {
    if (no === of.slot.number) entity.slot = reader.uint32();
    else if (no === of.behindClosedDoors.number) entity.behindClosedDoors = reader.bool();
    else if (no === of.sources.number) entity.sources.push(reader.bytes());
    else return readKind(entity, no, reader);
    return true;
  });
  return entity;
}

/** The content of an entity, a field for each kind. */
function readKind(entity: Entity, no: number, reader: BinaryReader): boolean {
  const kind = EntitySchema.fields.find((field) => field.number === no && field.fieldKind === "message");
  if (!kind?.message) return false;
  entity.kind = { case: kind.localName, value: fromBinary(kind.message, reader.bytes()) } as Entity["kind"];
  return true;
}
