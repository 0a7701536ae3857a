/** What of a moment can be proved in this browser, and what came of trying. */
import { HashTree, leafHash, sameBytes, unseenLeaf, type Digest, type Mirror } from "@tingbok/client";
import {
  ProofFormatError,
  readCheckpoint,
  readNoteKey,
  readSignedNote,
  signedBy,
  toHex,
  verifyInclusion,
  type Checkpoint,
} from "@tingbok/client/proof";
import {
  EntitySchema,
  RecordCoreSchema,
  type InclusionProof,
  type PastEvent,
  type RoomState,
} from "@tingbok/client/schema";
import { fromBinary, toBinary } from "@bufbuild/protobuf";

/** One thing that was tried: it holds, it does not, or this reader cannot tell. */
export interface Check {
  readonly name: "view" | "leaf" | "core" | "path" | "signature" | "origin";
  readonly holds: boolean | undefined;
}

/** The root over what is on the screen, hashed anew: nothing that the server said about it is used. */
export function shownRoot(mirror: Pick<Mirror, "entities">, slots: number): Digest {
  const leaves = new Array<Digest>(slots).fill(unseenLeaf);
  for (const entity of mirror.entities())
    if (entity.slot < slots) leaves[entity.slot] = leafHash(toBinary(EntitySchema, entity));
  const tree = new HashTree();
  leaves.forEach((leaf, at) => tree.set(at, leaf));
  return tree.root();
}

/** Whether what is on the screen is what the server says, over HTTP and apart from the socket, that one may see. */
export function checkView(mirror: Mirror, state: RoomState): Check {
  const same = Number(state.number) === mirror.number;
  if (!same || state.viewHash.length === 0) return { name: "view", holds: undefined };
  return { name: "view", holds: sameBytes(shownRoot(mirror, state.slots), state.viewHash) };
}

export interface Proof {
  readonly checks: readonly Check[];
  readonly checkpoint: Checkpoint | undefined;
  /** Why a proof could not even be read; empty: it could. */
  readonly malformed: string;
}

/**
 * Whether the record of the event stands in the tree that the log's key has signed. Every value that
 * the answer holds is checked against another: the leaf against the event's, the record itself against
 * the leaf where the reader has it, the path against the root, the root's signature against the key.
 */
export function checkInclusion(workshop: string, event: PastEvent, proof: InclusionProof, key: string): Proof {
  try {
    const note = readSignedNote(proof.checkpoint);
    const checkpoint = readCheckpoint(note.text);
    const signer = readNoteKey(key);
    const number = event.number;
    const checks: Check[] = [
      { name: "leaf", holds: proof.number === number && sameBytes(proof.leafHash, event.leafHash) },
      { name: "core", holds: checkCore(event, proof) },
      {
        name: "path",
        holds:
          checkpoint.size === proof.size &&
          verifyInclusion(event.leafHash, number - 1n, checkpoint.size, proof.path, checkpoint.root),
      },
      { name: "signature", holds: signedBy(note, signer) },
      { name: "origin", holds: checkpoint.origin.startsWith(`tingbok/${workshop}/`) },
    ];
    return { checks, checkpoint, malformed: "" };
  } catch (error) {
    if (!(error instanceof ProofFormatError)) throw error;
    return { checks: [], checkpoint: undefined, malformed: error.message };
  }
}

/** The record itself, where it came: it has the leaf's hash, and says this number and state. */
function checkCore(event: PastEvent, proof: InclusionProof): boolean | undefined {
  if (proof.core.length === 0) return undefined;
  if (!sameBytes(leafHash(proof.core), event.leafHash)) return false;
  try {
    const core = fromBinary(RecordCoreSchema, proof.core);
    return core.number === event.number && sameBytes(core.stateHash, event.stateHash);
  } catch {
    return false; // Bytes that are no record.
  }
}

/** A hash in groups of eight, so that two people can compare it by voice. */
export function hexGroups(bytes: Uint8Array): string {
  return toHex(bytes).replace(/.{8}(?=.)/g, "$& ");
}
