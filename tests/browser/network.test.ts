/** The network page and administration, against the real server. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Server, Visitor, actor, createProgramme, desktop, launch, root, text, until, zoomed } from "./harness.ts";

let browser: Browser;
let server: Server;
let visitors: Visitor[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  visitors = [];
  server = await new Server().start();
});
afterEach(async () => {
  try {
    for (const visitor of visitors) await visitor.close();
  } finally {
    await server.end();
  }
});

async function visit(options: BrowserContextOptions = { viewport: desktop }): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server, options);
  visitors.push(visitor);
  return visitor;
}

/** Plays a script into the server, as `tingbok-client` does. */
function play(script: string): void {
  const bin = process.env["TINGBOK_BIN_DIR"] ?? join(root, "build/release/bin");
  const result = spawnSync(
    join(bin, "tingbok-client"),
    ["play", join(root, `tests/workshops/${script}.jsonl`), "--url", server.url, "--admin-token-file", join(server.folder, "data/admin.token")],
    { encoding: "utf8" },
  );
  expect(result.status, result.stderr).toBe(0);
}

interface RollUp {
  forms: Record<string, number>;
  tasks: Record<string, number>;
  received: number;
}

describe("the network page", () => {
  // Goal: the matrix of sixteen municipalities comes out as the script's rulebook says it must.
  it("shows the roll-up of positions as expected, to members and to anyone", async () => {
    play("B_vestregion");
    const expected = JSON.parse(readFileSync(join(root, "tests/workshops/B_vestregion.expected.json"), "utf8")) as { rooms: Record<string, { rollup?: RollUp }> };
    const rollup = expected.rooms["ST"]!.rollup!;

    const mayor = await visit();
    const code = await server.code("B", "K01-M1");
    await mayor.page.goto(`/j#${code}`);
    await mayor.page.getByRole("button", { name: text("join.enter") }).click();
    await mayor.page.waitForURL((url) => !url.pathname.startsWith("/j"));
    await mayor.page.goto("/p/B");
    await mayor.page.locator(".matrix").waitFor();
    const counts = async (caption: string) =>
      Object.fromEntries(
        await mayor.page
          .locator(".counts")
          .filter({ has: mayor.page.locator("caption", { hasText: caption }) })
          .locator("tbody tr")
          .evaluateAll((rows) => rows.map((row) => [row.querySelector("th")!.textContent!.trim(), Number(row.querySelector("td")!.textContent)] as const)),
      );
    expect(await counts(text("network.forms"))).toEqual(rollup.forms);
    expect(await counts(text("network.tasks"))).toEqual(rollup.tasks);
    expect(await mayor.page.locator(".matrix tbody tr").count()).toBe(rollup.received);
    await mayor.accessible("the network");
    await mayor.fits("the network");
    await mayor.shot("network", { to: mayor.page.locator("section", { has: mayor.page.locator(".matrix") }) });

    // Every room of this script is open: anyone sees the same roll-up, and the same question in sixteen rooms.
    const anyone = await visit(zoomed);
    await anyone.page.goto("/p/B");
    await anyone.page.locator(".matrix").waitFor();
    expect(await anyone.page.locator(".network-rooms li").count()).toBe(18);
    await anyone.page.getByText(text("network.question", { question: "Ranger samarbeidsformene.", rooms: 16 })).first().waitFor();
    await anyone.accessible("the network, to anyone");
    await anyone.fits("the network, to anyone");
    await anyone.whole("the network, to anyone");
  }, 400_000);

  // Goal: one room that may not be read, or is not reached, leaves the rest of the page.
  it("goes on without a room that cannot be read", async () => {
    const room = { seats: 7, chair: "LEDER", ruleset: "kommuneloven", mode: "MODE_WORKSHOP", form: "MEETING_FORM_PHYSICAL" };
    await createProgramme(server, {
      rooms: [
        { ...room, room: "R", body: "Kommunestyret", public: true },
        { ...room, room: "S", body: "Nabokommunen", chair: "", public: true },
      ],
    });
    const chair = await actor(server, "LEDER");
    await chair.act({ case: "join", value: {} });
    await chair.act({ case: "noteAdd", value: { board: "Muligheter", note: "L1", tag: "havn" } }, "Havna");
    chair.stop();
    const anyone = await visit();
    await anyone.page.route("**/api/v1/tickets", (route) =>
      route.request().postData()?.includes("P/S") ? route.fulfill({ status: 403, body: "{}" }) : route.continue(),
    );
    await anyone.page.goto("/p/P");
    await anyone.page.getByRole("link", { name: "Nabokommunen" }).waitFor();
    await anyone.page.getByRole("rowheader", { name: "havn" }).waitFor();
    await anyone.page.getByText(text("network.only_yours", { read: 1, rooms: 2 })).waitFor();
    expect(await anyone.page.locator(".ds-alert").count()).toBe(0);
    anyone.troubles.length = 0; // The browser reports the 403 that was made up.
  });

  // Goal: a room that is not open is not on the page, and nothing of it is asked for.
  it("keeps a room that is not open to itself", async () => {
    const room = { seats: 7, chair: "LEDER", ruleset: "kommuneloven", mode: "MODE_WORKSHOP", form: "MEETING_FORM_PHYSICAL" };
    await createProgramme(server, {
      rooms: [
        { ...room, room: "R", body: "Kommunestyret", public: true },
        { ...room, room: "H", body: "Gruppemøtet", chair: "", public: false },
      ],
    });
    const anyone = await visit();
    const asked: string[] = [];
    anyone.page.on("request", (request) => asked.push(request.url()));
    anyone.page.on("websocket", (socket) => asked.push(socket.url()));
    await anyone.page.goto("/p/P");
    await anyone.page.getByRole("link", { name: "Kommunestyret" }).waitFor();
    expect(await anyone.page.locator("main").innerText()).not.toContain("Gruppemøtet");
    expect(asked.filter((url) => url.includes("P/H"))).toEqual([]);
  });
});

describe("administration", () => {
  async function enter(options?: BrowserContextOptions): Promise<Visitor> {
    const visitor = await visit(options);
    await visitor.page.goto("/admin");
    await visitor.page.getByLabel(text("admin.enter.secret")).fill(server.secret());
    await visitor.page.getByRole("button", { name: text("admin.enter.now") }).click();
    await visitor.page.getByText(text("admin.health.ready")).waitFor();
    return visitor;
  }

  // Goal: nobody gets in without the secret, and the page says so in words.
  it("stays closed without the secret", async () => {
    const visitor = await visit();
    await visitor.page.goto("/admin");
    await visitor.page.getByLabel(text("admin.enter.secret")).fill("wrong");
    await visitor.page.getByRole("button", { name: text("admin.enter.now") }).click();
    await visitor.page.locator(".ds-alert").waitFor();
    expect(await visitor.page.getByText(text("admin.health.title")).count()).toBe(0);
    visitor.troubles.length = 0; // The browser reports the 401 that was asked for.
    await visitor.accessible("the way in to administration");
  });

  // Goal: an organisation, a person, a workshop and a link from nothing, by the page alone; the link lets the person in once.
  it("makes a programme, a person, a workshop and a link that works once", async () => {
    const { page, ...rest } = await enter();
    void rest;
    const region = (key: string) => page.getByRole("region", { name: text(key), exact: true });
    const programme = region("admin.new_programme.title");
    await programme.getByLabel(text("admin.new_programme.name")).fill("Prøvevik kommune");
    await programme.getByLabel(text("admin.new_programme.id"), { exact: true }).fill("PV");
    await programme.getByLabel(text("admin.new_programme.body")).fill("Kommunestyret");
    await programme.getByLabel(text("admin.new_programme.room")).fill("KS");
    await programme.getByLabel(text("admin.new_programme.facilitator"), { exact: true }).fill("Første veileder");
    await programme.getByLabel(text("admin.new_programme.person")).fill("FV");
    await programme.getByRole("button", { name: text("admin.new_programme.make") }).click();
    await region("admin.workshops.title").getByText("Kommunestyret").waitFor();

    const people = page.getByRole("region", { name: /^Personer og lenker/ });
    await people.getByText(text("admin.new_person.title"), { exact: true }).click();
    await people.getByLabel(text("admin.new_person.label"), { exact: true }).fill("Prosessveileder Prøve");
    await people.getByLabel(text("admin.new_person.id"), { exact: true }).fill("PP");
    await people.getByLabel(text("admin.new_person.role")).selectOption({ label: text("enum.Role.FACILITATOR") });
    await people.getByRole("button", { name: text("admin.new_person.add") }).click();
    await people.getByRole("listitem").filter({ hasText: "Prosessveileder Prøve" }).waitFor();

    const room = region("admin.new_room.title");
    await room.getByLabel(text("admin.new_room.body")).fill("Formannskapet");
    await room.getByLabel(text("admin.new_room.id"), { exact: true }).fill("F1");
    await room.locator("summary").click();
    await room.getByRole("group", { name: text("admin.new_room.facilitators") }).getByRole("checkbox", { name: "Prosessveileder Prøve" }).check();
    await room.getByRole("button", { name: text("admin.new_room.make") }).click();
    await region("admin.workshops.title").getByText("Formannskapet").waitFor();

    await page.getByRole("button", { name: `${text("admin.link.issue")} Prosessveileder Prøve` }).click();
    const shown = page.locator(".shown-link");
    const address = (await shown.locator("a").getAttribute("href"))!;
    expect(address).toMatch(/\/j#tb1\./);
    const visitor = visitors[0]!;
    await visitor.accessible("administration with a link shown");
    await visitor.fits("administration with a link shown");
    await visitor.shot("admin");

    const guest = await visit();
    await guest.page.goto(address);
    await guest.page.getByRole("button", { name: text("join.enter") }).click();
    await guest.page.getByRole("tab", { name: text("lead.section.prepare") }).waitFor();
    const late = await visit();
    await late.page.goto(address);
    await late.page.getByRole("button", { name: text("join.enter") }).click();
    await late.page.getByText(text("join.badCode")).waitFor();
    late.troubles.length = 0; // The browser reports the 401 that was asked for.
  });

  // Goal: a person can be changed whole: what others see, the role, the party, the language, where one is a member.
  it("changes a person, and keeps what was written where the server is not reached", async () => {
    const seat = { seats: 7, ruleset: "kommuneloven", mode: "MODE_WORKSHOP", form: "MEETING_FORM_PHYSICAL", public: true };
    await createProgramme(server, {
      rooms: [
        { ...seat, room: "R", body: "Kommunestyret", chair: "LEDER", secretary: "SEK", facilitators: ["FAS"] },
        { ...seat, room: "U", body: "Utvalget" },
      ],
    });
    const member = await visit();
    await member.enter("M1");
    const visitor = await enter(zoomed);
    const { page } = visitor;
    const row = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: `${text("admin.people.edit")} Medlem 1`, exact: true }) });
    await row.getByRole("button", { name: `${text("admin.people.edit")} Medlem 1` }).click();
    const form = page.locator(".rows .person-form");
    const label = form.getByLabel(text("admin.new_person.label"), { exact: true });
    expect(await label.inputValue()).toBe("Medlem 1");
    expect(await form.getByRole("group", { name: text("admin.new_person.member_of") }).getByRole("checkbox", { name: "R" }).isChecked()).toBe(true);
    await label.fill("Gruppeleder 1");
    const save = form.getByRole("button", { name: text("admin.edit_person.save") });
    await page.route("**/people/M1", (route) => route.abort());
    await save.click();
    await form.locator(".ds-alert").waitFor();
    expect(await label.inputValue()).toBe("Gruppeleder 1");
    await page.unroute("**/people/M1");
    await form.getByLabel(text("admin.new_person.party")).fill("SV");
    await form.getByLabel(text("admin.new_person.role")).selectOption({ label: text("enum.Role.COUNCIL_MEMBER") });
    await form.getByLabel(text("admin.new_person.language")).selectOption("nn");
    await form.getByRole("group", { name: text("admin.new_person.member_of") }).getByRole("checkbox", { name: "U" }).check();
    await visitor.accessible("changing a person, at 400 %");
    await visitor.fits("changing a person, at 400 %");
    await visitor.whole("changing a person, at 400 %");
    await save.click();
    await page.getByText(text("admin.person.saved", { who: "Gruppeleder 1" })).waitFor();
    await form.waitFor({ state: "detached" });
    await until("the focus is where it was", () => page.evaluate(() => document.activeElement?.textContent?.includes("Gruppeleder 1")));
    const { people } = await server.http<{ people: { person: string }[] }>("GET", "/api/v1/programmes/P/people");
    expect(people.find(({ person }) => person === "M1")).toMatchObject({ label: "Gruppeleder 1", party: "SV", role: "ROLE_COUNCIL_MEMBER", language: "nn", votes: true });
    // In the room at once, for the person and everyone else.
    await member.page.getByText(text("participant.you", { name: "Gruppeleder 1" })).waitFor();
  });

  // Goal: shutting somebody out closes their page within a second, and the page says why.
  it("shuts a person out", async () => {
    await createProgramme(server);
    const member = await visit();
    await member.enter("M1");
    const { page } = await enter();
    await page.getByRole("button", { name: `${text("admin.people.revoke")} Medlem 1` }).click();
    await page.getByRole("group", { name: text("admin.people.revokeSure", { who: "Medlem 1" }) }).getByRole("button", { name: text("admin.people.revoke") }).click();
    await member.page.getByText(text("noEntry.noAccess")).waitFor();
    member.troubles.length = 0;
  });
});
