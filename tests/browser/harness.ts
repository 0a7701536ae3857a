/**
 * Real browsers against the real server, for the tests beside this file: Debian's Chromium, one
 * context a person, axe in every state, frames on the wire, screenshots for the README.
 */
import type Axe from "axe-core";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from "playwright-core";
import { fromBinary } from "@bufbuild/protobuf";
import { Role, ServerFrameSchema, type ServerFrame } from "@tingbok/client/schema";
import { expect } from "vitest";

import type { Access } from "../../web/src/app/access.ts";
import { people, programmeTitle, workshop } from "./meeting.ts";
import { root, until, type Server } from "./server.ts";

export * from "./meeting.ts";
export * from "./server.ts";

const nb = JSON.parse(readFileSync(join(root, "web/src/i18n/nb.json"), "utf8")) as Record<string, string>;

/** The bokmål text of a key: tests find things as people do, by what they read. */
export function text(key: string, params: Record<string, string | number> = {}): string {
  const found = nb[key];
  if (found === undefined) throw new Error(`no text for ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? `{${name}}`));
}

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export const phone = { width: 390, height: 844 };
export const narrow = { width: 320, height: 640 };
export const desktop = { width: 1280, height: 900 };
/** A window of 1280 x 1024 at 400 %, as WCAG 1.4.10 has it: so much is left for the page. */
export const zoomed: BrowserContextOptions = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 };

/** Half a megabyte: put into a document once. */
const axeSource = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
/** WCAG 2.1 AA and best practice; of a page that was examined so already, what is new in other colours. */
const allRules: Axe.RunOnly = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] };
const rulesOfColours: Axe.RunOnly = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** What of a page a picture shows: the window, all of it, or all down to the end of a part. */
export interface Picture {
  fullPage?: boolean;
  to?: Locator;
}

/** One person's browser: what it showed on the console and got over its sockets is kept. */
export class Visitor {
  /** Messages of the server on this page's sockets, in order. */
  readonly frames: ServerFrame[] = [];
  /** What nobody should see: errors on the console, uncaught ones, breaches of the CSP. */
  readonly troubles: string[] = [];
  readonly context: BrowserContext;
  readonly page: Page;
  readonly server: Server;

  private constructor(context: BrowserContext, page: Page, server: Server) {
    this.context = context;
    this.page = page;
    this.server = server;
    page.on("pageerror", (error) => this.troubles.push(String(error)));
    page.on("console", (message) => {
      // A lost connection is what some tests are about, and a server without a demonstration is as it
      // should be; the browser reports each such answer.
      const expected =
        /ERR_(CONNECTION|INTERNET|EMPTY|FAILED)|WebSocket|status of 5/.test(message.text()) ||
        message.location().url.endsWith("/api/v1/demo");
      if (message.type() === "error" && !expected) this.troubles.push(message.text());
    });
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => {
        if (typeof payload !== "string") this.frames.push(fromBinary(ServerFrameSchema, payload));
      }),
    );
  }

  static async open(browser: Browser, server: Server, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      locale: "nb-NO",
      viewport: phone,
      reducedMotion: "reduce",
      baseURL: server.url,
      ...options,
    });
    return new Visitor(context, await context.newPage(), server);
  }

  /** Comes in by a fresh link, as people do. */
  async join(person: string, programme = "P"): Promise<this> {
    const code = await this.server.code(programme, person);
    await this.page.goto(`/j#${code}`);
    await this.page.getByRole("button", { name: text("join.enter") }).click();
    await this.page.waitForURL((url) => !url.pathname.startsWith("/j"));
    return this;
  }

  /** Is somebody already, as after a link, and opens a path of the app (the room, if none). */
  async be(person: string, path = `/w/${workshop}`, programme = "P"): Promise<this> {
    const who = people.find((one) => one.person === person);
    const access: Access = {
      programme,
      title: programmeTitle,
      person,
      label: who?.label ?? person,
      role: Role[(who?.role ?? "ROLE_GUEST").replace("ROLE_", "") as keyof typeof Role],
      language: who?.language ?? "nb",
      token: await this.server.token(programme, person),
      expiresMs: Date.now() + 3_600_000,
      simulated: false,
      rooms: [{ workshop, body: "Kommunestyret", member: true, public: true, leads: false }],
    };
    await this.context.addInitScript(
      ([key, value]) => {
        if (location.protocol.startsWith("http") && sessionStorage.getItem(key!) === null) sessionStorage.setItem(key!, value!);
      },
      [`tingbok/access/${programme}`, JSON.stringify(access)],
    );
    await this.page.goto(path);
    return this;
  }

  /** Is somebody, in the room, live. */
  async enter(person: string): Promise<this> {
    await this.be(person);
    await this.live();
    return this;
  }

  async live(): Promise<void> {
    await this.page.locator('.status[data-link="live"]').waitFor();
  }

  /** Waits until the page shows the room at this number or later. */
  async at(number: number): Promise<void> {
    await until(`number ${number} on the page`, async () => {
      const shown = await this.page.locator(".status .figures").first().textContent();
      return Number((shown ?? "").replace(/\D/g, "")) >= number;
    });
  }

  /** Axe finds nothing, in light and in dark. */
  async accessible(what: string): Promise<void> {
    // What lies outside the window is not drawn, and axe would read old colours.
    await this.page.evaluate(() => {
      for (const part of document.querySelectorAll<HTMLElement>("main *")) {
        if (getComputedStyle(part).contentVisibility === "auto") part.style.contentVisibility = "visible";
      }
    });
    if (await this.page.evaluate(() => !("axe" in window))) await this.page.evaluate(axeSource);
    expect(await this.#violations("dark", rulesOfColours), `${what}, dark`).toEqual([]);
    expect(await this.#violations("light", allRules), `${what}, light`).toEqual([]);
  }

  /** Leaves the page in this scheme. */
  async #violations(scheme: "light" | "dark", runOnly: Axe.RunOnly): Promise<string[]> {
    await this.page.evaluate((name) => (document.documentElement.dataset["colorScheme"] = name), scheme);
    await this.settled();
    const options: Axe.RunOptions = { runOnly, resultTypes: ["violations"] };
    const violations = await this.page.evaluate(async (how) => {
      const { axe } = window as unknown as { axe: typeof Axe };
      return (await axe.run(how)).violations;
    }, options);
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join("\n")}`,
    );
  }

  /** Presses Tab until this has the focus: it can be reached without a mouse. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let i = 0; i < 200; i += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`200 times Tab did not reach ${target}`);
  }

  /** Reaches it by keyboard and presses a key on it. */
  async key(target: Locator, key = "Enter"): Promise<void> {
    await this.tabTo(target);
    await this.page.keyboard.press(key);
  }

  /**
   * Colours have changed and frames are drawn: for some frames in a row nothing moves that ends by itself. Frame by frame,
   * since a transition that is given up with its element never says that it has finished.
   */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      const moves = (one: Animation) => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity;
      for (let still = 0; still < 3; still = document.getAnimations().some(moves) ? 0 : still + 1) {
        await new Promise(requestAnimationFrame);
      }
    });
  }

  /** Nothing is wider than the window (reflow, WCAG 1.4.10), and no target is under 44 px. */
  async fits(what: string): Promise<void> {
    const found = await this.page.evaluate(() => {
      const bad: string[] = [];
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth > width)
        for (const element of document.querySelectorAll("body *"))
          if (element.getBoundingClientRect().right > width + 1)
            bad.push(`wider than ${width}: ${element.outerHTML.slice(0, 120)}`);
      for (const element of document.querySelectorAll("button, select, input, summary, nav a")) {
        const target = element.closest("label") ?? element;
        const { height, width: across } = target.getBoundingClientRect();
        if (height > 0 && across > 0 && height < 44) bad.push(`${height} px: ${target.outerHTML.slice(0, 120)}`);
      }
      return bad;
    });
    expect(found, what).toEqual([]);
  }

  /**
   * Nothing is lost in a low window: no text is cut off by its box, and what stays in place while one scrolls
   * leaves more than half of the window to what is read.
   */
  async whole(what: string): Promise<void> {
    const found = await this.page.evaluate(() => {
      const bad: string[] = [];
      let pinned = 0;
      window.scrollTo(0, document.documentElement.scrollHeight / 2);
      for (const element of document.querySelectorAll<HTMLElement>("body *")) {
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const seen = box.height > 0 && box.bottom > 0 && box.top < window.innerHeight;
        if (seen && (style.position === "sticky" || style.position === "fixed")) pinned += box.height;
        const cuts = /hidden|clip/.test(style.overflowX) || /hidden|clip/.test(style.overflowY);
        const hiddenOnPurpose = element.closest(".ds-sr-only, .ds-skip-link:not(:focus), details:not([open]) > :not(summary)") !== null;
        if (!cuts || hiddenOnPurpose || element instanceof SVGElement || element.innerText === "") continue;
        if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
          bad.push(`cut off: ${element.outerHTML.slice(0, 160)}`);
      }
      if (pinned > window.innerHeight / 2) bad.push(`${Math.round(pinned)} of ${window.innerHeight} px stay in place`);
      window.scrollTo(0, 0);
      return bad;
    });
    expect(found, what).toEqual([]);
  }

  /** Writes docs/screenshots/NAME.png, where `make screenshots` asked for it: those that the README shows. */
  shot(name: string, options: Picture = {}): Promise<void> {
    return this.#picture(process.env["TINGBOK_SCREENSHOTS"], name, options);
  }

  /** A picture for somebody who looks through them all: TINGBOK_PEEK=FOLDER. */
  peek(name: string, options: Picture = {}): Promise<void> {
    return this.#picture(process.env["TINGBOK_PEEK"], name, options);
  }

  async #picture(folder: string | undefined, name: string, { fullPage = false, to }: Picture): Promise<void> {
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.evaluate(() => window.scrollTo(0, 0));
    await this.settled();
    const path = join(folder, `${name}.png`);
    const last = await to?.boundingBox();
    if (!last) return void (await this.page.screenshot({ path, fullPage }));
    const { width } = this.page.viewportSize()!;
    await this.page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: last.y + last.height } });
  }

  /** Keeps what screen readers are told from now on; read it with `told`. */
  async listen(): Promise<void> {
    await this.page.evaluate(() => {
      const said: string[] = ((window as unknown as { said: string[] }).said = []);
      for (const region of document.querySelectorAll("[id^=announce-]"))
        new MutationObserver((records) => {
          for (const { addedNodes } of records)
            for (const node of addedNodes) said.push((node.textContent ?? "").trim());
        }).observe(region, { childList: true });
    });
  }
  told(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { said: string[] }).said);
  }

  async close(): Promise<void> {
    await this.context.close();
    expect(this.troubles, "on the console").toEqual([]);
  }
}
