import type { ConnectionListener } from "@tingbok/client";
import { create } from "@bufbuild/protobuf";
import { CommandSchema, ReceiptSchema, RefusedSchema } from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

import { Kept } from "../src/store/kept.ts";

/** What is kept of a room, and the room's answers. */
function room() {
  const listeners: ConnectionListener[] = [];
  const kept = new Kept({ listen: (listener) => (listeners.push(listener), () => undefined) });
  const answer = (commandId: string, how: "refused" | "recorded") =>
    listeners.forEach((listener) =>
      listener.answered?.({
        commandId,
        command: create(CommandSchema),
        atMs: 0,
        state: "answered",
        outcome:
          how === "refused"
            ? { type: "refused", refused: create(RefusedSchema) }
            : { type: "recorded", receipt: create(ReceiptSchema) },
      }),
    );
  return { kept, answer };
}

describe("what is half written", () => {
  // Goal: what somebody chose stays, and a first value that changes meanwhile is the new one.
  it("stays as it was written, and follows the first value where nothing was", () => {
    const { kept } = room();
    kept.set("kind", "forslag", "tillegg");
    expect(kept.get("kind", "tillegg")).toBe("forslag");
    kept.set("kind", "tillegg", "tillegg");
    expect(kept.get("kind", "merknad")).toBe("merknad");
  });

  // Goal: each of several texts that wait is put back where it was refused, and none where it was recorded.
  it("comes back where it was refused", () => {
    const { kept, answer } = room();
    kept.sent("1", "a", "Første");
    kept.sent("2", "b", "Andre");
    kept.sent("3", "c", "Tredje");
    answer("1", "refused");
    answer("2", "recorded");
    answer("3", "refused");
    answer("3", "refused");
    expect(["a", "b", "c"].map((where) => kept.get(where, ""))).toEqual(["Første", "", "Tredje"]);
  });

  // Goal: nothing that somebody is writing now is overwritten.
  it("leaves what is written there meanwhile", () => {
    const { kept, answer } = room();
    kept.sent("1", "a", "Første");
    kept.set("a", "Noe nytt", "");
    answer("1", "refused");
    expect(kept.get("a", "")).toBe("Noe nytt");
  });
});
