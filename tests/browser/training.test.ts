/** A training (tingbok-replay play) in real browsers: a trainer and some who train go through script A again. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { Server, Visitor, desktop, launch, narrow, root, text, until, webFolder } from "./harness.ts";

const bin = process.env["TINGBOK_BIN_DIR"] ?? join(root, "build/release/bin");
const seats = 8;

interface Links {
  url: string;
  trainer: string;
  trainees: string[];
}
const expected = JSON.parse(readFileSync(join(root, "tests/workshops/A_samfunnsdel.expected.json"), "utf8")) as {
  rooms: { A: { votes: Record<string, { result: { tally: Record<string, number> } }> } };
};
/** Right before the trial vote on moving P5, and right before P5 was moved. */
const beforeVote = "script:296";
const beforeMove = "script:330";
const placeThen = 4;

let browser: Browser;
let server: Server;
let show: ChildProcess;
let links: Links;
let visitors: Visitor[] = [];

beforeAll(async () => {
  browser = await launch();
  server = await new Server().start();
  const script = join(root, "tests/workshops/A_samfunnsdel.jsonl");
  const played = spawnSync(
    join(bin, "tingbok-client"),
    ["play", script, "--url", server.url, "--admin-token-file", join(server.folder, "data/admin.token")],
    { encoding: "utf8" },
  );
  expect(played.status, played.stderr).toBe(0);
  await server.kill();
  show = spawn(
    join(bin, "tingbok-replay"),
    [
      ...["play", "--data", join(server.folder, "data"), "--room", "A/A", "--json"],
      ...["--listen", "127.0.0.1:0", "--seats", String(seats), "--web", webFolder],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [show.stdout!, show.stderr!]) stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const line = await until("the links of the training", () => {
    if (show.exitCode !== null) throw new Error(`the training ended:\n${said}`);
    return said.split("\n").find((one) => one.startsWith("{"));
  });
  links = JSON.parse(line) as Links;
});
afterAll(async () => {
  const gone = new Promise((resolve) => show.once("exit", resolve));
  show.kill("SIGTERM");
  await gone;
  await browser.close();
  await server.end();
});
afterEach(async () => {
  const those = visitors;
  visitors = [];
  for (const visitor of those) await visitor.close();
});

/** Comes in by a link, which leads to the page of the training. */
async function come(link: string, viewport = desktop): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, { viewport, baseURL: links.url });
  visitors.push(visitor);
  await visitor.page.goto(link);
  await visitor.page.getByRole("button", { name: text("join.enter") }).click();
  await visitor.page.locator('.training .past-banner[data-link="live"]').waitFor();
  return visitor;
}

async function go(trainer: Page, position: string): Promise<void> {
  await trainer.getByLabel(text("past.goTo")).fill(position);
  await trainer.keyboard.press("Enter");
}
const marked = (page: Page) => page.locator(".training-mark").first().innerText();

describe("a training", () => {
  // Goal: those who train decide what was decided then, by the ballots they know, and see both results side by side.
  it("asks, takes answers, and shows what came of it beside what was", async () => {
    const trainer = await come(links.trainer);
    const [one, two, three] = [await come(links.trainees[0]!, narrow), await come(links.trainees[1]!), await come(links.trainees[2]!)];
    for (const { page } of [trainer, one, two, three]) expect(await marked(page)).toMatch(/øvelse/iu);
    await go(trainer.page, beforeVote);
    await trainer.page.getByRole("button", { name: text("training.ask") }).click();
    for (const [visitor, choice] of [[one, "choice.for"], [two, "choice.against"], [three, "choice.against"]] as const) {
      await visitor.page.locator("#exercise").waitFor();
      await visitor.page.getByRole("radio", { name: text(choice), exact: true }).check();
      await visitor.page.getByRole("button", { name: text("training.send") }).click();
      await visitor.page.getByText(text("training.taken")).waitFor();
    }
    await one.accessible("an exercise on a phone");
    await one.fits("an exercise on a phone");
    await trainer.page.getByText(text("training.answered", { answered: 3, entitled: await entitled(trainer.page) })).waitFor();
    // Nothing is told before it is revealed.
    expect(await one.page.locator("#comparison").count()).toBe(0);
    await trainer.page.getByRole("button", { name: text("training.reveal") }).click();
    const then = expected.rooms.A.votes["PV3"]!.result.tally;
    for (const { page } of [trainer, one, two]) {
      expect(await counts(page, "training.ours")).toEqual({ [text("choice.for")]: 1, [text("choice.against")]: 2 });
      expect(await counts(page, "training.theirs")).toEqual({ [text("choice.for")]: then["for"], [text("choice.against")]: then["mot"] });
    }
    await trainer.accessible("both results");
    await trainer.fits("both results");
    await trainer.peek("training-compare");
    await one.fits("both results on a phone");
    await one.peek("training-phone", { fullPage: true });
  });

  it("asks where something should stand on a list", async () => {
    const trainee = await come(links.trainees[3]!);
    expect(await trainee.page.locator("#trainer").count()).toBe(0); // Who trains does not lead.
    const trainer = await again();
    await go(trainer.page, beforeMove);
    await trainer.page.getByRole("button", { name: text("training.ask") }).click();
    const { page } = trainee;
    await page.locator("#exercise").waitFor();
    await trainee.accessible("an exercise on a list");
    expect(await page.locator("#exercise .move-buttons:visible").count()).toBe(1);
    await page.locator('#exercise [data-move="up"]:visible').click();
    await page.locator('#exercise [data-move="up"]:visible').click();
    await page.getByRole("button", { name: text("training.send") }).click();
    await page.getByText(text("training.taken")).waitFor();
    await trainer.page.getByRole("button", { name: text("training.reveal") }).click();
    const theirs = page.locator('#comparison [data-side="training.theirs"]');
    await theirs.getByText(text("training.place", { place: placeThen })).waitFor();
    await page.locator('#comparison [data-side="training.ours"]').getByText(text("training.place", { place: 3 })).waitFor();
    await trainee.peek("training-list", { fullPage: true });
  });
});

/** The trainer once more: a link works once, so the browser that used it is remembered. */
let trainersAccess = "";
async function again(): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, { viewport: desktop, baseURL: links.url });
  visitors.push(visitor);
  await visitor.context.addInitScript((access) => sessionStorage.setItem("tingbok/access/A", access), trainersAccess);
  await visitor.page.goto("/w/A/A/ovelse");
  await visitor.page.locator("#trainer").waitFor();
  return visitor;
}

/** How many may answer, as the trainer is told. */
async function entitled(page: Page): Promise<number> {
  trainersAccess = await page.evaluate(() => sessionStorage.getItem("tingbok/access/A") ?? "");
  const numbers = (await page.locator("#answered").innerText()).match(/\d+/gu)!;
  return Number(numbers.at(-1));
}

async function counts(page: Page, side: string): Promise<Record<string, number>> {
  const rows = page.locator(`#comparison [data-side="${side}"] .bars tbody tr`);
  await rows.first().waitFor();
  return Object.fromEntries(
    await rows.evaluateAll((all) =>
      all.map((row) => [row.querySelector("th .written")!.textContent!.trim(), Number(row.querySelector(".bars-count")!.textContent)] as const),
    ),
  );
}
