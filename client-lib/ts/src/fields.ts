import { BinaryReader } from "@bufbuild/protobuf/wire";

/**
 * Gives each field of a message to `take`, its number and a reader that stands at its value, and passes over those that
 * `take` has not read: it says so by false. Throws where the bytes are no message.
 */
export function eachField(bytes: Uint8Array, take: (no: number, reader: BinaryReader) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [no, type] = reader.tag();
    if (!take(no, reader)) reader.skip(type, no);
  }
}
