import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  Mirror,
  NoStore,
  Session,
  command,
  defaultTimeouts,
  leafHash,
  resyncsMax,
  unseenLeaf,
  type Action,
} from "@tingbok/client";
import {
  ClientFrameSchema,
  EntitySchema,
  RefusalCode,
  ServerFrameSchema,
  SubmitSchema,
  type ClientFrame,
} from "@tingbok/client/schema";

type Frame = MessageInitShape<typeof ServerFrameSchema>;

const settings = {
  workshop: "P/R",
  timeouts: defaultTimeouts,
  backoff: { first: 100, longest: 1000 },
  random: () => 0,
  store: new NoStore(),
};

function note(slot: number, text: string) {
  return create(EntitySchema, { slot, kind: { case: "note", value: { id: `N${slot}`, text } } });
}

/** The view hash of notes in slots 0, 1 …, as the server would say it. */
function hashOf(texts: (string | undefined)[]): Uint8Array {
  const mirror = new Mirror();
  mirror.stand(
    1,
    0,
    texts.flatMap((text, slot) => (text === undefined ? [] : [note(slot, text)])),
  );
  return mirror.viewHash();
}

/** A session and the server it talks to. */
class Scene {
  readonly session = new Session(settings);
  readonly said: Action[] = [];
  now = 0;

  constructor() {
    this.session.start(0);
    this.take();
  }
  take(): Action[] {
    const actions = this.session.drain();
    this.said.push(...actions);
    return actions;
  }
  sent(actions: Action[]): ClientFrame[] {
    return actions.flatMap((action) =>
      action.type === "send" ? [fromBinary(ClientFrameSchema, action.message)] : [],
    );
  }
  server(...frames: Frame[]): Action[] {
    const bytes = frames.map((frame) => toBinary(ServerFrameSchema, create(ServerFrameSchema, frame)));
    this.session.received(Uint8Array.from(bytes.flatMap((one) => [...one])), this.now);
    return this.take();
  }
  open(): ClientFrame[] {
    this.session.opened("ticket", this.now);
    return this.sent(this.take());
  }
  /** Live, at number 3 with one note. */
  live(): this {
    this.open();
    this.server(welcome(), {
      snapshot: {
        number: 3n,
        parts: 1,
        slots: 1,
        entities: [note(0, "a")],
        viewHash: hashOf(["a"]),
      },
    });
    return this;
  }
  types(): string[] {
    return this.said.map(({ type }) => type);
  }
  submit(commandId: string): Action[] {
    const made = command({ case: "say", value: {} }, "hei");
    this.session.submit(create(SubmitSchema, { commandId, command: made }), this.now, this.now);
    return this.take();
  }
}

function welcome(more: Frame["welcome"] & object = {}): Frame {
  return { welcome: { workshop: "P/R", epoch: "e", head: 3n, inFlightMax: 64, ...more } };
}
function patch(number: number, text: string): NonNullable<Frame["patches"]>[number] {
  return { number: BigInt(number), slots: 1, entities: [note(0, text)], viewHash: hashOf([text]) };
}

describe("a session", () => {
  // Goal: one message with everything in it, as a busy server sends, is read in the order of its fields.
  it("reads welcome, snapshot, patches and answers of one message", () => {
    const scene = new Scene();
    scene.open();
    scene.server(
      welcome(),
      { snapshot: { number: 3n, parts: 1, slots: 1, entities: [note(0, "a")], viewHash: hashOf(["a"]) } },
      { patches: [patch(4, "b")] },
      { patches: [patch(5, "c")] },
    );
    expect(scene.session.mirror.number).toBe(5);
    expect(scene.session.mirror.get("note", "N0")?.text).toBe("c");
    expect(scene.session.mirror.hashChecks).toBe(3);
  });

  // Goal: a hello after a loss says where the mirror stands, and the hash there.
  it("comes back from its own number", () => {
    const scene = new Scene().live();
    scene.session.closed(1006, "", 10);
    expect(scene.take()).toMatchObject([{ type: "lost", retryInMs: 50 }]);
    scene.session.tick(60);
    expect(scene.take()).toMatchObject([{ type: "open" }]);
    const [hello] = scene.open();
    expect(hello?.frame).toMatchObject({
      case: "hello",
      value: { epoch: "e", number: 3n, viewHash: hashOf(["a"]) },
    });
    scene.server(welcome({ resumed: true }), { patches: [patch(3, "old"), patch(4, "b")] });
    expect(scene.session.mirror.number).toBe(4);
    expect(scene.session.stats).toMatchObject({ resumes: 1, duplicates: 1 });
  });

  // Goal: changing sockets while all is well is told apart from a loss, until it becomes one.
  it("says that it resumes, and that it no longer does", () => {
    const scene = new Scene().live();
    expect(scene.session.resuming).toBe(false);
    scene.session.refresh(10);
    scene.take();
    expect(scene.session.resuming).toBe(true);
    scene.open();
    expect(scene.session.resuming).toBe(true);
    scene.server(welcome({ resumed: true }));
    expect([scene.session.resuming, scene.session.ready]).toEqual([false, true]);
    scene.session.refresh(20);
    scene.take();
    scene.session.openFailed({ kind: "transient", sentence: "unreachable" }, 30);
    expect(scene.session.resuming).toBe(false);
    // Whoever had lost the connection already does not resume, but tries again.
    scene.session.refresh(40);
    expect([scene.session.phase, scene.session.resuming]).toEqual(["opening", false]);
  });

  // Goal: a mirror that is not the server's is never shown on: it is dropped and asked for anew.
  it.each([
    ["a gap", { patches: [patch(5, "b")] }, "gap"],
    ["a wrong hash", { patches: [{ ...patch(4, "b"), viewHash: unseenLeaf }] }, "hashMismatch"],
    ["a slot beyond the tree", { patches: [{ ...patch(4, "b"), entities: [note(7, "x")] }] }, "malformed"],
  ])("asks for the room anew after %s", (_, frame, kind) => {
    const scene = new Scene().live();
    const actions = scene.server(frame);
    expect(actions[0]).toMatchObject({ type: "finding", kind });
    expect(actions.map(({ type }) => type)).toContain("lost");
    scene.session.tick(1_000);
    scene.take();
    const [hello] = scene.open();
    expect(hello?.frame.value).toMatchObject({ epoch: "", number: 0n });
  });

  it("gives up on a server that never makes sense", () => {
    const scene = new Scene();
    for (let i = 0; i <= resyncsMax; i += 1) {
      scene.open();
      scene.session.received(new Uint8Array([0xff, 0xff]), scene.now);
      scene.take();
      scene.now += 5_000;
      scene.session.tick(scene.now);
      scene.take();
    }
    expect(scene.session.phase).toBe("stopped");
    expect(scene.said.at(-1)).toMatchObject({ type: "stopped", reason: "protocol" });
  });

  // Goal: an answer settles its action once, however often the server repeats it.
  it("tells an answer once", () => {
    const scene = new Scene().live();
    expect(scene.sent(scene.submit("a"))).toHaveLength(1);
    const answer: Frame = {
      patches: [patch(4, "b")],
      answers: [{ commandId: "a", answer: { case: "receipt", value: { number: 4n } } }],
    };
    scene.server(answer);
    scene.server({ answers: answer.answers });
    expect(scene.types().filter((type) => type === "answered")).toHaveLength(1);
    expect(scene.session.outbox.size).toBe(0);
  });

  // Goal: a room that was busy is asked again; every other no is final.
  it("sends again what the room had no time for", () => {
    const scene = new Scene().live();
    scene.submit("a");
    const refused = (code: RefusalCode): Frame => ({
      answers: [{ commandId: "a", answer: { case: "refused", value: { code } } }],
    });
    expect(scene.sent(scene.server(refused(RefusalCode.ROOM_BUSY)))).toHaveLength(0);
    expect(scene.session.outbox.size).toBe(1);
    scene.session.tick(scene.session.deadline());
    expect(scene.sent(scene.take())).toHaveLength(1);
    scene.server(refused(RefusalCode.NO_VOTE));
    expect(scene.session.outbox.size).toBe(0);
    expect(scene.said.at(-1)).toMatchObject({ type: "answered", answer: { commandId: "a" } });
  });

  it("drops a connection that does not answer in time, and keeps the action", () => {
    const scene = new Scene().live();
    scene.submit("a");
    scene.session.tick(defaultTimeouts.answer);
    expect(scene.take().map(({ type }) => type)).toEqual(["close", "lost"]);
    expect(scene.session.outbox.waiting()[0]).toMatchObject({ sent: false });
  });

  it.each([
    [4403, "noAccess"],
    [4404, "notFound"],
    [4400, "protocol"],
  ])("stops at close code %i", (code, reason) => {
    const scene = new Scene().live();
    scene.session.closed(code, "", 1);
    expect(scene.take()).toMatchObject([{ type: "stopped", reason }]);
  });

  it("stops after three tickets that were not taken", () => {
    const scene = new Scene();
    for (let i = 0; i < 3; i += 1) {
      scene.open();
      scene.session.closed(4401, "", scene.now);
      scene.take();
      scene.now += 5_000;
      scene.session.tick(scene.now);
      scene.take();
    }
    expect(scene.said.at(-1)).toMatchObject({ type: "stopped", reason: "noAccess" });
  });

  // Goal: another history is not taken for one's own.
  it("drops what it has where the history was replaced", () => {
    const scene = new Scene().live();
    scene.session.closed(1006, "", 1);
    scene.session.retryNow(1);
    scene.take();
    scene.open();
    const actions = scene.server(welcome({ epoch: "e", head: 1n, historyReplaced: true }));
    expect(actions[0]).toMatchObject({ type: "finding", kind: "historyLost" });
    expect(scene.session.mirror.number).toBe(0);
    expect(scene.session.ready).toBe(false);
  });

  // Goal: what is one's own stands before what the audience sees, and can be taken back.
  it("keeps one's own apart from the room", () => {
    const scene = new Scene().live();
    scene.server({ own: [note(0, "mine")] });
    expect(scene.session.mirror.get("note", "N0")?.text).toBe("mine");
    expect(scene.session.mirror.all("note").map(({ text }) => text)).toEqual(["mine"]);
    expect(scene.session.mirror.viewHash()).toEqual(hashOf(["a"]));
    scene.server({ own: [create(EntitySchema, { slot: 0 })] });
    expect(scene.session.mirror.get("note", "N0")?.text).toBe("a");
  });
});

describe("a snapshot", () => {
  const snapshot = (viewHash: Uint8Array): Frame => ({
    snapshot: { number: 3n, parts: 1, slots: 1, entities: [note(0, "a")], viewHash },
  });
  const came = (viewHash: Uint8Array): Scene => {
    const scene = new Scene();
    scene.open();
    scene.server(welcome(), snapshot(viewHash));
    return scene;
  };

  // Goal: a slow phone draws what it got before it hashes it, and hashes it soon.
  it("is shown at once, and checked within a second", () => {
    const scene = came(hashOf(["a"]));
    expect(scene.session.ready).toBe(true);
    expect(scene.session.mirror.hashChecks).toBe(0);
    expect(scene.session.deadline()).toBe(defaultTimeouts.check);
    scene.session.tick(defaultTimeouts.check);
    expect(scene.session.mirror.hashChecks).toBe(1);
    expect(scene.session.mirror.unchecked).toBe(false);
    expect(scene.session.ready).toBe(true);
    expect(scene.session.deadline()).toBe(defaultTimeouts.silence);
  });

  // Goal: one that is not the server's does not stay, and nothing is built on it.
  it.each([
    ["when it is checked", (scene: Scene) => scene.session.tick(defaultTimeouts.check)],
    ["when a patch comes before that", (scene: Scene) => scene.server({ patches: [patch(4, "b")] })],
    ["when a patch without a hash comes", (scene: Scene) => scene.server({ patches: [{ number: 4n, slots: 1 }] })],
  ])("that is wrong is asked for again, %s", (_, then) => {
    const scene = came(hashOf(["another"]));
    then(scene);
    scene.take();
    expect(scene.said).toContainEqual(expect.objectContaining({ type: "finding", kind: "hashMismatch" }));
    expect(scene.session.mirror.number).toBe(0);
    expect(scene.types().at(-1)).toBe("lost");
  });
});

describe("hashes", () => {
  // Goal: a field that this client does not know counts in the hash, as the bytes that came.
  it("are over the bytes as they came", () => {
    const known = toBinary(EntitySchema, note(0, "a"));
    const unknown = Uint8Array.from([...known, 0xf8, 0x3f, 0x01]); // Field 1023, a varint.
    const part = (entity: Uint8Array, hash: Uint8Array) =>
      Uint8Array.from([
        ...field(1, toBinary(ServerFrameSchema, create(ServerFrameSchema, welcome())).slice(2)),
        ...field(2, [0x08, 3, 0x18, 1, 0x28, 1, ...field(4, entity), ...field(6, hash)]),
      ]);
    const scene = new Scene();
    scene.open();
    scene.session.received(part(unknown, leafHash(unknown)), 0);
    expect(scene.session.ready).toBe(true);
    expect(scene.session.mirror.viewHash()).toEqual(leafHash(unknown));
  });
});

/** A length-delimited field of under 128 bytes. */
function field(number: number, bytes: Iterable<number>): number[] {
  const body = [...bytes];
  return [(number << 3) | 2, body.length, ...body];
}
