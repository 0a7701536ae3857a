import { create } from "@bufbuild/protobuf";
import { AgendaItemSchema } from "@tingbok/client/schema";
import { describe, expect, it } from "vitest";

import { isStruck } from "../../src/logic/labels.ts";
import { mayChange, mayOpen } from "../../src/views/lead/items.ts";
import { afterMoves } from "../../src/views/lead/moves.ts";

describe("places while moves wait", () => {
  // Goal: a second press before the answer to the first moves one place more, as the server will (core/domain/agenda.cpp).
  it("are counted from where the moves lead", () => {
    expect(afterMoves(["a", "b", "c", "d"], [{ what: "a", to: 2 }, { what: "a", to: 3 }])).toEqual(["b", "c", "a", "d"]);
    expect(afterMoves(["a", "b", "c", "d"], [{ what: "d", to: 1 }, { what: "b", to: 1 }])).toEqual(["b", "d", "a", "c"]);
    expect(afterMoves(["a", "b"], [{ what: "gone", to: 1 }])).toEqual(["a", "b"]);
  });
});

// Goal: nothing is offered for an item that the server refuses.
it.each<[string, object, boolean[]]>([
  ["planned", { status: "planlagt" }, [false, true, true]],
  ["taken up", { status: "under behandling" }, [false, false, true]],
  ["blocked", { status: "planlagt", blocked: true }, [false, true, false]],
  ["struck", { status: "str\u00f8ket" }, [true, false, false]],
])("an item that is %s", (_, fields, may) => {
  const item = create(AgendaItemSchema, fields);
  expect([isStruck(item), mayChange(item), mayOpen(item)]).toEqual(may);
});
