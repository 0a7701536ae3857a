import { newEntityId } from "@tingbok/client";
import { ProposalStatus, ProposalStatusSchema, type Proposal } from "@tingbok/client/schema";

import { Section, Tag, Written } from "../../components/basics.tsx";
import { ConfirmButton } from "../../components/confirm.tsx";
import { SelectField, TextField, Ticks } from "../../components/forms.tsx";
import { enumText, formatList, t, tn } from "../../i18n/index.ts";
import { isMadeUp, proposalChoice, proposalKind, proposalName, thingLabel } from "../../logic/labels.ts";
import { isMember, mayPropose, mayWrite } from "../../logic/people.ts";
import { ActStatus, useAct, useSending } from "../../store/action.tsx";
import { keptOf, useKept } from "../../store/kept.ts";
import { useRoom } from "../../store/room.tsx";
import words from "../../words/protocol.json";

/** What is proposed, and ways to table, reword, withdraw, support and merge. */
export function Proposals() {
  const store = useRoom();
  const proposals = store.model.all("proposal");
  const active = proposals.filter(({ status }) => status === ProposalStatus.TABLED);
  const others = proposals.filter(({ status }) => status !== ProposalStatus.TABLED);
  const writes = mayWrite(store.model, store.actor);
  return (
    <>
      <Section id="proposals" title={t("proposals.title")}>
        {active.length === 0 && <p class="subtle">{t("proposals.none")}</p>}
        <ul class="plain-list stack">
          {active.map((proposal) => (
            <ProposalCard key={proposal.id} proposal={proposal} />
          ))}
        </ul>
        {others.length > 0 && (
          <details class="ds-details">
            <summary>{tn("proposals.others", others.length)}</summary>
            <ul class="plain-list stack">
              {others.map((proposal) => (
                <ProposalCard key={proposal.id} proposal={proposal} />
              ))}
            </ul>
          </details>
        )}
      </Section>
      {mayPropose(store.model, store.actor) && <NewProposal active={active} />}
      {writes && active.length > 1 && <Merge active={active} />}
    </>
  );
}

function ProposalCard(props: { proposal: Proposal }) {
  const store = useRoom();
  const { proposal } = props;
  const place = `reword/${proposal.id}`;
  const [rewording, setRewording] = useKept<string | undefined>(place, undefined);
  const act = useAct();
  const live = proposal.status === ProposalStatus.TABLED;
  const mine = proposal.by === store.me;
  const called = proposalName(store.model, proposal.id);
  const supports = proposal.support.includes(store.me);
  return (
    <li class="ds-card proposal" data-proposal={proposal.id}>
      <p class="row subtle">
        <span class="grow">
          {!isMadeUp(proposal.id) && `${proposal.id} · `}
          {proposalKind(proposal.kind)} ·{" "}
          {mine ? t("now.you") : store.nameOf(proposal.by)}
        </span>
        <Tag color={live ? "accent" : "neutral"}>{enumText(ProposalStatusSchema, proposal.status)}</Tag>
      </p>
      {proposal.amends && <p class="subtle">{t("proposals.amends", { what: proposalName(store.model, proposal.amends) })}</p>}
      {proposal.mergedFrom.length > 0 && (
        <p class="subtle">{t("proposals.mergedFrom", { what: formatList(proposal.mergedFrom.map((id) => proposalName(store.model, id))) })}</p>
      )}
      {rewording === undefined ? (
        <p class="proposal-text">
          <Written text={proposal.text} language={proposal.language} />
        </p>
      ) : (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            const id = act.run({ case: "proposalEdit", value: { proposal: proposal.id } }, rewording.trim());
            if (id === undefined) return;
            // A refused wording is not lost: the form opens with it again.
            keptOf(store).sent(id, place, rewording);
            setRewording(undefined);
          }}
        >
          <TextField label={t("proposals.text")} lines={5} value={rewording} onInput={setRewording} />
          <div class="row">
            <button type="submit" class="ds-button" disabled={rewording.trim() === ""}>
              {t("proposals.save")}
            </button>
            <button
              type="button"
              class="ds-button"
              data-variant="secondary"
              onClick={() => setRewording(undefined)}
            >
              {t("confirm.no")}
            </button>
          </div>
        </form>
      )}
      {proposal.support.length > 0 && (
        <p class="subtle">{tn("proposals.support", proposal.support.length)}</p>
      )}
      {live && rewording === undefined && (
        <div class="row">
          {!supports && !mine && isMember(store.model, store.actor) && (
            <button
              type="button"
              class="ds-button"
              data-variant="secondary"
              disabled={act.busy}
              aria-label={t("proposals.supportOne", { id: called })}
              onClick={() => act.run({ case: "support", value: { proposal: proposal.id } })}
            >
              {t("proposals.supportIt")}
            </button>
          )}
          {supports && <span>{t("proposals.youSupport")}</span>}
          {mine && !store.past && (
            <>
              <button
                type="button"
                class="ds-button"
                data-variant="secondary"
                aria-label={t("proposals.editOne", { id: called })}
                onClick={() => setRewording(proposal.text)}
              >
                {t("proposals.edit")}
              </button>
              <ConfirmButton
                question={t("proposals.withdrawSure", { id: called })}
                yes={t("proposals.withdraw")}
                disabled={act.busy}
                onYes={() => act.run({ case: "proposalWithdraw", value: { proposal: proposal.id } })}
              >
                {t("proposals.withdraw")}
              </ConfirmButton>
            </>
          )}
        </div>
      )}
      <ActStatus act={act} />
    </li>
  );
}

function NewProposal(props: { active: readonly Proposal[] }) {
  const { model } = useRoom();
  const { text, setText, act, send } = useSending("proposal");
  const [kind, setKind] = useKept("proposal/kind", words.kinds.proposal);
  const [amends, setAmends] = useKept("proposal/amends", "");
  const amending = kind === words.kinds.amendment;
  const target = amending ? amends || props.active[0]?.id || "" : "";
  return (
    <Section id="new-proposal" title={t("proposals.new")}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send({ case: "propose", value: { proposal: newEntityId("F"), kind, amends: target } });
        }}
      >
        <SelectField
          label={t("proposals.kind")}
          value={kind}
          options={Object.keys(words.proposalKind).map((word) => ({
            value: word,
            text: proposalKind(word),
          }))}
          onChange={setKind}
        />
        {amending && props.active.length > 0 && (
          <SelectField
            label={t("proposals.amendsWhat")}
            value={target}
            options={props.active.map((proposal) => ({
              value: proposal.id,
              ...proposalChoice(model, proposal.id),
            }))}
            onChange={setAmends}
          />
        )}
        <TextField label={t("proposals.text")} lines={5} value={text} onInput={setText} />
        <button type="submit" class="ds-button big" aria-disabled={text.trim() === ""}>
          {t("proposals.send")}
        </button>
        <ActStatus act={act} />
      </form>
    </Section>
  );
}

const noSources: string[] = [];

function Merge(props: { active: readonly Proposal[] }) {
  const { model } = useRoom();
  const { text, setText, act, send } = useSending("merge");
  const [sources, setSources] = useKept("merge/sources", noSources);
  const chosen = sources.filter((id) => props.active.some((proposal) => proposal.id === id));
  const ready = chosen.length >= 2 && text.trim() !== "";
  return (
    <div class="ds-card section" id="merge">
    <details class="ds-details">
      <summary>{t("proposals.merge")}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) send({ case: "proposalMerge", value: { sources: chosen, into: newEntityId("F") } });
        }}
      >
        <Ticks
          legend={t("proposals.mergeWhich")}
          value={chosen}
          options={props.active.map((proposal) => ({
            value: proposal.id,
            ...thingLabel(model, proposal.id),
          }))}
          onChange={setSources}
        />
        <TextField label={t("proposals.mergeText")} lines={5} value={text} onInput={setText} />
        <button type="submit" class="ds-button" aria-disabled={!ready}>
          {t("proposals.mergeSend")}
        </button>
        <ActStatus act={act} />
      </form>
    </details>
    </div>
  );
}
