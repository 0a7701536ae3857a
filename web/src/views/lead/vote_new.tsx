/** A vote that is made here and now, or planned. */
import { clusters, rankedLists } from "../../model/lists.ts";
import { freshId, titleOf } from "../../model/names.ts";
import { roomOf } from "../../model/people.ts";
import { MeetingStatus, Mode, ProposalStatus, RefusalCode, RefusalCodeSchema, VoteKind, VoteKindSchema, VoteMethod, VoteMethodSchema } from "../../model/schema.ts";
import { openVote } from "../../model/votes.ts";
import { useKept } from "../../store/kept.ts";
import { Button, Panel } from "../kit/parts.tsx";
import { CheckField, NumberField, PickField, SelectField, TextField } from "../kit/form.tsx";
import { useRoom } from "../kit/room.tsx";
import { enumText, t } from "../../i18n/index.ts";
import { draftTerms, emptyDraft, kindsIn, mayEveryone, maySecret, methodsIn, noOptions, ofKind, purse, seated, type Draft } from "./vote_draft.ts";

interface Fields {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
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

function MethodFields({ draft, set }: Fields) {
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

function OptionFields({ draft, set }: Fields) {
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

function RuleFields({ draft, set }: Fields) {
  const config = roomOf(useRoom().read)?.config;
  return (
    <>
      {mayEveryone(config, draft.kind) && (
        <CheckField label={t("lead.new_vote.everyone")} checked={draft.everyone} onChecked={(everyone) => set({ everyone })} />
      )}
      <CheckField label={t("lead.new_vote.blind")} checked={draft.blind} onChecked={(blind) => set({ blind })} />
      <CheckField label={t("lead.new_vote.named")} hint={t("lead.new_vote.named_hint")} checked={draft.named} onChecked={(named) => set({ named })} />
      {maySecret(config, draft) && (
        <CheckField label={t("lead.new_vote.secret")} hint={t("lead.new_vote.secret_hint")} checked={draft.secret} onChecked={(secret) => set({ secret })} />
      )}
      {draft.kind === VoteKind.BINDING && (
        <CheckField label={t("lead.new_vote.unanimous")} checked={draft.unanimous} onChecked={(unanimous) => set({ unanimous })} />
      )}
    </>
  );
}

/** The form, in leading and in preparing. */
export function NewVote() {
  const { read, act } = useRoom();
  const [draft, setDraft] = useKept("lead/vote", emptyDraft);
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const room = roomOf(read);
  const id = freshId("V", read.all("vote").map((vote) => vote.id));
  const config = room?.config;
  const formal = room?.mode === Mode.FORMAL;
  const terms = () => draftTerms(draft, id, room?.openItem ?? "", config);
  const done = () => setDraft({ ...emptyDraft, kind: draft.kind, method: draft.method, blind: draft.blind });
  const kinds = kindsIn(config, formal);
  const notNow = draft.kind === VoteKind.BINDING && !(formal && room?.status === MeetingStatus.OPEN);
  const ready = draft.question.trim() !== "";
  return (
    <Panel title={t("lead.new_vote.title")}>
      <form onSubmit={(event) => event.preventDefault()}>
        <SelectField
          label={t("lead.new_vote.kind")}
          value={draft.kind}
          hint={kinds.includes(VoteKind.BINDING) ? undefined : enumText(RefusalCodeSchema, RefusalCode.NO_BINDING_VOTES)}
          choices={kinds.map((value) => ({ value, label: enumText(VoteKindSchema, value) }))}
          onValue={(kind) => setDraft((before) => ofKind(before, kind, config))}
        />
        <SelectField
          label={t("lead.new_vote.method")}
          value={draft.method}
          choices={methodsIn(config, draft.kind).map((value) => ({ value, label: enumText(VoteMethodSchema, value) }))}
          onValue={(method) => set({ method, picked: [] })}
        />
        <TextField label={t("lead.new_vote.question")} rows={2} value={draft.question} onValue={(question) => set({ question })} />
        <OptionFields draft={draft} set={set} />
        <MethodFields draft={draft} set={set} />
        <RuleFields draft={draft} set={set} />
        {notNow && <p>{enumText(RefusalCodeSchema, RefusalCode.BINDING_NEEDS_FORMAL)}</p>}
        <div class="actions">
          <Button
            variant="primary"
            label={t("lead.new_vote.open")}
            disabled={!ready || notNow || openVote(read) !== undefined}
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
