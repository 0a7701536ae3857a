import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { expect, it } from "vitest";

import { Audience, EntitySchema, RefusalCode, ServerFrameSchema } from "@tingbok/client/schema";
import { readFrame } from "../src/frames.ts";

const digest = new Uint8Array(32).fill(7);
const note = { slot: 300, behindClosedDoors: true, kind: { case: "note" as const, value: { id: "L1", text: "Flere busser" } } };
const room = { slot: 0, sources: [digest], kind: { case: "room" as const, value: { id: "room", config: { body: "R" } } } };

const frames: MessageInitShape<typeof ServerFrameSchema>[] = [
  { welcome: { workshop: "P/R", head: 2n ** 60n, audience: Audience.STEERING, resumed: true } },
  { snapshot: { number: 9n, part: 1, parts: 2, slots: 301, viewHash: digest, entities: [room, note, { slot: 4 }] } },
  {
    patches: [
      { number: 10n, timeMs: -5n, slots: 302, entities: [note] },
      { number: 11n, slots: 302, viewHash: digest, entities: [] },
    ],
  },
  { own: [note], answers: [{ commandId: "a", answer: { case: "refused", value: { code: RefusalCode.ROOM_BUSY } } }] },
  { problem: { closeCode: 4401, sentence: "No ticket." }, scrub: { number: 3n, playing: true } },
];
const bytes = frames.map((frame) => toBinary(ServerFrameSchema, create(ServerFrameSchema, frame)));

// Goal: a frame that is read field by field is the frame that the library reads, alone and after others.
it.each([...bytes, Uint8Array.from(bytes.flatMap((one) => [...one]))])("reads a frame as the library does, %#", (one) => {
  const { frame, bytes: received } = readFrame(one);
  expect(frame).toEqual(fromBinary(ServerFrameSchema, one));
  const hashed = [...(frame.snapshot?.entities ?? []), ...frame.patches.flatMap((patch) => patch.entities)];
  expect(hashed.map((entity) => received.get(entity))).toEqual(hashed.map((entity) => toBinary(EntitySchema, entity)));
});

// Goal: a field of a newer schema, in a frame or in an entity, is passed over, and counts in the leaf all the same.
it("passes over what it does not know", () => {
  const newer = (known: Uint8Array) => new BinaryWriter().raw(known).tag(900, WireType.LengthDelimited).string("ny").finish();
  const entity = newer(toBinary(EntitySchema, create(EntitySchema, note)));
  const patch = new BinaryWriter().tag(1, WireType.Varint).uint64(4).tag(3, WireType.LengthDelimited).bytes(entity).finish();
  const { frame, bytes: received } = readFrame(newer(new BinaryWriter().tag(3, WireType.LengthDelimited).bytes(newer(patch)).finish()));
  const [read] = frame.patches[0]!.entities;
  expect(read).toEqual(create(EntitySchema, note));
  expect(received.get(read!)).toEqual(entity);
});

// Goal: bytes that break off are no frame.
it("refuses what is cut short", () => {
  expect(() => readFrame(bytes[1]!.subarray(0, -1))).toThrow();
});
