/** The past of a workshop in a real browser, against the real server that script A was played into. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { Server, Visitor, desktop, launch, narrow, phone, root, text, until } from "./harness.ts";
import { leaks, resultsOfOpenVotes } from "./wire.ts";

const sections = ["room", "changes", "lists", "lineage", "proof"] as const;

interface Moment {
  name: string;
  rooms: {
    A: {
      open_item: string;
      members_count: number;
      notes: number;
      queue: string[];
      proposals?: Record<string, { status: string; text: string }>;
      priority?: Record<string, string[]>;
      votes: Record<string, { status: string; cast: number; roll: number }>;
    };
  };
}
const expected = JSON.parse(readFileSync(join(root, "tests/workshops/A_samfunnsdel.expected.json"), "utf8")) as {
  rooms: { A: { priority: Record<string, string[]> } };
  moments: Record<string, Moment>;
};
const script = readFileSync(join(root, "tests/workshops/A_samfunnsdel.jsonl"), "utf8").trimEnd().split("\n");
const header = JSON.parse(script[0]!) as { people: { id: string; label: string }[] };
const labels = new Map(header.people.map(({ id, label }) => [id, label]));
const items = new Map(
  script
    .map((line) => JSON.parse(line) as { action: string; args?: { item?: string; title?: string } })
    .filter(({ action }) => action === "agenda_add")
    .map(({ args }) => [args!.item!, args!.title!]),
);

let browser: Browser;
let server: Server;
let visitors: Visitor[] = [];

beforeAll(async () => {
  browser = await launch();
  server = await new Server().start();
  const bin = process.env["TINGBOK_BIN_DIR"] ?? join(root, "build/release/bin");
  const played = spawnSync(
    join(bin, "tingbok-client"),
    ["play", join(root, "tests/workshops/A_samfunnsdel.jsonl"), "--url", server.url, "--admin-token-file", join(server.folder, "data/admin.token")],
    { encoding: "utf8" },
  );
  expect(played.status, played.stderr).toBe(0);
});
afterAll(async () => {
  await browser.close();
  await server.end();
});
afterEach(async () => {
  const those = visitors;
  visitors = [];
  for (const visitor of those) await visitor.close();
});

async function visit(viewport = desktop): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, { viewport });
  visitors.push(visitor);
  return visitor;
}

/** Somebody at a moment of the past, once it is shown. */
async function at(position: string, show = "room", person = "R02", viewport = desktop): Promise<Visitor> {
  const visitor = await visit(viewport);
  if (person !== "") await visitor.join(person, "A");
  await visitor.page.goto(`/w/A/A/fortid?at=${position}&show=${show}`);
  await shown(visitor.page);
  return visitor;
}

/** The day's shape is there, and so is a moment. */
async function shown(page: Page): Promise<void> {
  await page.locator('.past-banner[data-link="live"]').waitFor();
  await page.getByRole("slider").waitFor();
}

/** The number shown. */
async function numberOn(page: Page): Promise<number> {
  return Number(await page.locator(".past-banner").getAttribute("data-number"));
}

const openPage = (page: Page, name: string) =>
  page.locator(".room-then").getByRole("button", { name: text(`participant.page.${name}`), exact: true }).click();
const openSection = (page: Page, name: string) =>
  page.getByRole("button", { name: text(`past.section.${name}`), exact: true }).click();

describe("the four named moments", () => {
  // Goal: whoever goes to a moment sees what the script's own record says of it, in the room's own views.
  it.each(Object.entries(expected.moments))("%s is shown as it was", async (id, { rooms: { A: then } }) => {
    const visitor = await at(id);
    const { page } = visitor;
    await page.getByText(text("past.notNow")).waitFor();
    await page.locator("#now").getByText(items.get(then.open_item)!).waitFor();
    if (id === "M2") await visitor.peek("past");
    if (then.queue.length > 0) {
      const queue = await page.locator(".speakers li").allInnerTexts();
      expect(queue.map((line) => line.replace(/ – .*/u, "").trim())).toEqual(then.queue.map((who) => labels.get(who)!.replace(/ – .*/u, "")));
    }
    await openPage(page, "notes");
    await page.locator("#notes").waitFor();
    const boards = page.locator("#notes select option");
    let notes = 0;
    for (let board = 0; board < Math.max(1, await boards.count()); board += 1) {
      if ((await boards.count()) > 0) await page.locator("#notes select").selectOption({ index: board });
      notes += Number(/\d+/u.exec(await page.locator("#all-notes .section-head").innerText())![0]);
    }
    expect(notes).toBe(then.notes);
    await openPage(page, "proposals");
    for (const [proposal, { text: wording }] of Object.entries(then.proposals ?? {}))
      expect(await page.locator(`[data-proposal="${proposal}"] .proposal-text`).textContent()).toBe(wording);
    for (const [list, order] of Object.entries(then.priority ?? {})) {
      const rows = await page.locator(`#list-${list} ol li`).allInnerTexts();
      expect(rows.map((row) => row.split(":")[0])).toEqual(order);
    }
    await openPage(page, "votes");
    for (const [vote, { status, cast, roll }] of Object.entries(then.votes)) {
      if (status === "åpen") {
        await page.locator("#open-vote").getByText(text("vote.turnout", { cast, roll })).waitFor();
      } else {
        const card = page.locator(`[data-vote="${vote}"]`);
        const tag = status === "annullert" ? "ANNULLED" : "DECLARED";
        await card.getByText(text(`enum.VoteStatus.${tag}`)).first().waitFor();
        if (tag === "DECLARED") await card.getByText(text("result.cast", { cast, roll })).waitFor();
      }
    }
  });

  // Goal: nobody mistakes the past for the present, and nobody acts in it, whoever they are now.
  it("offer nothing to do, also to those who lead", async () => {
    const { page } = await at("M3", "room", "R01");
    for (const name of ["now", "notes", "proposals", "votes", "meeting", "record"]) {
      await openPage(page, name);
      const buttons = await page.locator(".room-then .section button").allInnerTexts();
      expect(buttons).toEqual([]);
      expect(await page.locator(".room-then form").count()).toBe(0);
    }
    expect(await page.locator(".past-banner").innerText()).toMatch(/fortiden/iu);
  });

  // Goal: the public reads the past by the rules of then and of now: no result of a vote that was open.
  it("show the public no result of a vote that was open then", async () => {
    const { number } = await server.http<{ number: string }>("GET", "/api/v1/workshops/A/A/state?at=M3");
    const visitor = await at(number, "room", "");
    const then = expected.moments["M3"]!.rooms.A.votes;
    const open = Object.entries(then).find(([, { status }]) => status === "åpen")!;
    await visitor.page.locator("#open-vote").getByText(text("vote.turnout", open[1])).waitFor();
    expect(await visitor.page.locator("#open-vote .results").count()).toBe(0);
    await openPage(visitor.page, "votes");
    expect(await visitor.page.locator(`[data-vote="${open[0]}"]`).count()).toBe(0);
    expect(visitor.frames.length).toBeGreaterThan(0);
    expect(resultsOfOpenVotes(visitor.frames)).toEqual([]);
    expect(leaks(visitor.frames)).toEqual([]);
  });
});

describe("moving", () => {
  // Goal: everything a mouse can do on the line, a keyboard can.
  it("is done by keys on the line, by marks, and by typing where to go", async () => {
    const visitor = await at("M1");
    const { page } = visitor;
    const start = await numberOn(page);
    const slider = page.getByRole("slider");
    await visitor.key(slider, "ArrowRight");
    await until("one on", async () => (await numberOn(page)) === start + 1);
    await page.keyboard.press("ArrowLeft");
    await until("one back", async () => (await numberOn(page)) === start);
    await page.keyboard.press("Home");
    await until("the beginning", async () => (await numberOn(page)) === 1);
    await page.keyboard.press("End");
    const head = Number(await slider.getAttribute("aria-valuemax"));
    await until("the end", async () => (await numberOn(page)) === head);
    expect(await slider.getAttribute("aria-valuetext")).toContain(String(head));
    await page.locator(".marks summary").click();
    await page.locator(".marks").getByText(expected.moments["M2"]!.name).click();
    await openPage(page, "proposals");
    await page.locator("#list-SATS").getByText(text("lists.locked")).waitFor();
    await page.getByLabel(text("past.goTo")).fill("M1");
    await page.keyboard.press("Enter");
    await until("the moment M1", async () => (await numberOn(page)) === start);
    await page.waitForURL((url) => url.searchParams.get("at") === String(start));
    await page.getByLabel(text("past.goTo")).fill("never heard of");
    await page.keyboard.press("Enter");
    await page.locator('.scrubber [data-state="refused"][lang="en"]').waitFor();
    expect(await numberOn(page)).toBe(start);
    // A time as the list of what happened shows it.
    const last = page.locator(".marks li").last();
    await page.getByLabel(text("past.goTo")).fill(await last.locator(".figures").innerText());
    await page.keyboard.press("Enter");
    await until("the evening", async () => (await numberOn(page)) > start);
  });

  it("goes on by itself when it is played, and stops", async () => {
    const visitor = await at("M1");
    const { page } = visitor;
    const start = await numberOn(page);
    await page.getByLabel(text("past.speed")).selectOption("100");
    await visitor.key(page.getByRole("button", { name: text("past.play") }));
    await until("it plays", async () => (await numberOn(page)) > start + 3);
    await page.getByRole("button", { name: text("past.pause") }).click();
    await page.getByRole("button", { name: text("past.play") }).waitFor();
    const stopped = await numberOn(page);
    // One step leads to the next number: nothing has moved in between.
    await visitor.key(page.getByRole("slider"), "ArrowRight");
    await until("one step", async () => (await numberOn(page)) !== stopped);
    expect(await numberOn(page)).toBe(stopped + 1);
  });

  // Goal: a server that restarts while somebody reads the past costs them nothing.
  it("comes back to the same moment after the connection was lost", async () => {
    const { page } = await at("M2");
    const number = await numberOn(page);
    await server.kill();
    await page.locator('.past-banner[data-link="offline"]').waitFor();
    await server.start();
    await page.locator('.past-banner[data-link="live"]').waitFor();
    expect(await numberOn(page)).toBe(number);
  });
});

describe("what changed", () => {
  it("is shown side by side, wordings word by word", async () => {
    const visitor = await at("M2", "changes");
    const { page } = visitor;
    const from = page.getByLabel(text("past.changes.from"), { exact: true });
    const m1 = await from.locator("option").filter({ hasText: expected.moments["M1"]!.name }).getAttribute("value");
    await from.selectOption(m1!);
    const proposals = page.locator('.change-group[data-kind="proposal"]');
    await proposals.waitFor();
    if ((await proposals.getAttribute("open")) === null) await proposals.locator("summary").click();
    const then = expected.moments["M2"]!.rooms.A.proposals!;
    expect(await proposals.locator('.change[data-change="added"]').count()).toBe(Object.keys(then).length);
    await proposals.getByText(then["P1"]!.text).first().waitFor();
    await visitor.peek("past-changes", { fullPage: true });
    // From when P1 was tabled to when it was reworded: the words that are new stand out.
    const tabled = await page.evaluate(async () => {
      const token = JSON.parse(sessionStorage.getItem("tingbok/access/A")!) as { token: string };
      const answer = await fetch("/api/v1/workshops/A/A/lineage?of=P1", { headers: { Authorization: `Bearer ${token.token}` } });
      const { nodes } = (await answer.json()) as { nodes: { kind: string; number: string }[] };
      return nodes.filter(({ kind }) => /PROPOSAL|WORDING/u.test(kind)).map(({ number }) => Number(number));
    });
    expect(tabled.length).toBe(2);
    await page.goto(`/w/A/A/fortid?at=${tabled[0]}`);
    await shown(page);
    await openSection(page, "changes");
    await page.getByRole("button", { name: text("past.changes.here", { number: tabled[0]! }) }).first().click();
    await page.getByLabel(text("past.goTo")).fill(String(tabled[1]));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `${text("past.changes.here", { number: tabled[1]! })} (${text("past.changes.to")})` }).click();
    await page.getByRole("button", { name: `${text("past.changes.here", { number: tabled[1]! })} (${text("past.changes.from")})` }).waitFor();
    const reworded = page.locator('.change-group[data-kind="proposal"] .change[data-change="changed"]').filter({ hasText: "P1" });
    await reworded.locator("ins").first().waitFor();
  });
});

describe("lists over time", () => {
  it("are a picture and a table that end as the list ended", async () => {
    const visitor = await at("head", "lists");
    const { page } = visitor;
    await page.locator(".bump").waitFor();
    await page.locator("#bump-SATS details summary").click();
    const last = await page.locator("#bump-SATS tbody tr").evaluateAll((rows) =>
      rows.map((row) => [row.querySelector("th")!.textContent!.split(":")[0], row.querySelector("td:last-child")!.textContent] as const),
    );
    const order = last.filter(([, place]) => /\d/u.test(place!)).sort(([, a], [, b]) => Number(a) - Number(b));
    expect(order.map(([id]) => id)).toEqual(expected.rooms.A.priority["SATS"]);
    await page.locator(".bump-name").nth(1).click();
    expect(await page.locator('.bump-line[data-followed="true"]').count()).toBe(1);
    await visitor.shot("past-lists", { fullPage: true });
  });
});

describe("how the decision in PS 1/26 came about", () => {
  // Goal: from the decision back to single notes by keyboard alone, and the same told in sentences.
  it("is walked by arrow keys, back to notes", async () => {
    const visitor = await at("head", "lineage");
    const { page } = visitor;
    await page.getByLabel(text("past.lineage.of")).selectOption("PS 1/26");
    const chosen = page.locator('.walk-node[aria-pressed="true"]');
    await page.locator('.walk-node[data-family="decision"][aria-pressed="true"]').waitFor();
    await visitor.tabTo(chosen);
    const walked = new Set([await chosen.getAttribute("data-key")]);
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press("ArrowLeft");
      const key = await chosen.getAttribute("data-key");
      if (walked.has(key)) break;
      walked.add(key);
      expect(await chosen.evaluate((element) => element === document.activeElement)).toBe(true);
    }
    expect(walked.size).toBeGreaterThan(3);
    await visitor.shot("past-lineage", { fullPage: true });
    await page.keyboard.press("End");
    await page.locator('.walk-node[data-family="decision"][aria-pressed="true"]').waitFor();
    await page.locator("#lineage-details").getByText("PS 1/26").first().waitFor();
    const nodes = await page.locator(".walk-node").count();
    await page.locator("#lineage details summary").click();
    expect(await page.locator(".sentences li").count()).toBe(nodes);
    await page.locator("#lineage-details").getByRole("button", { name: text("past.goHere") }).click();
    const number = Number(await page.locator("#lineage-details dd").nth(1).textContent());
    await until("the moment of the decision", async () => (await numberOn(page)) === number);
  });
});

describe("the proof", () => {
  const verdict = (page: Page, which: "good" | "partly" | "broken") => page.locator(`#proof-verdict[data-verdict="${which}"]`).waitFor();
  const check = (page: Page, name: string) => page.locator(`[data-check="${name}"]`).getAttribute("data-state");

  // Goal: what the server signed is proved in the browser, for whoever reads, and what was not checked is said.
  it.each([["a member", "R02"], ["the public", ""]])("holds for %s", async (_, person) => {
    const visitor = await at("M2", "proof", person);
    const { page } = visitor;
    await page.locator("#proof-verdict").waitFor();
    await verdict(page, (await check(page, "core")) === "holds" ? "good" : "partly");
    for (const name of ["view", "leaf", "path", "signature", "origin"]) expect(await check(page, name), name).toBe("holds");
    expect(await check(page, "core")).not.toBe("fails");
    if (person !== "") await visitor.peek("past-proof", { fullPage: true });
  });

  // Goal: a server that shows something else than what it signed is found out, and the page says what does not hold.
  it.each<[string, string, (answer: Record<string, unknown>) => void, string]>([
    ["the path", "**/proof/inclusion*", (answer) => ((answer["path"] as string[])[0] = btoa("x".repeat(32))), "path"],
    ["the checkpoint", "**/proof/inclusion*", (answer) => (answer["checkpoint"] = (answer["checkpoint"] as string).replace(/\n(\d+)\n/u, (_, n: string) => `\n${Number(n) + 1}\n`)), "signature"],
    ["the event", "**/events*", (answer) => ((answer["events"] as Record<string, unknown>[])[0]!["leafHash"] = btoa("x".repeat(32))), "path"],
    ["what one may see", "**/state*", (answer) => (answer["viewHash"] = btoa("x".repeat(32))), "view"],
  ])("does not hold where the server's answer about %s is altered", async (_, url, alter, name) => {
    const { page } = await at("M2");
    await page.route(url, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as Record<string, unknown>;
      alter(body);
      await route.fulfill({ response: answer, json: body });
    });
    await openSection(page, "proof");
    await verdict(page, "broken");
    expect(await check(page, name)).toBe("fails");
  });
});

describe("the pages of the past", () => {
  // Goal: WCAG 2.1 AA on each of them, in light and dark, from 320 px to a desktop.
  it.each([
    ["320 px", narrow],
    ["a desktop", desktop],
  ])("have no violations at %s", async (size, viewport) => {
    const visitor = await at("M2", "room", "R02", viewport);
    for (const section of sections) {
      await openSection(visitor.page, section);
      if (section === "changes") await visitor.page.locator(".change-group").first().waitFor();
      if (section === "lists") await visitor.page.locator(".places").first().waitFor({ state: "attached" });
      if (section === "lineage") await visitor.page.locator(".walk-node").first().waitFor();
      if (section === "proof") await visitor.page.locator("#proof-verdict").waitFor();
      await visitor.accessible(`the past, ${section}, ${size}`);
      await visitor.fits(`the past, ${section}, ${size}`);
      await visitor.peek(`past-${section}-${size}`, { fullPage: true });
    }
  });

  it("speak the languages of the app", async () => {
    const { page } = await at("M2", "room", "R02", phone);
    for (const language of ["en", "nn", "nb"]) {
      const catalogue = JSON.parse(readFileSync(join(root, `web/src/i18n/${language}.json`), "utf8")) as Record<string, string>;
      await page.locator(".choices select").first().selectOption(language);
      await page.getByText(catalogue["past.notNow"]!).waitFor();
      for (const section of sections) await page.getByRole("button", { name: catalogue[`past.section.${section}`]!, exact: true }).waitFor();
    }
  });

  it("are reached from the room, and lead back to it", async () => {
    const visitor = await visit();
    await visitor.join("R02", "A");
    await visitor.page.goto("/w/A/A");
    await visitor.page.getByRole("link", { name: text("past.link") }).click();
    await shown(visitor.page);
    // Its tab is another than the room's.
    expect(await visitor.page.title()).toMatch(new RegExp(`^${text("past.tab", { room: "" })}.+ – Tingbok$`, "u"));
    await visitor.page.getByRole("link", { name: text("past.toNow") }).click();
    await visitor.live();
  });
});
