import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { HashTree, leafHash, nodeHash } from "@tingbok/client";

/** RFC 6962 § 2.1, word for word. */
function rootOf(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return createHash("sha256").digest();
  if (leaves.length === 1) return leaves[0]!;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return nodeHash(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

const leaf = (i: number) => leafHash(new TextEncoder().encode(`leaf ${i}`));

describe("the hash tree", () => {
  // Goal: the root that is kept up to date is the one the RFC defines, for every size.
  it("has the RFC's root at every size", () => {
    const tree = new HashTree();
    const leaves: Uint8Array[] = [];
    expect(tree.root()).toEqual(new Uint8Array(rootOf([])));
    for (let i = 0; i < 70; i += 1) {
      leaves.push(leaf(i));
      tree.set(i, leaf(i));
      expect(tree.root(), `${i + 1} leaves`).toEqual(rootOf(leaves));
    }
  });

  // Goal: replacing any leaf of any size gives the root over the new leaves.
  it("follows a leaf that is replaced", () => {
    for (const size of [1, 2, 3, 7, 8, 13]) {
      const leaves = Array.from({ length: size }, (_, i) => leaf(i));
      const tree = new HashTree();
      leaves.forEach((one, i) => tree.set(i, one));
      for (let i = 0; i < size; i += 1) {
        leaves[i] = leaf(1000 + i);
        tree.set(i, leaves[i]!);
        expect(tree.root(), `${i} of ${size}`).toEqual(rootOf(leaves));
      }
    }
  });

  it("does not grow with gaps", () => {
    expect(() => new HashTree().set(1, leaf(1))).toThrow(RangeError);
  });
});
