import { describe, expect, it } from "vitest";
import { HashTree, leafHash, nodeHash, type Digest } from "@tingbok/client";
import * as proof from "@tingbok/client/proof";

const leaves = Array.from({ length: 70 }, (_, i) => leafHash(new Uint8Array([i, i >> 8])));

function rootOf(of: readonly Digest[]): Digest {
  const tree = new HashTree();
  of.forEach((leaf, at) => tree.set(at, leaf));
  return tree.root();
}

/** The largest power of two below n. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** PATH(m, D[n]) as RFC 9162 § 2.1.3.1 defines it, by recursion. */
function inclusionPath(m: number, of: readonly Digest[]): Digest[] {
  if (of.length <= 1) return [];
  const k = split(of.length);
  return m < k
    ? [...inclusionPath(m, of.slice(0, k)), rootOf(of.slice(k))]
    : [...inclusionPath(m - k, of.slice(k)), rootOf(of.slice(0, k))];
}

/** SUBPROOF(m, D[n], b) as RFC 9162 § 2.1.4.1 defines it. */
function consistencyPath(m: number, of: readonly Digest[], whole = true): Digest[] {
  if (m === of.length) return whole ? [] : [rootOf(of)];
  const k = split(of.length);
  return m <= k
    ? [...consistencyPath(m, of.slice(0, k), whole), rootOf(of.slice(k))]
    : [...consistencyPath(m - k, of.slice(k), false), rootOf(of.slice(0, k))];
}

function flipped(bytes: Uint8Array): Uint8Array {
  const other = Uint8Array.from(bytes);
  other[other.length - 1]! ^= 1;
  return other;
}

// Goal: the trees here are those of the RFC, byte for byte.
describe("a tree of the Certificate Transparency test vectors", () => {
  const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  it("has the published root", () => {
    const bytes = inputs.map((hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16)));
    expect(proof.toHex(rootOf(bytes.map(leafHash)))).toBe("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  });
});

// Goal: every true proof passes, and a proof of anything else does not.
describe("inclusion", () => {
  it("passes for every leaf of every tree up to 40", () => {
    for (let size = 1; size <= 40; size += 1) {
      const tree = leaves.slice(0, size);
      const root = rootOf(tree);
      for (let at = 0; at < size; at += 1) {
        const path = inclusionPath(at, tree);
        expect(proof.verifyInclusion(tree[at]!, BigInt(at), BigInt(size), path, root), `${at} of ${size}`).toBe(true);
      }
    }
  });

  it("fails for another leaf, place, size, root or path", () => {
    for (const [at, size] of [[0, 1], [4, 7], [6, 7], [10, 70], [69, 70]] as const) {
      const tree = leaves.slice(0, size);
      const root = rootOf(tree);
      const path = inclusionPath(at, tree);
      const check = (leaf: Digest, index: number, of: number, by: readonly Digest[], to: Digest) =>
        proof.verifyInclusion(leaf, BigInt(index), BigInt(of), by, to);
      expect(check(flipped(tree[at]!), at, size, path, root)).toBe(false);
      expect(check(tree[at]!, at, size, path, flipped(root))).toBe(false);
      expect(check(tree[at]!, at, size, [...path, root], root)).toBe(false);
      expect(check(tree[at]!, size, size, path, root)).toBe(false);
      expect(check(tree[at]!, -1, size, path, root)).toBe(false);
      if (size > 1) {
        expect(check(tree[at]!, at, size, path.slice(1), root)).toBe(false);
        expect(check(tree[at]!, at, size, [flipped(path[0]!), ...path.slice(1)], root)).toBe(false);
        expect(check(tree[at]!, (at + 1) % size, size, path, root)).toBe(false);
      }
    }
  });
});

describe("consistency", () => {
  it("passes for every two trees up to 40", () => {
    for (let to = 1; to <= 40; to += 1)
      for (let from = 1; from <= to; from += 1) {
        const path = consistencyPath(from, leaves.slice(0, to));
        const roots = [rootOf(leaves.slice(0, from)), rootOf(leaves.slice(0, to))] as const;
        expect(proof.verifyConsistency(BigInt(from), BigInt(to), ...roots, path), `${from} of ${to}`).toBe(true);
      }
  });

  it("fails where the past was changed, or the path is not whole", () => {
    for (const [from, to] of [[3, 7], [4, 7], [6, 8], [33, 70]] as const) {
      const path = consistencyPath(from, leaves.slice(0, to));
      const roots = [rootOf(leaves.slice(0, from)), rootOf(leaves.slice(0, to))] as const;
      const changed = [flipped(leaves[0]!), ...leaves.slice(1)];
      expect(proof.verifyConsistency(BigInt(from), BigInt(to), rootOf(changed.slice(0, from)), roots[1], path)).toBe(false);
      expect(proof.verifyConsistency(BigInt(from), BigInt(to), roots[0], rootOf(changed.slice(0, to)), path)).toBe(false);
      expect(proof.verifyConsistency(BigInt(from), BigInt(to), ...roots, path.slice(1))).toBe(false);
      expect(proof.verifyConsistency(BigInt(from), BigInt(to), ...roots, [...path, nodeHash(...roots)])).toBe(false);
      expect(proof.verifyConsistency(BigInt(to), BigInt(from), ...roots, path)).toBe(false);
    }
    const root = rootOf(leaves.slice(0, 3));
    expect(proof.verifyConsistency(3n, 3n, root, flipped(root), [])).toBe(false);
    expect(proof.verifyConsistency(3n, 4n, root, root, [])).toBe(false);
  });
});

// Goal: notes are read and checked as everybody else's tools do it: the vector is that of the format's documentation.
describe("a signed note", () => {
  const key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const note =
    "If you think cryptography is the answer to your problem,\n" +
    "then you don't know what your problem is.\n\n" +
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  it("is accepted under the key that signed it", () => {
    expect(proof.signedBy(proof.readSignedNote(note), proof.readNoteKey(key))).toBe(true);
  });

  it("is not accepted with another text, signature, name or key", () => {
    const signer = proof.readNoteKey(key);
    expect(proof.signedBy(proof.readSignedNote(note.replace("answer", "Answer")), signer)).toBe(false);
    expect(proof.signedBy(proof.readSignedNote(note.replace("x08go/ZJ", "x08go/ZK")), signer)).toBe(false);
    expect(proof.signedBy(proof.readSignedNote(note.replace("\u2014 Peter", "\u2014 Paul")), signer)).toBe(false);
    expect(proof.signedBy(proof.readSignedNote(note), { ...signer, publicKey: flipped(signer.publicKey) })).toBe(false);
  });

  it.each([
    ["no signatures", "text\n"],
    ["no last newline", note.slice(0, -1)],
    ["a signature without its dash", note.replace("\u2014", "-")],
    ["a signature that is no base64", note.replace("x08go", "x08g!")],
  ])("with %s is malformed", (_, text) => {
    expect(() => proof.readSignedNote(text)).toThrow(proof.ProofFormatError);
  });

  it.each([
    ["another id", key.replace("c74f20a3", "c74f20a4")],
    ["another kind of key", key.replace("+ARpc", "+AhpC")],
    ["no name", key.slice(key.indexOf("+"))],
  ])("a key with %s is malformed", (_, text) => {
    expect(() => proof.readNoteKey(text)).toThrow(proof.ProofFormatError);
  });
});

describe("a checkpoint", () => {
  const root = btoa(String.fromCharCode(...rootOf(leaves.slice(0, 7))));
  it("has an origin, a size and a root", () => {
    const checkpoint = proof.readCheckpoint(`tingbok.example/P/R\n7\n${root}\n`);
    expect(checkpoint).toEqual({ origin: "tingbok.example/P/R", size: 7n, root: rootOf(leaves.slice(0, 7)) });
  });
  it.each([
    ["no root", "o\n7\n"],
    ["a size with a zero before", `o\n07\n${root}\n`],
    ["a root that is too short", `o\n7\nAAAA\n`],
    ["no end of its last line", `o\n7\n${root}`],
  ])("with %s is malformed", (_, text) => {
    expect(() => proof.readCheckpoint(text)).toThrow(proof.ProofFormatError);
  });
});
