import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { VoteKind, VoteMethod } from "@tingbok/client/schema";
import { Server, Visitor, actor, createProgramme, desktop, launch, people, text, workshop, type Actor } from "./harness.ts";

const interactiveMsMax = 1_500;
const notes = 500;
const voters = 31;
/** Of 20 frames 19 come so soon after the one before. */
const frameMsP95Max = 50;
let votes = 0;
let browser: Browser;
let server: Server;
let chair: Actor;

beforeAll(async () => {
  browser = await launch();
  server = await new Server().start();
  const more = Array.from({ length: voters - 7 }, (_, i) => ({
    person: `X${i}`,
    label: `Medlem ${i + 7}`,
    role: "ROLE_COUNCILLOR",
    votes: true,
    memberOf: ["R"],
  }));
  await createProgramme(server, { people: [...people, ...more] });
  chair = await actor(server, "LEDER");
  await chair.act({ case: "join", value: {} });
  await chair.act({ case: "meetingOpen", value: {} });
  await Promise.all(
    Array.from({ length: notes }, (_, i) =>
      chair.act(
        { case: "noteAdd", value: { board: "Muligheter", note: `L${i}`, tag: "" } },
        `Lapp ${i}: flere bussavganger, bedre lys langs gangveiene og en scene ved havna`,
      ),
    ),
  );
  const member = await actor(server, "M1");
  await member.act({ case: "join", value: {} });
  member.stop();
});
afterAll(async () => {
  chair.stop();
  await browser.close();
  await server.end();
});

function quantile(values: number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]!;
}

// Goal: on a phone four times slower than this machine the room answers within a second and a half.
it("is interactive soon on a slow phone", async () => {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const me = await Visitor.open(browser, server);
    const cdp = await me.context.newCDPSession(me.page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await me.be("M1", `/w/${workshop}`);
    await me.page.getByRole("button", { name: text("floor.ask") }).waitFor();
    times.push(await me.page.evaluate(() => performance.now()));
    await me.close();
  }
  console.log(`interactive, CPU 4x slowed, 500 notes in the room: ${times.map(Math.round).join(", ")} ms`);
  expect(quantile(times, 0.5)).toBeLessThan(interactiveMsMax);
});

/** In the page, from now on: the time between frames, in milliseconds. */
function countFrames(): void {
  const frames: number[] = ((window as unknown as { frames: number[] }).frames = []);
  let last = performance.now();
  const frame = (now: number) => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

async function framesOf(me: Visitor, what: string): Promise<void> {
  const frames = await me.page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  const [p50, p95] = [quantile(frames, 0.5), quantile(frames, 0.95)];
  console.log(`${what}: frames p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, worst ${Math.max(...frames).toFixed(1)} ms of ${frames.length}`);
  expect(p95).toBeLessThan(frameMsP95Max);
}

// Goal: with 500 notes on the board, typing stays smooth while others write ten notes a second.
it("stays smooth with 500 notes", async () => {
  const me = await Visitor.open(browser, server);
  await me.be("M1", `/w/${workshop}/notes`);
  await me.page.getByText("Lapp 499").waitFor();
  await me.page.evaluate(countFrames);
  const writing = (async () => {
    for (let i = 0; i < 50; i += 1) {
      await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: `N${i}` } }, `Ny ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  await me.page.getByLabel(text("notes.text")).pressSequentially("Skriver mens andre skriver ".repeat(3), { delay: 50 });
  await writing;
  await framesOf(me, "typing while 10 notes a second come");
  await me.close();
});

// Goal: with 500 notes in the room, both who leads and who takes part see 31 votes come in without a jerk.
it.each([
  ["a participant on the page of notes", "M1", `/w/${workshop}/notes`, ""],
  ["who leads, on the boards", "LEDER", `/w/${workshop}/led`, "#tab-boards"],
  ["who leads, on the votes", "LEDER", `/w/${workshop}/led`, "#tab-votes"],
])("stays smooth while 31 vote: %s", async (what, person, path, tab) => {
  const vote = `V${(votes += 1)}`;
  const names = ["LEDER", "M1", "M2", "M3", "M4", "M5", "M6", ...Array.from({ length: voters - 7 }, (_, i) => `X${i}`)];
  const all = await Promise.all(names.map((name) => actor(server, name)));
  await Promise.all(all.map((one) => one.try({ case: "join", value: {} })));
  const terms = { vote, kind: VoteKind.STRAW, method: VoteMethod.FOR_AGAINST };
  await chair.act({ case: "voteOpen", value: { terms } }, "Skal vi gå videre med lista?");
  const me = await Visitor.open(browser, server, { viewport: desktop });
  await me.be(person, path);
  await me.live();
  if (tab) await me.page.locator(tab).click();
  await me.page.evaluate(countFrames);
  for (const one of all) {
    await one.act({ case: "voteCast", value: { vote, ballot: { choice: "for" } } });
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  expect(chair.connection.mirror.get("turnout", vote)?.cast).toBe(voters);
  await framesOf(me, `${what}, 500 notes, 31 votes in about two seconds`);
  await chair.act({ case: "voteClose", value: { vote } });
  for (const one of all) one.stop();
  await me.close();
});
