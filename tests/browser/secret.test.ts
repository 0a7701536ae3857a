import type { Browser } from "playwright-core";
import { VoteKind, VoteMethod } from "@tingbok/client/schema";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import { Server, Visitor, actor, createProgramme, launch, narrow, text, until, type Actor } from "./harness.ts";

let browser: Browser;
let server: Server;
let chair: Actor;
let me: Visitor;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await new Server().start();
  await createProgramme(server);
  chair = await actor(server, "LEDER");
  await chair.act({ case: "join", value: {} });
  await chair.act({ case: "meetingOpen", value: {} });
  const m1 = await actor(server, "M1");
  await m1.act({ case: "join", value: {} });
  m1.stop();
});
afterEach(async () => {
  await me.close();
  chair.stop();
  await server.end();
});

// Goal: a secret vote explains itself, asks once more, and what was chosen never comes back.
it("a secret vote is explained, confirmed, counted and not shown again", async () => {
  me = await Visitor.open(browser, server, { viewport: narrow });
  await me.enter("M1");
  const terms = { vote: "V", kind: VoteKind.STRAW, method: VoteMethod.FOR_AGAINST, secret: true };
  await chair.act({ case: "voteOpen", value: { terms } }, "Skal vi?");
  const open = me.page.locator("#open-vote");
  await open.getByText(text("vote.secretText")).waitFor();
  await me.accessible("a secret vote");
  await open.getByRole("radio", { name: text("choice.against"), exact: true }).check();
  await me.key(open.getByRole("button", { name: text("vote.send"), exact: true }));
  await open.getByText(text("vote.secretSure")).waitFor();
  await me.peek("ballot-secret", { fullPage: true });
  await me.key(open.getByRole("button", { name: text("vote.sendSecret"), exact: true }));
  await open.getByText(text("vote.secretCast")).waitFor();
  await open.locator('.act-status[data-state="recorded"]').waitFor();
  await me.accessible("a secret vote, cast");
  await until("the turnout", () => chair.connection.mirror.get("turnout", "V")?.cast === 1);
  const own = me.frames.flatMap((frame) => frame.own);
  const papers = own.flatMap(({ kind }) => (kind.case === "ballot" ? [kind.value.paper] : []));
  expect(papers.filter((paper) => paper !== undefined && paper.choice !== "")).toEqual([]);
  expect(await open.getByRole("button", { name: text("vote.change") }).count()).toBe(0);
});
