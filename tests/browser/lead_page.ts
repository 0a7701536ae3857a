/** The leading view as a facilitator uses it: by what the page says. */
import { expect } from "vitest";

import { Visitor, text } from "./harness.ts";

interface VoteSpec {
  method: string;
  question: string;
  options: readonly string[];
}

/** What was recorded last, by the bar at the foot. */
const recorded = /registrert som nr\. (\d+)/;

export class Lead {
  readonly visitor: Visitor;

  constructor(visitor: Visitor) {
    this.visitor = visitor;
  }

  get page() {
    return this.visitor.page;
  }

  async section(name: string): Promise<void> {
    await this.page.getByRole("tab", { name: text(`lead.section.${name}`), exact: true }).click();
  }

  /** The number of the latest recorded action; 0: none yet. */
  async #number(): Promise<number> {
    const line = this.page.locator(".action-bar > p");
    const bar = (await line.count()) === 0 ? "" : await line.innerText();
    expect(bar, "an action was refused").not.toContain("avvist");
    return Number(recorded.exec(bar)?.[1] ?? 0);
  }

  /** Does something that acts, and waits until the bar shows a later number. */
  async acts(what: () => Promise<void>): Promise<void> {
    const before = await this.#number();
    await what();
    await expect.poll(() => this.#number(), { timeout: 20_000 }).toBeGreaterThan(before);
  }

  /** Presses a button by its name; one in a list is named with what it is about. */
  async press(name: string, about = ""): Promise<void> {
    const whole = about === "" ? name : `${name} ${about}`;
    await this.acts(() => this.page.getByRole("button", { name: whole, exact: true }).first().click());
  }

  /** Does what asks once more in its own place. */
  async confirm(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
    await this.acts(() => this.page.locator(".confirm").getByRole("button", { name, exact: true }).click());
  }

  /** Does what asks for a reason before it is done. */
  async withReason(label: string, submit: string, reason: string): Promise<void> {
    const form = this.page.locator("details.reason").filter({ has: this.page.locator("summary", { hasText: label }) }).first();
    await form.locator("summary").click();
    await form.getByLabel(text("lead.reason")).fill(reason);
    await this.acts(() => form.getByRole("button", { name: submit, exact: true }).click());
  }

  async register(label: string): Promise<void> {
    const row = this.page.getByRole("listitem").filter({ hasText: label }).first();
    await row.locator("summary").click();
    await this.acts(() => row.getByRole("button", { name: text("lead.people.here") }).click());
  }

  async addItem(id: string, title: string): Promise<void> {
    await this.page.getByLabel(text("lead.items.id"), { exact: true }).fill(id);
    await this.page.getByLabel(text("lead.items.title"), { exact: true }).last().fill(title);
    await this.press(text("lead.items.add"));
  }

  async makeBoard(name: string, question: string): Promise<void> {
    await this.page.getByLabel(text("lead.boards.name"), { exact: true }).fill(name);
    await this.page.getByLabel(text("lead.boards.question"), { exact: true }).first().fill(question);
    await this.press(text("lead.boards.make"));
  }

  async takeUp(title: string): Promise<void> {
    await this.acts(() => this.page.getByRole("button", { name: `${text("lead.item.open")} ${title}` }).click());
  }

  async finish(title: string): Promise<void> {
    await this.acts(() => this.page.getByRole("button", { name: `${text("lead.item.close")} ${title}` }).click());
  }

  async cluster(title: string, notes: readonly string[]): Promise<void> {
    for (const note of notes) await this.page.getByRole("checkbox", { name: note }).check();
    const into = this.page.getByLabel(text("lead.cluster.into"), { exact: true });
    if ((await into.count()) > 0) await into.selectOption({ label: text("lead.cluster.new") });
    await this.page.getByLabel(text("lead.cluster.name"), { exact: true }).fill(title);
    await this.press(text(`lead.cluster.gather_${notes.length === 1 ? "one" : "other"}`, { n: notes.length }));
  }

  async merge(proposals: readonly string[], wording: string): Promise<void> {
    const list = this.page.locator(".lead-proposal");
    for (const proposal of proposals) await list.getByRole("checkbox", { name: proposal }).check();
    await this.page.getByLabel(text("lead.merge.text"), { exact: true }).fill(wording);
    await this.press(text("lead.merge.now"));
  }

  async openVote(spec: VoteSpec): Promise<void> {
    await this.page.getByLabel(text("lead.new_vote.method")).selectOption({ label: text(`enum.VoteMethod.${spec.method}`) });
    await this.page.getByLabel(text("lead.new_vote.question"), { exact: true }).fill(spec.question);
    await this.page.getByLabel(text("lead.new_vote.options"), { exact: true }).fill(spec.options.join("\n"));
    await this.press(text("lead.new_vote.open"));
  }

  /** Opens the vote that the order of voting has for a proposal. */
  async open(wording: string): Promise<void> {
    const step = this.page.getByRole("region", { name: text("order.title") }).getByRole("listitem").filter({ hasText: wording });
    await this.acts(() => step.getByRole("button", { name: text("order.open") }).click());
  }

  async newList(name: string, proposals: readonly string[]): Promise<void> {
    const panel = this.page.getByRole("region", { name: text("lead.new_list.title") });
    await panel.getByLabel(text("lead.new_list.name")).fill(name);
    for (const proposal of proposals) await panel.getByRole("checkbox", { name: proposal }).check();
    await this.acts(() => panel.getByRole("button", { name: text("lead.new_list.set") }).click());
  }

  async accessible(what: string): Promise<void> {
    await this.visitor.accessible(`leading: ${what}`);
    await this.visitor.fits(`leading: ${what}`);
  }

  /** For the README. */
  async shot(name: string): Promise<void> {
    await this.page.evaluate(() => window.scrollTo(0, 0));
    await this.visitor.shot(name);
  }

  async peek(name: string): Promise<void> {
    await this.page.evaluate(() => window.scrollTo(0, 0));
    await this.visitor.peek(name);
  }
}
