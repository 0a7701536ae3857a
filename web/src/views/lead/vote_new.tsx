/** A vote that is made here and now, or planned. */
import { useState } from "preact/hooks";

import { clusters, rankedLists } from "../../model/lists.ts";
import { freshId, titleOf } from "../../model/names.ts";
import { roomOf } from "../../model/people.ts";
import { Electorate_Kind, Mode, ProposalStatus, VoteKind, VoteKindSchema, VoteMethod, VoteMethodSchema } from "../../model/schema.ts";
import { methods, openVote } from "../../model/votes.ts";
import protocol from "../../words/protocol.json";
import { Button, Panel } from "../kit/parts.tsx";
import { CheckField, lines, NumberField, PickField, SelectField, TextField } from "../kit/form.tsx";
import { useRoom } from "../kit/room.tsx";
import { enumText, t } from "../../i18n/index.ts";

/** What the form holds; becomes VoteTerms. */
export interface Draft {
  kind: VoteKind;
  method: VoteMethod;
  question: string;
  options: string;
  picked: string[];
  everyone: boolean;
  max: number;
  perOption: number;
  sum: number;
  seats: number;
  budget: number;
  costs: string;
  blind: boolean;
  named: boolean;
  secret: boolean;
  unanimous: boolean;
}

export const emptyDraft: Draft = {
  kind: VoteKind.INPUT,
  method: VoteMethod.DOTS,
  question: "",
  options: "",
  picked: [],
  everyone: false,
  max: 3,
  perOption: 2,
  sum: 100,
  seats: 1,
  budget: 1000,
  costs: "",
  blind: true,
  named: false,
  secret: false,
  unanimous: false,
};

const noOptions: readonly VoteMethod[] = [VoteMethod.FOR_AGAINST, VoteMethod.GRADIENTS, VoteMethod.CONSENT];
const purse: readonly VoteMethod[] = [VoteMethod.DOTS, VoteMethod.APPROVAL];
const seated: readonly VoteMethod[] = [VoteMethod.PROPORTIONAL_ELECTION, VoteMethod.TRANSFERABLE];

/** Options of a draft: those that were picked from the room, then those that were written. */
function optionsOf(draft: Draft): string[] {
  if (draft.method === VoteMethod.FOR_AGAINST) return [protocol.choices.for, protocol.choices.against];
  if (noOptions.includes(draft.method)) return [];
  const written = lines(draft.method === VoteMethod.EQUAL_SHARES ? draft.costs : draft.options);
  return [...draft.picked, ...written.map((line) => (draft.method === VoteMethod.EQUAL_SHARES ? line.replace(/:\s*\d+\s*$/u, "") : line))];
}

/** "Option: 1200", a line each. */
function costsOf(draft: Draft) {
  return lines(draft.costs).flatMap((line) => {
    const match = /^(.*):\s*(\d{1,12})\s*$/u.exec(line);
    return match === null ? [] : [{ option: (match[1] ?? "").trim(), count: BigInt(match[2] ?? "0") }];
  });
}

/** The draft as terms of a vote; fields that the method does not know stay unset. */
export function draftTerms(draft: Draft, vote: string, item: string) {
  const shares = draft.method === VoteMethod.EQUAL_SHARES;
  return {
    vote,
    item,
    kind: draft.kind,
    method: draft.method,
    options: optionsOf(draft),
    about: draft.method === VoteMethod.FOR_AGAINST ? draft.picked : [],
    max: purse.includes(draft.method) ? draft.max : 0,
    perOptionMax: draft.method === VoteMethod.DOTS ? draft.perOption : 0,
    sum: draft.method === VoteMethod.POINTS ? draft.sum : 0,
    seats: seated.includes(draft.method) ? draft.seats : 0,
    budget: shares ? BigInt(draft.budget) : 0n,
    costs: shares ? costsOf(draft) : [],
    blind: draft.blind,
    named: draft.named,
    secret: draft.secret,
    needUnanimous: draft.unanimous && draft.kind === VoteKind.BINDING,
    electorate: { kind: draft.everyone ? Electorate_Kind.EVERYONE : Electorate_Kind.MEMBERS },
  };
}

/** What may be voted on: open proposals, clusters, what stands on lists. */
function useCandidates() {
  const { read } = useRoom();
  const ids = [
    ...read.all("proposal").filter((p) => p.status === ProposalStatus.TABLED).map((p) => p.id),
    ...clusters(read).map((row) => row.cluster.id),
    ...rankedLists(read).flatMap((list) => list.order),
  ];
  return [...new Set(ids)].map((id) => ({ value: id, label: titleOf(read, id) }));
}

function kindChoices(formal: boolean) {
  const kinds = formal
    ? [VoteKind.BINDING, VoteKind.ELECTION, VoteKind.STRAW, VoteKind.INPUT]
    : [VoteKind.INPUT, VoteKind.STRAW, VoteKind.ELECTION];
  return kinds.map((value) => ({ value, label: enumText(VoteKindSchema, value) }));
}

function MethodFields({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const { method } = draft;
  return (
    <div class="inline">
      {purse.includes(method) && (
        <NumberField label={t("lead.new_vote.max")} value={draft.max} min={1} max={100} onValue={(max) => set({ max })} />
      )}
      {method === VoteMethod.DOTS && (
        <NumberField label={t("lead.new_vote.per_option")} value={draft.perOption} min={1} max={draft.max} onValue={(perOption) => set({ perOption })} />
      )}
      {method === VoteMethod.POINTS && (
        <NumberField label={t("lead.new_vote.sum")} value={draft.sum} min={1} max={10000} onValue={(sum) => set({ sum })} />
      )}
      {seated.includes(method) && (
        <NumberField label={t("lead.new_vote.seats")} value={draft.seats} min={1} max={100} onValue={(seats) => set({ seats })} />
      )}
      {method === VoteMethod.EQUAL_SHARES && (
        <NumberField label={t("lead.new_vote.budget")} value={draft.budget} min={1} max={1e12} onValue={(budget) => set({ budget })} />
      )}
    </div>
  );
}

function OptionFields({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const candidates = useCandidates();
  const { method } = draft;
  const about = method === VoteMethod.FOR_AGAINST;
  const picks = about || !noOptions.includes(method);
  return (
    <>
      {picks && method !== VoteMethod.EQUAL_SHARES && candidates.length > 0 && (
        <PickField
          legend={t(about ? "lead.new_vote.about" : "lead.new_vote.pick")}
          choices={candidates}
          picked={draft.picked}
          onPicked={(picked) => set({ picked })}
        />
      )}
      {!noOptions.includes(method) && method !== VoteMethod.EQUAL_SHARES && (
        <TextField label={t("lead.new_vote.options")} hint={t("lead.new_vote.options_hint")} rows={4} value={draft.options} onValue={(options) => set({ options })} />
      )}
      {method === VoteMethod.EQUAL_SHARES && (
        <TextField label={t("lead.new_vote.costs")} hint={t("lead.new_vote.costs_hint")} rows={4} value={draft.costs} onValue={(costs) => set({ costs })} />
      )}
    </>
  );
}

function RuleFields({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  return (
    <>
      <CheckField label={t("lead.new_vote.everyone")} checked={draft.everyone} onChecked={(everyone) => set({ everyone })} />
      <CheckField label={t("lead.new_vote.blind")} checked={draft.blind} onChecked={(blind) => set({ blind })} />
      <CheckField label={t("lead.new_vote.named")} hint={t("lead.new_vote.named_hint")} checked={draft.named} onChecked={(named) => set({ named })} />
      <CheckField label={t("lead.new_vote.secret")} hint={t("lead.new_vote.secret_hint")} checked={draft.secret} onChecked={(secret) => set({ secret })} />
      {draft.kind === VoteKind.BINDING && (
        <CheckField label={t("lead.new_vote.unanimous")} checked={draft.unanimous} onChecked={(unanimous) => set({ unanimous })} />
      )}
    </>
  );
}

/** The form, in leading and in preparing. */
export function NewVote() {
  const { read, act } = useRoom();
  const [draft, setDraft] = useState(emptyDraft);
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const room = roomOf(read);
  const id = freshId("V", read.all("vote").map((vote) => vote.id));
  const terms = () => draftTerms(draft, id, room?.openItem ?? "");
  const done = () => setDraft({ ...emptyDraft, kind: draft.kind, method: draft.method });
  const ready = draft.question.trim() !== "";
  return (
    <Panel title={t("lead.new_vote.title")}>
      <form onSubmit={(event) => event.preventDefault()}>
        <SelectField
          label={t("lead.new_vote.kind")}
          value={draft.kind}
          choices={kindChoices(room?.mode === Mode.FORMAL)}
          onValue={(kind) => set(kind === VoteKind.BINDING ? { kind, method: VoteMethod.FOR_AGAINST, blind: false } : { kind })}
        />
        <SelectField
          label={t("lead.new_vote.method")}
          value={draft.method}
          choices={methods.map((value) => ({ value, label: enumText(VoteMethodSchema, value) }))}
          onValue={(method) => set({ method, picked: [] })}
        />
        <TextField label={t("lead.new_vote.question")} rows={2} value={draft.question} onValue={(question) => set({ question })} />
        <OptionFields draft={draft} set={set} />
        <MethodFields draft={draft} set={set} />
        <RuleFields draft={draft} set={set} />
        <div class="actions">
          <Button
            variant="primary"
            label={t("lead.new_vote.open")}
            disabled={!ready || openVote(read) !== undefined}
            onClick={() => act({ case: "voteOpen", value: { terms: terms() } }, draft.question.trim(), done)}
          />
          <Button
            label={t("lead.new_vote.plan")}
            disabled={!ready}
            onClick={() => act({ case: "votePlan", value: { terms: terms() } }, draft.question.trim(), done)}
          />
        </div>
      </form>
    </Panel>
  );
}
