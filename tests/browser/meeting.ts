/** A small programme, and its people as clients in this process, for setting a scene. */
import {
  Connection,
  command,
  newCommandId,
  type ActionOf,
  type ConnectionOptions,
  type TakenAction,
} from "@tingbok/client";

import { until, type Server } from "./server.ts";

export const workshop = "P/R";
export const programmeTitle = "Kommuneplan for Prøvevik";

export interface PersonSpec {
  person: string;
  label: string;
  role: string;
  party?: string;
  votes?: boolean;
  language?: string;
  memberOf?: string[];
  guestIn?: string[];
}

const member = (n: number): PersonSpec => ({
  person: `M${n}`,
  label: `Medlem ${n}`,
  role: "ROLE_COUNCILLOR",
  party: n % 2 ? "Ap" : "H",
  votes: true,
  language: "nb",
  memberOf: ["R"],
});

/** Chair, secretary, facilitator, six members, an observer and a screen. */
export const people: PersonSpec[] = [
  { person: "LEDER", label: "Ordfører", role: "ROLE_MAYOR", party: "Sp", votes: true, memberOf: ["R"] },
  { person: "SEK", label: "Sekretær", role: "ROLE_SECRETARY", guestIn: ["R"] },
  { person: "FAS", label: "Prosessveileder", role: "ROLE_FACILITATOR", guestIn: ["R"] },
  ...[1, 2, 3, 4, 5, 6].map(member),
  { person: "OBS", label: "Observatør", role: "ROLE_OBSERVER", guestIn: ["R"] },
  { person: "SKJERM", label: "Storskjerm", role: "ROLE_SCREEN", guestIn: ["R"] },
];

export async function createProgramme(server: Server, extra: Record<string, unknown> = {}): Promise<void> {
  await server.http("POST", "/api/v1/programmes", {
    id: "P",
    title: programmeTitle,
    rooms: [
      {
        room: "R",
        body: "Kommunestyret",
        seats: 7,
        chair: "LEDER",
        secretary: "SEK",
        facilitators: ["FAS"],
        ruleset: "kommuneloven",
        mode: "MODE_WORKSHOP",
        form: "MEETING_FORM_PHYSICAL",
        public: true,
      },
    ],
    people,
    ...extra,
  });
}

/** One person's client. */
export class Actor {
  readonly connection: Connection;
  readonly #answers = new Map<string, TakenAction>();

  constructor(options: ConnectionOptions) {
    this.connection = new Connection(options);
    this.connection.subscribe({ answered: (action) => this.#answers.set(action.commandId, action) });
    this.connection.start();
  }

  async live(): Promise<this> {
    await until("the client is live", () => this.connection.link === "live");
    return this;
  }

  /** Acts and waits for the answer, also across losses. */
  async try(action: ActionOf, text = "", commandId = newCommandId()): Promise<TakenAction> {
    const { added } = this.connection.submit(command(action, text), commandId);
    if (added !== "yes") throw new Error(`not taken: ${added}`);
    return until(`the answer to ${action.case}`, () => this.#answers.get(commandId));
  }

  /** As try, and it must be recorded; returns its number. */
  async act(action: ActionOf, text = ""): Promise<number> {
    const { outcome } = await this.try(action, text);
    if (outcome?.type !== "recorded")
      throw new Error(`${action.case} was refused: ${JSON.stringify(outcome?.refused.word)} ${outcome?.refused.sentence} ${outcome?.refused.detail}`);
    return Number(outcome.receipt.number);
  }

  stop(): void {
    this.connection.stop();
  }
}

export async function actor(
  server: Server,
  person: string,
  options: Partial<ConnectionOptions> = {},
): Promise<Actor> {
  const accessToken = await server.token("P", person);
  return new Actor({ server: server.url, workshop, accessToken, ...options }).live();
}
