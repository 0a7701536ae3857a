import type { Browser } from "playwright-core";
import { NoteReach, PhaseKind } from "@tingbok/client/schema";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Server, Visitor, actor, createProgramme, launch, narrow, phone, text, until, type Actor } from "./harness.ts";

let browser: Browser;
let server: Server;
let chair: Actor;
let m2: Actor;
let me: Visitor;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await new Server().start();
  await createProgramme(server);
  chair = await actor(server, "LEDER");
  m2 = await actor(server, "M2");
  for (const one of [chair, m2]) await one.act({ case: "join", value: {} });
  await chair.act({ case: "meetingOpen", value: {} });
  const m1 = await actor(server, "M1");
  await m1.act({ case: "join", value: {} });
  m1.stop();
  me = await Visitor.open(browser, server, { viewport: narrow });
  await me.enter("M1");
  await me.listen();
});
afterEach(async () => {
  await me.close();
  for (const one of [chair, m2]) one.stop();
  await server.end();
});

describe("individual, group, plenary", () => {
  // Goal: one sees the phase, its time and its board's question; a note of one's own stays so until lifted.
  it("keeps a note to its author until it is shown to everyone", async () => {
    const terms = { board: "B1", title: "Muligheter", tags: ["styrke", "svakhet"], tagsOnly: true };
    await chair.act({ case: "boardSet", value: { terms } }, "Hva er mulighetene?");
    await chair.act({
      case: "phaseStart",
      value: {
        terms: {
          phase: "F1",
          kind: PhaseKind.INDIVIDUAL,
          title: "Tenk selv",
          seconds: 300,
          boards: ["B1"],
          separate: true,
        },
      },
    });
    await me.page.locator("#now").getByText("Tenk selv", { exact: true }).waitFor();
    await me.page.locator(".countdown").waitFor();
    await until("the phase is announced", async () =>
      (await me.told()).includes(text("tidings.phase", { phase: "Tenk selv" })),
    );
    const timer = chair.connection.mirror.all("timer")[0]!;
    await chair.act({ case: "timerExtend", value: { timer: timer.id, seconds: 600 } });
    await until("more time is announced", async () =>
      (await me.told()).includes(text("timer.extended", { seconds: 600 })),
    );
    await me.accessible("a phase");
    await me.page.setViewportSize(phone);
    await me.shot("participant-now", { fullPage: true });
    await me.page.setViewportSize(narrow);
    await me.page.getByRole("link", { name: text("participant.page.notes") }).click();
    await me.page.getByText("Hva er mulighetene?").waitFor();
    await me.page.getByLabel(text("notes.tag")).selectOption("svakhet");
    await me.page.getByLabel(text("notes.text")).fill("For få hurtigladere");
    await me.page.getByRole("button", { name: text("notes.send") }).click();
    const own = me.page.locator(".note-own");
    await own.getByText(text("notes.reach", { who: text("enum.NoteReach.OWN") })).waitFor();
    await me.accessible("an own note");
    await me.fits("an own note");
    await me.peek("participant-own-note", { fullPage: true });
    const everywhere = () =>
      m2.connection.mirror.all("note").filter((note) => note.text === "For få hurtigladere");
    const recorded = chair.connection.mirror;
    await until("the others have come as far", () => recorded.all("note").length === 1 && m2.connection.mirror.number >= recorded.number);
    expect(everywhere()).toEqual([]);
    await own.getByRole("button", { name: text("notes.lift") }).click();
    await until("another sees it", () => everywhere().length === 1);
    expect(everywhere()[0]?.reach).toBe(NoteReach.EVERYONE);
    await me.page.getByText(text("notes.reach", { who: text("enum.NoteReach.EVERYONE") })).waitFor();
  });

  // Goal: one sees where one sits and with whom, and can change tables.
  it("shows the table one sits at", async () => {
    await chair.act({ case: "tableSet", value: { seats: { table: "T1", title: "Bord ved vinduet", host: "M2", people: ["M1", "M2"] } } });
    await chair.act({ case: "tableSet", value: { seats: { table: "T2", title: "Bord ved døra", people: ["M3"] } } });
    const tables = me.page.locator("#tables");
    await tables.getByText("Bord ved vinduet").waitFor();
    await tables.getByText("Medlem 2").waitFor();
    await me.accessible("tables");
    await me.fits("tables");
    await tables.locator("summary").click();
    await tables.getByRole("button", { name: text("tables.sit", { table: "Bord ved døra" }) }).click();
    await until("the seat", () =>
      chair.connection.mirror.get("table", "T2")?.people.includes("M1"),
    );
    await tables.locator(".now-big", { hasText: "Bord ved døra" }).waitFor();
  });
});
