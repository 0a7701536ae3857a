import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

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
  const member = await actor(server, "M1");
  await member.act({ case: "join", value: {} });
  member.stop();
});
afterAll(async () => {
  chair.stop();
  await browser.close();
  await server.end();
});

async function addNotes(): Promise<void> {
  await Promise.all(
    Array.from({ length: notes }, (_, i) =>
      chair.act(
        { case: "noteAdd", value: { board: "Muligheter", note: `L${i}`, tag: "" } },
        `Lapp ${i}: flere bussavganger, bedre lys langs gangveiene og en scene ved havna`,
      ),
    ),
  );
}

function quantile(values: number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]!;
}

/**
 * In every page from now on: tells on the console when what `part` selects and says `name` has been there for a frame.
 * Playwright's own waiting puts a program of its own into the page, which a slowed page reads for longer than ours.
 */
function tellWhenThere([part, name]: string[]): void {
  const there = () => [...document.querySelectorAll(part!)].some((one) => one.textContent!.includes(name!));
  const observer = new MutationObserver(() => {
    if (!there()) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => console.log(`there ${performance.now()}`)));
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** The median time from the start of navigation until it is there, on a phone four times slower than this machine. */
async function interactiveMs(what: string, path: string, part: string, name: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const me = await Visitor.open(browser, server);
    const cdp = await me.context.newCDPSession(me.page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await me.context.addInitScript(tellWhenThere, [part, name]);
    const told = me.page.waitForEvent("console", (message) => message.text().startsWith("there "));
    await me.be("M1", path);
    times.push(Number((await told).text().slice("there ".length)));
    await me.close();
  }
  console.log(`interactive, CPU 4x slowed, ${what}: ${times.map(Math.round).join(", ")} ms`);
  return quantile(times, 0.5);
}

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

const room = [`/w/${workshop}`, "button", text("floor.ask")] as const;

// Goal: on a phone four times slower than this machine the room answers within a second and a half.
it("is interactive soon on a slow phone, without notes", async () => {
  await interactiveMs("a page of one word, as the browser's own share", "/healthz", "pre", "ok");
  expect(await interactiveMs("no notes in the room", ...room)).toBeLessThan(interactiveMsMax);
});

describe(`with ${notes} notes`, () => {
  beforeAll(addNotes);

  // Goal: the same where much has been written already.
  it("is interactive soon on a slow phone", async () => {
    expect(await interactiveMs(`${notes} notes in the room`, ...room)).toBeLessThan(interactiveMsMax);
  });

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
});
