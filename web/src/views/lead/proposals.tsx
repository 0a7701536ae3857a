/** Proposals and priority lists: gather, split, forward, rank, lock. */
import { useState } from "preact/hooks";

import { ConfirmButton } from "../../components/confirm.tsx";
import { enumText, t, tn } from "../../i18n/index.ts";
import { proposalKind } from "../../logic/labels.ts";
import { rankedLists, rankedRows } from "../../model/lists.ts";
import { freshId, titleOf } from "../../model/names.ts";
import { labelOf } from "../../model/people.ts";
import { ProposalStatus, ProposalStatusSchema, type PriorityList, type Proposal } from "../../model/schema.ts";
import { useKept } from "../../store/kept.ts";
import { CheckField, PickField, TextField, lines } from "../kit/form.tsx";
import { Button, Panel, Tag } from "../kit/parts.tsx";
import { useRoom } from "../kit/room.tsx";
import { afterMoves } from "./moves.ts";

export function ProposalsSection() {
  const { read } = useRoom();
  const [picked, setPicked] = useState<string[]>([]);
  const known = read.all("proposal");
  const open = known.filter((proposal) => proposal.status === ProposalStatus.TABLED);
  const live = picked.filter((id) => open.some((proposal) => proposal.id === id));
  return (
    <div class="columns">
      <div>
        <Panel title={t("lead.proposals.title")}>
          {known.length === 0 && <p>{t("lead.proposals.none")}</p>}
          <ul class="rows">
            {open.map((proposal) => (
              <OpenProposal
                key={proposal.id}
                proposal={proposal}
                picked={live.includes(proposal.id)}
                onPicked={(on) => setPicked(on ? [...live, proposal.id] : live.filter((id) => id !== proposal.id))}
              />
            ))}
          </ul>
          {known.length > open.length && <Settled proposals={known.filter((p) => p.status !== ProposalStatus.TABLED)} />}
        </Panel>
        {live.length > 1 && <Merge sources={live} onDone={() => setPicked([])} />}
      </div>
      <div>
        {rankedLists(read).map((list) => (
          <RankedList key={list.id} list={list} />
        ))}
        <NewList open={open} />
      </div>
    </div>
  );
}

interface OpenProps {
  readonly proposal: Proposal;
  readonly picked: boolean;
  readonly onPicked: (picked: boolean) => void;
}

function OpenProposal({ proposal, picked, onPicked }: OpenProps) {
  const { read, act } = useRoom();
  return (
    <li class="lead-proposal">
      <CheckField label={titleOf(read, proposal.id)} checked={picked} onChecked={onPicked} />
      <p class="subtle">
        {proposalKind(proposal.kind)} · {labelOf(read, proposal.by)} · {tn("proposals.support", proposal.support.length)}
        {proposal.versions > 1 && ` · ${t("lead.proposals.version", { version: proposal.versions })}`}
        {proposal.amends !== "" && ` · ${t("lead.proposals.amends", { proposal: titleOf(read, proposal.amends) })}`}
      </p>
      <div class="actions">
        <Button
          small
          variant="tertiary"
          label={t("lead.proposals.forward")}
          about={titleOf(read, proposal.id)}
          onClick={() => act({ case: "forward", value: { proposal: proposal.id } })}
        />
        <Split proposal={proposal} />
      </div>
    </li>
  );
}

function Settled({ proposals }: { proposals: readonly Proposal[] }) {
  const { read } = useRoom();
  return (
    <details class="ds-details">
      <summary>{t("lead.proposals.settled", { count: proposals.length })}</summary>
      <ul>
        {proposals.map((proposal) => (
          <li key={proposal.id}>
            {titleOf(read, proposal.id)} <Tag>{enumText(ProposalStatusSchema, proposal.status)}</Tag>
            {proposal.mergedInto !== "" && ` → ${titleOf(read, proposal.mergedInto)}`}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Both parents stay on record. */
function Merge({ sources, onDone }: { sources: readonly string[]; onDone: () => void }) {
  const { read, act } = useRoom();
  const together = sources.map((id) => read.get("proposal", id)?.text ?? id).join("\n");
  const [text, setText] = useState<string | undefined>(undefined);
  const wording = text ?? together;
  return (
    <Panel title={t("lead.merge.title", { count: sources.length })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const into = freshId("P", read.all("proposal").map((proposal) => proposal.id));
          act({ case: "proposalMerge", value: { sources: [...sources], into } }, wording.trim(), onDone);
        }}
      >
        <TextField label={t("lead.merge.text")} hint={t("lead.merge.hint")} rows={4} value={wording} onValue={setText} />
        <button class="ds-button" disabled={wording.trim() === ""}>
          {t("lead.merge.now")}
        </button>
      </form>
    </Panel>
  );
}

/** Parts that a proposal is split into, as the server takes them. */
const partsMin = 2;
const partsMax = 20;

/** One part a line; each becomes a proposal of its own, and the old one stays on record. */
function Split({ proposal }: { proposal: Proposal }) {
  const { read, act } = useRoom();
  const [text, setText] = useKept(`lead/split/${proposal.id}`, proposal.text);
  const parts = lines(text);
  const split = () => {
    const taken = read.all("proposal").map((one) => one.id);
    const into = parts.map((part) => {
      const id = freshId("P", taken);
      taken.push(id);
      return { proposal: id, text: part };
    });
    act({ case: "proposalSplit", value: { proposal: proposal.id, into } }, "", () => setText(proposal.text));
  };
  return (
    <details class="ds-details reason" data-size="sm">
      <summary>
        {t("lead.split.title")}
        <span class="ds-sr-only"> {titleOf(read, proposal.id)}</span>
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          split();
        }}
      >
        <TextField label={t("lead.split.parts")} hint={t("lead.split.hint")} rows={4} value={text} onValue={setText} />
        <button class="ds-button" disabled={parts.length < partsMin || parts.length > partsMax}>
          {t("lead.split.now", { count: parts.length })}
        </button>
      </form>
    </details>
  );
}

function RankedList({ list }: { list: PriorityList }) {
  const { read, act, pending } = useRoom();
  const rows = rankedRows(read, list);
  const waiting = pending.flatMap(({ command: { action } }) =>
    action.case === "priorityMove" && action.value.list === list.id ? [action.value] : [],
  );
  const expected = afterMoves(list.order, waiting);
  const place = (id: string) => expected.indexOf(id) + 1;
  const move = (what: string, by: 1 | -1) => act({ case: "priorityMove", value: { list: list.id, what, to: place(what) + by } });
  return (
    <Panel title={t("list.title", { list: list.id })} aside={list.locked && <Tag color="warning">{t("list.locked")}</Tag>}>
      <ol class="rows">
        {rows.map((row) => (
          <li key={row.id}>
            <span>
              <strong>{row.place}.</strong> {titleOf(read, row.id)}
            </span>
            {!list.locked && (
              <span class="actions">
                <Button small variant="tertiary" label={t("list.up")} about={titleOf(read, row.id)} disabled={place(row.id) <= 1} onClick={() => move(row.id, -1)} />
                <Button
                  small
                  variant="tertiary"
                  label={t("list.down")}
                  about={titleOf(read, row.id)}
                  disabled={place(row.id) >= rows.length}
                  onClick={() => move(row.id, 1)}
                />
              </span>
            )}
          </li>
        ))}
      </ol>
      {!list.locked && (
        <ConfirmButton
          question={t("list.lockSure", { list: list.id })}
          yes={t("list.lock")}
          onYes={() => act({ case: "priorityLock", value: { list: list.id } })}
        >
          {t("list.lock")}
        </ConfirmButton>
      )}
    </Panel>
  );
}

/** A list is set whole: a new one, or a known one anew. */
function NewList({ open }: { open: readonly Proposal[] }) {
  const { read, act } = useRoom();
  const [name, setName] = useState("");
  const [picked, setPicked] = useState<string[]>([]);
  const live = picked.filter((id) => open.some((proposal) => proposal.id === id));
  if (open.length === 0) return null;
  return (
    <Panel title={t("lead.new_list.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act({ case: "prioritySet", value: { list: name.trim(), order: live } }, "", () => {
            setPicked([]);
            setName("");
          });
        }}
      >
        <TextField label={t("lead.new_list.name")} value={name} maxLength={32} onValue={setName} />
        <PickField
          legend={t("lead.new_list.order")}
          hint={t("lead.new_list.hint")}
          choices={open.map((proposal) => ({ value: proposal.id, label: titleOf(read, proposal.id) }))}
          picked={live}
          onPicked={setPicked}
        />
        <div class="actions">
          <Button small label={t("lead.new_list.all")} onClick={() => setPicked(open.map((proposal) => proposal.id))} />
          <button class="ds-button" data-variant="secondary" disabled={name.trim() === "" || live.length === 0}>
            {t("lead.new_list.set")}
          </button>
        </div>
      </form>
    </Panel>
  );
}
