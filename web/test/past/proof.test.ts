import { create, toBinary } from "@bufbuild/protobuf";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { HashTree, Mirror, leafHash, sameBytes, type Digest } from "@tingbok/client";
import { verifyInclusion } from "@tingbok/client/proof";
import {
  InclusionProofSchema,
  PastEventSchema,
  RecordCoreSchema,
  RoomStateSchema,
  type InclusionProof,
} from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

import { checkInclusion, checkView, hexGroups, shownRoot } from "../../src/logic/proof_check.ts";
import { verdictOf } from "../../src/model/past/verdict.ts";
import { entity } from "../model/build.ts";

const workshop = "P/R";
const secretKey = new Uint8Array(32).fill(7);
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const { key, keyId } = makeKey("tingbok-test", ed25519.getPublicKey(secretKey));

function makeKey(name: string, publicKey: Uint8Array): { key: string; keyId: Uint8Array } {
  const typed = Uint8Array.from([1, ...publicKey]);
  const id = idOf(`${name}\n`, typed);
  return { key: `${name}+${[...id].map((byte) => byte.toString(16).padStart(2, "0")).join("")}+${base64(typed)}`, keyId: id };
}
function idOf(start: string, typed: Uint8Array): Uint8Array {
  return sha256(Uint8Array.from([...new TextEncoder().encode(start), ...typed])).subarray(0, 4);
}

const cores = Array.from({ length: 5 }, (_, at) =>
  toBinary(RecordCoreSchema, create(RecordCoreSchema, { number: BigInt(at + 1), stateHash: new Uint8Array(32).fill(at) })),
);
const leaves = cores.map(leafHash);

function rootOf(of: readonly Digest[]): Digest {
  const tree = new HashTree();
  of.forEach((leaf, at) => tree.set(at, leaf));
  return tree.root();
}
/** The path of leaf 2 of five: its neighbour, the two before, the one after. */
const path = [leaves[3]!, rootOf(leaves.slice(0, 2)), leaves[4]!];

function checkpoint(origin = "tingbok/P/R/0011223344556677", root = rootOf(leaves)): string {
  const text = `${origin}\n5\n${base64(root)}\n`;
  const signature = ed25519.sign(new TextEncoder().encode(text), secretKey);
  return `${text}\n\u2014 tingbok-test ${base64(Uint8Array.from([...keyId, ...signature]))}\n`;
}

const event = create(PastEventSchema, { number: 3n, leafHash: leaves[2]!, stateHash: new Uint8Array(32).fill(2) });
const proof = create(InclusionProofSchema, {
  workshop, number: 3n, size: 5n, leafHash: leaves[2]!, path, checkpoint: checkpoint(), core: cores[2]!,
});

function verdicts(change: Partial<InclusionProof>, ofEvent = event, by = key): Record<string, boolean | undefined> {
  const altered = create(InclusionProofSchema, { ...proof, ...change });
  return Object.fromEntries(checkInclusion(workshop, ofEvent, altered, by).checks.map(({ name, holds }) => [name, holds]));
}
const good = { leaf: true, core: true, path: true, signature: true, origin: true };
const flipped = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte, at) => (at === 0 ? byte ^ 1 : byte));

// Goal: the panel is green for what is true, and whatever is altered, exactly what does not hold is named.
describe("a proof of inclusion", () => {
  it("holds where nothing was altered", () => {
    expect(verifyInclusion(leaves[2]!, 2n, 5n, path, rootOf(leaves))).toBe(true);
    expect(verdicts({})).toEqual(good);
  });
  it("says that it cannot tell where the reader has no record", () => {
    expect(verdicts({ core: new Uint8Array() })).toEqual({ ...good, core: undefined });
  });
  it.each<[string, Partial<InclusionProof>, Partial<typeof good>]>([
    ["the path", { path: [flipped(path[0]!), ...path.slice(1)] }, { path: false }],
    ["the record", { core: cores[1]! }, { core: false }],
    ["the leaf", { leafHash: leaves[1]! }, { leaf: false }],
    ["the number", { number: 2n }, { leaf: false }],
    ["the size", { size: 6n }, { path: false }],
    ["the root, signed anew", { checkpoint: checkpoint(undefined, flipped(rootOf(leaves))) }, { path: false }],
    ["the log, signed anew", { checkpoint: checkpoint("tingbok/P/OTHER/0011223344556677") }, { origin: false }],
    ["the size in the note", { checkpoint: checkpoint().replace("\n5\n", "\n6\n") }, { path: false, signature: false }],
  ])("does not hold where %s was altered", (_, change, wrong) => {
    expect(verdicts(change)).toEqual({ ...good, ...wrong });
  });
  it("does not hold for an event with another leaf or state", () => {
    expect(verdicts({}, create(PastEventSchema, { ...event, leafHash: leaves[1]! }))).toMatchObject({ leaf: false, core: false, path: false });
    expect(verdicts({}, create(PastEventSchema, { ...event, stateHash: flipped(event.stateHash) }))).toEqual({ ...good, core: false });
  });
  it("does not hold under another key", () => {
    const other = makeKey("tingbok-test", ed25519.getPublicKey(new Uint8Array(32).fill(8))).key;
    expect(verdicts({}, event, other)).toEqual({ ...good, signature: false });
  });
  it("that cannot be read says why", () => {
    expect(checkInclusion(workshop, event, create(InclusionProofSchema, { ...proof, checkpoint: "?" }), key).malformed).not.toBe("");
    expect(checkInclusion(workshop, event, proof, "no key").malformed).not.toBe("");
  });
});

// Goal: nobody reads that all holds where something was not checked.
it.each<[string, (boolean | undefined)[]]>([
  ["good", [true, true]],
  ["partly", [true, undefined]],
  ["broken", [true, undefined, false]],
])("the verdict is %s of %j", (verdict, holds) => {
  expect(verdictOf(holds.map((one) => ({ holds: one })))).toBe(verdict);
});

describe("what is on the screen", () => {
  const notes = ["a", "b"].map((text, slot) => entity({ case: "note", value: { id: `N${slot}`, text } }, slot));
  const mirror = new Mirror();
  mirror.stand(7, 0, notes);
  const state = (change: object) => create(RoomStateSchema, { number: 7n, slots: 2, viewHash: mirror.viewHash(), ...change });

  it("is compared with what the server says one may see", () => {
    expect(checkView(mirror, state({})).holds).toBe(true);
    expect(checkView(mirror, state({ viewHash: flipped(mirror.viewHash()) })).holds).toBe(false);
    expect(checkView(mirror, state({ viewHash: new Uint8Array() })).holds).toBeUndefined();
    expect(checkView(mirror, state({ number: 8n })).holds).toBeUndefined();
  });
  it("counts slots that one does not see, and what is one's own in place of what the audience sees", () => {
    const own = entity({ case: "note", value: { id: "N0", text: "mine" } }, 0);
    const mine = new Mirror();
    mine.stand(7, 0, notes);
    mine.setOwn(own);
    const merged = new Mirror();
    merged.stand(7, 0, [own, notes[1]!]);
    expect(sameBytes(shownRoot(mine, 2), merged.viewHash())).toBe(true);
    expect(sameBytes(shownRoot(mirror, 3), mirror.viewHash())).toBe(false);
  });
  it("has a hash that can be read aloud", () => {
    expect(hexGroups(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]))).toBe("01020304 05060708");
  });
});
