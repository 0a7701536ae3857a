import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

import { leafHash, type Digest } from "./hash.ts";
import type { Entity } from "./gen/tingbok/v1/entities_pb.ts";
import { ServerFrameSchema, type ServerFrame } from "./gen/tingbok/v1/wire_pb.ts";

// Field numbers of wire.proto.
const frameSnapshot = 2;
const framePatches = 3;
const snapshotEntities = 4;
const patchEntities = 3;

/** A frame, with the leaf hash of each entity over its bytes as they came. */
export interface ReadFrame {
  frame: ServerFrame;
  leaves: Map<Entity, Digest>;
}

/**
 * Reads one message from the server (one frame, or several concatenated). Leaves are hashed over the
 * bytes received and never over a message written anew: a field this client does not know yet then
 * changes nothing. Throws where the bytes are no frame.
 */
export function readFrame(bytes: Uint8Array): ReadFrame {
  const frame = fromBinary(ServerFrameSchema, bytes);
  const leaves = new Map<Entity, Digest>();
  let snapshotAt = 0;
  let patchAt = 0;
  for (const [field, message] of submessages(bytes)) {
    if (field === frameSnapshot) {
      for (const [inner, entity] of submessages(message))
        if (inner === snapshotEntities)
          leaves.set(frame.snapshot!.entities[snapshotAt++]!, leafHash(entity));
    } else if (field === framePatches) {
      const patch = frame.patches[patchAt++]!;
      let at = 0;
      for (const [inner, entity] of submessages(message))
        if (inner === patchEntities) leaves.set(patch.entities[at++]!, leafHash(entity));
    }
  }
  return { frame, leaves };
}

/** The length-delimited fields of a message: number and bytes, in order. */
function* submessages(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.LengthDelimited) yield [field, reader.bytes()];
    else reader.skip(type, field);
  }
}
