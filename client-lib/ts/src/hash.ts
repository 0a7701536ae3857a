import { sha256 } from "@noble/hashes/sha2.js";

/** SHA-256, 32 bytes. */
export type Digest = Uint8Array;

/** Stands for a slot that this client does not see (docs/protocol.md, hashes). */
export const unseenLeaf: Digest = new Uint8Array(32);

/** SHA-256(0x00 ‖ bytes), RFC 6962 § 2.1. */
export function leafHash(bytes: Uint8Array): Digest {
  const input = new Uint8Array(bytes.length + 1);
  input.set(bytes, 1);
  return sha256(input);
}

const nodeInput = new Uint8Array(65);

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Digest, right: Digest): Digest {
  nodeInput[0] = 1;
  nodeInput.set(left, 1);
  nodeInput.set(right, 33);
  return sha256(nodeInput);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * A Merkle tree (RFC 6962 § 2.1) whose leaves can be replaced: changing one leaf costs one hash a
 * level. A node is kept only where both its children are complete.
 */
export class HashTree {
  readonly #levels: Digest[][] = [[]];

  get size(): number {
    return this.#levels[0]!.length;
  }

  /** Sets leaf `index`, at most `size`: a tree grows by one leaf at a time (else RangeError). */
  set(index: number, leaf: Digest): void {
    if (index > this.size) throw new RangeError("a hash tree grows by one leaf at a time");
    let node = leaf;
    for (let level = 0, at = index; ; level += 1, at >>= 1) {
      const row = (this.#levels[level] ??= []);
      row[at] = node;
      if ((at | 1) >= row.length) return;
      node = nodeHash(row[at & ~1]!, row[at | 1]!);
    }
  }

  /** The root; SHA-256 of nothing for no leaves. */
  root(): Digest {
    if (this.size === 0) return sha256(new Uint8Array(0));
    // A level of odd length ends in a complete subtree that is not part of a larger one.
    let node: Digest | undefined;
    for (const row of this.#levels) {
      if (row.length % 2 === 0) continue;
      const peak = row[row.length - 1]!;
      node = node === undefined ? peak : nodeHash(peak, node);
    }
    return node!;
  }
}
