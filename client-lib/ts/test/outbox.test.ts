import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { NoStore, Outbox, WebStorageStore, command, outboxCommandsMax } from "@tingbok/client";
import { SubmitSchema, type Submit } from "@tingbok/client/schema";

import { MemoryStorage } from "./memory_storage.ts";

function submit(commandId: string, text = "hei"): Submit {
  return create(SubmitSchema, { commandId, command: command({ case: "say", value: {} }, text) });
}

describe("the outbox", () => {
  // Goal: nothing overtakes, and no more than the server allows is under way.
  it("sends in order, up to what may be in flight", () => {
    const outbox = new Outbox(new NoStore());
    for (const id of ["a", "b", "c"]) expect(outbox.add(submit(id), 1)).toBe("yes");
    expect(outbox.next(2, 0)).toBeDefined();
    expect(outbox.next(2, 0)).toBeDefined();
    expect(outbox.next(2, 0)).toBeUndefined();
    expect(outbox.waiting().map(({ sent }) => sent)).toEqual([true, true, false]);
    outbox.answered("a");
    expect(outbox.next(2, 0)).toBeDefined();
    expect(outbox.inFlight).toBe(2);
  });

  // Goal: what was sent without an answer is sent again after a loss, and told apart from new ones.
  it("sends again what a lost connection left unanswered", () => {
    const outbox = new Outbox(new NoStore());
    outbox.add(submit("a"), 1);
    const first = outbox.next(64, 0);
    outbox.disconnected();
    expect(outbox.next(64, 0)).toEqual(first);
    expect(outbox.resent).toBe(1);
    expect(outbox.answered("a")?.commandId).toBe("a");
    expect(outbox.answered("a")).toBeUndefined();
  });

  it.each([
    ["an empty id", submit(""), "badId"],
    ["an id of 65 bytes", submit("å".repeat(32) + "x"), "badId"],
    ["a frame beyond 64 KiB", submit("a", "x".repeat(70_000)), "tooLarge"],
  ])("does not take %s", (_, bad, why) => {
    expect(new Outbox(new NoStore()).add(bad, 1)).toBe(why);
  });

  // Goal: the bound holds at limit and at limit + 1.
  it("is full at its bound", () => {
    const outbox = new Outbox(new NoStore());
    for (let i = 0; i < outboxCommandsMax; i += 1) expect(outbox.add(submit(`${i}`), 1)).toBe("yes");
    expect(outbox.add(submit("one more"), 1)).toBe("full");
    outbox.answered("0");
    expect(outbox.add(submit("one more"), 1)).toBe("yes");
  });
});

describe("the store", () => {
  // Goal: a reload finds what had no answer, in the order it was done; answers empty it.
  it("gives the next page what this one could not send, in order", () => {
    const storage = new MemoryStorage();
    const store = () => new WebStorageStore(storage, "P/R", "M1");
    const outbox = new Outbox(store());
    for (const id of ["z", "a", "m"]) outbox.add(submit(id), 5);
    outbox.answered("a");
    const next = new Outbox(store());
    expect(next.waiting().map(({ submit: { commandId } }) => commandId)).toEqual(["z", "m"]);
    next.answered("z");
    next.answered("m");
    expect(storage.length).toBe(0);
  });

  it("keeps people and rooms apart", () => {
    const storage = new MemoryStorage();
    new Outbox(new WebStorageStore(storage, "P/R", "M1")).add(submit("a"), 1);
    expect(new WebStorageStore(storage, "P/R", "M2").load()).toEqual([]);
    expect(new WebStorageStore(storage, "P/R2", "M1").load()).toEqual([]);
  });

  // Goal: a full device does not keep anybody from voting.
  it("still sends where there is no space to keep it", () => {
    const storage = new MemoryStorage();
    storage.max = 0;
    const outbox = new Outbox(new WebStorageStore(storage, "P/R", "M1"));
    expect(outbox.add(submit("a"), 1)).toBe("yes");
    expect(outbox.next(64, 0)).toBeDefined();
  });

  it("passes over what is not its own", () => {
    const storage = new MemoryStorage();
    storage.setItem("tingbok/outbox/P/R/M1/a", "nonsense");
    storage.setItem("tingbok/outbox/P/R/M1/b", `1 ${btoa("\xff\xff\xff")}`);
    expect(new Outbox(new WebStorageStore(storage, "P/R", "M1")).size).toBe(0);
  });
});
