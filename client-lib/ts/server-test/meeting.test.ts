import { create } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Api, Mirror, WebStorageStore, command, newCommandId } from "@tingbok/client";
import { SubmitSchema, VoteKind, VoteMethod, VoteStatus } from "@tingbok/client/schema";

import { actor, createProgramme, workshop, type Actor } from "../../../tests/browser/meeting.ts";
import { Server, until } from "../../../tests/browser/server.ts";
import { MemoryStorage } from "../test/memory_storage.ts";

const fast = { backoff: { first: 20, longest: 200 } };
let server: Server;
let actors: Actor[];

async function come(person: string, options = {}): Promise<Actor> {
  const made = await actor(server, person, { ...fast, ...options });
  actors.push(made);
  return made;
}

beforeEach(async () => {
  actors = [];
  server = await new Server().start();
  await createProgramme(server);
});
afterEach(async () => {
  for (const one of actors) one.stop();
  await server.end();
});

describe("a small meeting", () => {
  // Goal: what one does, all see at the same number, and every mirror proves its hash.
  it("is the same for everyone who takes part", async () => {
    const chair = await come("LEDER");
    const [m1, m2] = [await come("M1"), await come("M2")];
    for (const one of [chair, m1, m2]) await one.act({ case: "join", value: {} });
    await chair.act({ case: "meetingOpen", value: {} });
    await m1.act({ case: "noteAdd", value: { board: "B", note: "L1", tag: "" } }, "Flere bussruter");
    const terms = {
      vote: "V1",
      kind: VoteKind.STRAW,
      method: VoteMethod.DOTS,
      options: ["buss", "tog"],
      max: 3,
    };
    await chair.act({ case: "voteOpen", value: { terms } }, "Hva vil vi ha?");
    const dots = [{ option: "buss", count: 2n }];
    await m1.act({ case: "voteCast", value: { vote: "V1", ballot: { dots } } });
    await m2.act({ case: "voteCast", value: { vote: "V1", ballot: { dots } } });
    const closed = await chair.act({ case: "voteClose", value: { vote: "V1", force: true } });
    await until("all stand at the last number", () =>
      actors.every(({ connection }) => connection.mirror.number === closed),
    );
    for (const { connection } of actors) {
      const vote = connection.mirror.get("vote", "V1");
      expect(vote?.status).toBe(VoteStatus.CLOSED);
      expect(vote?.result?.ranking[0]).toMatchObject({ option: "buss", count: 4n });
      expect(connection.mirror.hashChecks).toBeGreaterThan(0);
      expect(connection.stats.resyncs).toBe(0);
    }
    expect(m1.connection.mirror.own("ballot").map(({ voter }) => voter)).toEqual(["M1"]);
    expect(m1.connection.mirror.get("ballot", "V1/M2")).toBeUndefined();
  });

  // Goal: a killed server loses nothing that was answered, and nothing that was not is done twice.
  it("goes on after the server was killed in the middle", async () => {
    const chair = await come("LEDER");
    const m1 = await come("M1");
    await chair.act({ case: "join", value: {} });
    await m1.act({ case: "join", value: {} });
    const written: Promise<unknown>[] = [];
    for (let i = 0; i < 30; i += 1)
      written.push(m1.try({ case: "noteAdd", value: { board: "B", note: `L${i}` } }, `Lapp ${i}`));
    await server.kill();
    expect(m1.connection.link === "live" || m1.connection.link === "offline").toBe(true);
    await until("the loss is seen", () => m1.connection.link === "offline");
    await server.start();
    await Promise.all(written);
    await m1.live();
    const notes = m1.connection.mirror.all("note");
    expect(notes.map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, i) => `L${i}`));
    expect(m1.connection.pending()).toEqual([]);
  });

  // Goal: a vote that was sent without an answer counts once, however often it is sent.
  it("takes an action once, whatever is sent again", async () => {
    const m1 = await come("M1");
    await m1.act({ case: "join", value: {} });
    const commandId = newCommandId();
    const submit = create(SubmitSchema, {
      commandId,
      command: command({ case: "noteAdd", value: { board: "B", note: "L1" } }, "Én gang"),
    });
    const first = await m1.try({ case: "noteAdd", value: { board: "B", note: "L1" } }, "Én gang", commandId);
    m1.connection.submitWith(submit);
    await until("the second answer", () => m1.connection.pending().length === 0);
    const second = m1.connection.answered().at(-1);
    expect(second?.outcome).toEqual(first.outcome);
    expect(m1.connection.mirror.all("note")).toHaveLength(1);
  });

  // Goal: what was done without a connection survives the page and is sent by the next one.
  it("sends after a reload what an earlier page could not", async () => {
    const storage = new MemoryStorage();
    const store = () => new WebStorageStore(storage, workshop, "M1");
    const m1 = await come("M1", { store: store() });
    await m1.act({ case: "join", value: {} });
    await server.kill();
    await until("the loss is seen", () => m1.connection.link === "offline");
    m1.connection.submit(command({ case: "noteAdd", value: { board: "B", note: "L1" } }, "Skrevet uten nett"));
    expect(m1.connection.pending()).toHaveLength(1);
    m1.stop();
    expect(storage.length).toBe(1);
    await server.start();
    const again = await come("M1", { store: store() });
    await until("the note is sent", () => again.connection.pending().length === 0);
    expect(again.connection.mirror.all("note").map(({ text }) => text)).toEqual(["Skrevet uten nett"]);
    expect(storage.length).toBe(0);
  });

  // Goal: coming back costs patches, not the room; and the mirror is the one that stayed.
  it("resumes from its own number", async () => {
    const chair = await come("LEDER");
    const m1 = await come("M1");
    await chair.act({ case: "join", value: {} });
    m1.connection.refresh();
    await chair.act({ case: "meetingOpen", value: {} });
    await m1.live();
    await until("the same number", () => m1.connection.mirror.number === chair.connection.mirror.number);
    expect(m1.connection.stats).toMatchObject({ resumes: 1, snapshots: 1, resyncs: 0 });
  });

  // Goal: a no is an answer: it is told once, with its reason, and changes nothing.
  it("gives the reason of a refusal", async () => {
    const m1 = await come("M1");
    const action = await m1.try({ case: "meetingOpen", value: {} });
    expect(action.outcome).toMatchObject({ type: "refused", refused: { word: "ikke_moteledelse" } });
  });

  // Goal: views can show the past: a read model stands at any number with the rights of its reader.
  it("reads the room as it was at a number", async () => {
    const m1 = await come("M1");
    await m1.act({ case: "join", value: {} });
    const then = await m1.act({ case: "noteAdd", value: { board: "B", note: "L1" } }, "Først");
    await m1.act({ case: "noteAdd", value: { board: "B", note: "L2" } }, "Så");
    const api = new Api({ server: server.url, bearer: await server.token("P", "M1") });
    const state = await api.stateAt(workshop, then);
    const past = new Mirror();
    past.stand(Number(state.number), 0, state.entities);
    expect(past.number).toBe(then);
    expect(past.all("note").map(({ text }) => text)).toEqual(["Først"]);
  });
});

// Goal: whoever may not come in is told so, and the client stops asking.
it("stops where access was revoked", async () => {
  const m1 = await come("M1");
  await server.http("POST", "/api/v1/programmes/P/people/M1/revoke");
  await until("the client stops", () => m1.connection.link === "stopped");
  expect(m1.connection.stopped?.reason).toBe("noAccess");
});
