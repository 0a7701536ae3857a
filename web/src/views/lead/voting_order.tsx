/** The order of voting on an item's proposals: as practice proposes it, changed and recorded by the chair. */
import { useState } from "preact/hooks";

import { freshId, titleOf } from "../../model/names.ts";
import { roomOf } from "../../model/people.ts";
import { openVote } from "../../model/votes.ts";
import { orderInForce, orderList, termsOf, type VotingStep } from "../../model/voting_order.ts";
import { Button, Panel } from "../kit/parts.tsx";
import { useRoom } from "../kit/room.tsx";
import { t, type Key } from "../../i18n/index.ts";

function Reason({ step }: { step: VotingStep }) {
  const { read } = useRoom();
  return (
    <p class="subtle">
      {t(`order.reason.${step.reason}` as Key)}
      {step.against !== undefined && ` ${t("order.against", { proposal: titleOf(read, step.against.id) })}`}
      {step.reach > 0 && ` ${t("order.reach", { percent: String(step.reach) })}`}
    </p>
  );
}

export function OrderPanel() {
  const { read, act } = useRoom();
  const item = roomOf(read)?.openItem ?? "";
  const { steps: inForce, recorded } = orderInForce(read, item);
  const [moved, setMoved] = useState<readonly string[] | undefined>(undefined);
  if (item === "" || inForce.length === 0) return null;
  const steps = moved === undefined ? inForce : [...inForce].sort((a, b) => place(moved, a) - place(moved, b));
  const move = (at: number, by: number) => {
    const ids = steps.map((step) => step.proposal.id);
    const [id] = ids.splice(at, 1);
    if (id !== undefined) ids.splice(at + by, 0, id);
    setMoved(ids);
  };
  const record = () => {
    const order = steps.map((step) => step.proposal.id);
    act({ case: "prioritySet", value: { list: orderList(item), order } }, "", () => setMoved(undefined));
  };
  const open = (step: VotingStep) => {
    const vote = freshId("V", read.all("vote").map((one) => one.id));
    act({ case: "voteOpen", value: { terms: termsOf(step, vote, item) } }, step.proposal.text);
  };
  return (
    <Panel title={t("order.title")}>
      <p>{t(moved !== undefined ? "order.changed" : recorded ? "order.recorded" : "order.proposed")}</p>
      <ol class="rows">
        {steps.map((step, at) => (
          <li key={step.proposal.id}>
            <div>
              {titleOf(read, step.proposal.id)}
              <Reason step={step} />
            </div>
            <div class="actions">
              <Button small variant="tertiary" label={t("list.up")} about={titleOf(read, step.proposal.id)} disabled={at === 0} onClick={() => move(at, -1)} />
              <Button small variant="tertiary" label={t("list.down")} about={titleOf(read, step.proposal.id)} disabled={at === steps.length - 1} onClick={() => move(at, 1)} />
              <Button small label={t("order.open")} about={titleOf(read, step.proposal.id)} disabled={openVote(read) !== undefined} onClick={() => open(step)} />
            </div>
          </li>
        ))}
      </ol>
      {(moved !== undefined || !recorded) && <Button label={t("order.record")} onClick={record} />}
    </Panel>
  );
}

function place(order: readonly string[], step: VotingStep): number {
  const at = order.indexOf(step.proposal.id);
  return at < 0 ? order.length : at;
}
