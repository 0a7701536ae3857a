/**
 * @tingbok/client/proof: proofs that a record stands in a signed log, checked without trusting the
 * server that sends them. Merkle proofs are those of RFC 9162; checkpoints are signed notes
 * (C2SP signed-note and tlog-checkpoint) under an Ed25519 key.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { nodeHash, sameBytes, type Digest } from "./hash.ts";

/**
 * Whether `path` proves that `leaf` stands at `index` (from 0) in the tree of `size` leaves with this
 * root (RFC 9162 § 2.1.3.2).
 */
export function verifyInclusion(
  leaf: Digest,
  index: bigint,
  size: bigint,
  path: readonly Digest[],
  root: Digest,
): boolean {
  if (index < 0n || index >= size) return false;
  let node = index;
  let last = size - 1n;
  let hash = leaf;
  for (const beside of path) {
    if (last === 0n || beside.length !== 32) return false;
    if ((node & 1n) === 1n || node === last) {
      hash = nodeHash(beside, hash);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, beside);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && sameBytes(hash, root);
}

/**
 * Whether `path` proves that the tree of `from` leaves is the beginning of the tree of `to` leaves
 * (RFC 9162 § 2.1.4.2). An empty tree is the beginning of every tree, and needs no path.
 */
export function verifyConsistency(
  from: bigint,
  to: bigint,
  fromRoot: Digest,
  toRoot: Digest,
  path: readonly Digest[],
): boolean {
  if (from < 0n || from > to || path.some((hash) => hash.length !== 32)) return false;
  if (from === 0n) return path.length === 0 && sameBytes(fromRoot, sha256(new Uint8Array(0)));
  if (from === to) return path.length === 0 && sameBytes(fromRoot, toRoot);
  const whole = (from & (from - 1n)) === 0n; // A power of two: its root is a node of the other tree.
  const hashes = whole ? [fromRoot, ...path] : [...path];
  if (hashes.length === 0) return false;
  let node = from - 1n;
  let last = to - 1n;
  while ((node & 1n) === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  let first = hashes[0]!;
  let second = hashes[0]!;
  for (const beside of hashes.slice(1)) {
    if (last === 0n) return false;
    if ((node & 1n) === 1n || node === last) {
      first = nodeHash(beside, first);
      second = nodeHash(beside, second);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      second = nodeHash(second, beside);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && sameBytes(first, fromRoot) && sameBytes(second, toRoot);
}

/** Something that is not of the form it should have; the message says what, in one sentence. */
export class ProofFormatError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "ProofFormatError";
  }
}

/** A key that notes are signed with. */
export interface NoteKey {
  name: string;
  /** First four bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key). */
  id: Uint8Array;
  /** Ed25519, 32 bytes. */
  publicKey: Uint8Array;
}

/** A signed note: its text, and who signed it. */
export interface SignedNote {
  /** What is signed, its last newline included. */
  text: string;
  signatures: { name: string; keyId: Uint8Array; signature: Uint8Array }[];
}

/** A log's tree head. */
export interface Checkpoint {
  /** Which log it is of. */
  origin: string;
  size: bigint;
  root: Digest;
}

const ed25519Signed = 1;
/** A note of a checkpoint is a few hundred bytes; nobody has to read a book. */
const noteCharactersMax = 64 * 1024;

/** Reads a verifier key, "NAME+8 HEX DIGITS+BASE64" (C2SP signed-note). Throws ProofFormatError. */
export function readNoteKey(text: string): NoteKey {
  const found = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  if (!found) throw new ProofFormatError("the key is not NAME+ID+BASE64");
  const [, name, id, encoded] = found as unknown as [string, string, string, string];
  const bytes = fromBase64(encoded);
  if (bytes.length !== 33 || bytes[0] !== ed25519Signed)
    throw new ProofFormatError("the key is not an Ed25519 key");
  const computed = noteKeyId(name, bytes);
  if (toHex(computed) !== id) throw new ProofFormatError("the key's id is not that of the key");
  return { name, id: computed, publicKey: bytes.subarray(1) };
}

function noteKeyId(name: string, typedKey: Uint8Array): Uint8Array {
  const start = new TextEncoder().encode(`${name}\n`);
  const input = new Uint8Array(start.length + typedKey.length);
  input.set(start);
  input.set(typedKey, start.length);
  return sha256(input).subarray(0, 4);
}

/** Reads a signed note. Throws ProofFormatError. */
export function readSignedNote(note: string): SignedNote {
  if (note.length > noteCharactersMax) throw new ProofFormatError("the note is too long");
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new ProofFormatError("the note has no signatures");
  const lines = note.slice(split + 2, -1).split("\n");
  const signatures = lines.map((line) => {
    const found = /^\u2014 ([^+\s]+) (\S+)$/.exec(line);
    if (!found) throw new ProofFormatError("a signature of the note is malformed");
    const bytes = fromBase64(found[2]!);
    if (bytes.length <= 4) throw new ProofFormatError("a signature of the note is too short");
    return { name: found[1]!, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
  return { text: note.slice(0, split + 1), signatures };
}

/** Whether the note carries a good signature of this key. */
export function signedBy(note: SignedNote, key: NoteKey): boolean {
  const message = new TextEncoder().encode(note.text);
  return note.signatures.some(
    ({ name, keyId, signature }) =>
      name === key.name &&
      sameBytes(keyId, key.id) &&
      signature.length === 64 &&
      isSignature(signature, message, key.publicKey),
  );
}

function isSignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    // The strict rules of RFC 8032, as libsodium and OpenSSL have them.
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch (error) {
    if (error instanceof Error) return false; // Bytes that are no point or no scalar.
    throw error;
  }
}

/** Reads the text of a checkpoint (C2SP tlog-checkpoint). Throws ProofFormatError. */
export function readCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...extensions] = text.split("\n");
  if (!origin || !size || !root || extensions.at(-1) !== "")
    throw new ProofFormatError("the checkpoint has not the lines it should have");
  if (!/^(0|[1-9]\d{0,18})$/.test(size))
    throw new ProofFormatError("the checkpoint's size is no number");
  const hash = fromBase64(root);
  if (hash.length !== 32) throw new ProofFormatError("the checkpoint's root is no SHA-256");
  return { origin, size: BigInt(size), root: hash };
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
    throw new ProofFormatError("what should be base64 is not");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
