/** What proves the moment that is shown: hashes and signatures, tried in this browser, and what they do not say. */
import { ApiError } from "@tingbok/client";
import type { InclusionProof, PastEvent, RoomState } from "@tingbok/client/schema";
import { useEffect, useMemo } from "preact/hooks";

import { Alert, Section, Spinner } from "../../components/basics.tsx";
import { formatDate, formatNumber, t } from "../../i18n/index.ts";
import { checkInclusion, checkView, hexGroups, shownRoot, type Check } from "../../logic/proof_check.ts";
import { verdictOf } from "../../model/past/verdict.ts";
import { useAsked, usePast } from "../../store/past.tsx";
import { Failure } from "./parts.tsx";

interface Material {
  readonly number: number;
  readonly state: RoomState;
  readonly event: PastEvent;
  readonly proof: InclusionProof;
  readonly key: string;
}

const colors = { broken: "danger", partly: "info", good: "success" } as const;

export default function ProofSection() {
  const store = usePast();
  const { number } = store;
  const material = useAsked(async (): Promise<Material> => {
    const { calls } = store;
    const [state, events, proof, key] = await Promise.all([
      calls.state(number),
      calls.events(number, 1),
      calls.inclusion(number),
      calls.logKey(),
    ]);
    const event = events.events[0];
    if (!event) throw new ApiError(502, "malformed_answer", t("past.proof.noEvent"));
    return { number, state, event, proof, key };
  }, [number]);
  // What was shown on the way here may have been hidden since, and stays on a screen that has shown it.
  const fresh = store.moves.fresh && store.model.number === number;
  const moving = store.status?.playing ?? false;
  useEffect(() => {
    if (!fresh && !moving) store.seek(number);
  }, [fresh, moving, number]);
  return (
    <Section id="proof" title={t("past.proof.title", { number: formatNumber(number) })}>
      <p>{t("past.proof.intro")}</p>
      <Failure asked={material} title={t("past.proof.failed")} />
      {(material.value?.number !== number || !fresh) && material.failure === "" && <Spinner />}
      {material.value?.number === number && fresh && <Checked {...material.value} />}
    </Section>
  );
}

function Checked({ state, event, proof, key }: Omit<Material, "number">) {
  const store = usePast();
  const mirror = store.moves.mirror;
  const { checks, checkpoint, malformed } = useMemo(() => checkInclusion(store.moves.workshop, event, proof, key), [event, proof, key]);
  const view = useMemo(() => checkView(mirror, state), [state]);
  const all = [view, ...checks];
  const verdict = malformed !== "" ? "broken" : verdictOf(all);
  return (
    <>
      <div id="proof-verdict" data-verdict={verdict}>
        <Alert color={colors[verdict]} title={t(`past.proof.${verdict}`)} live>
          <p>{t(`past.proof.${verdict}Text`)}</p>
          {malformed !== "" && <p lang="en">{malformed}</p>}
        </Alert>
      </div>
      <ul class="plain-list checks-list">
        {all.map((check) => (
          <CheckRow key={check.name} check={check} />
        ))}
      </ul>
      <details class="ds-details">
        <summary>{t("past.proof.numbers")}</summary>
        <dl class="facts hashes">
          <Hash name={t("past.proof.stateHash")} bytes={event.stateHash} />
          <Hash name={t("past.proof.viewHash")} bytes={state.viewHash} />
          <Hash name={t("past.proof.ownViewHash")} bytes={shownRoot(mirror, state.slots)} />
          <Hash name={t("past.proof.leafHash")} bytes={event.leafHash} />
          {checkpoint && <Hash name={t("past.proof.root")} bytes={checkpoint.root} />}
        </dl>
        <p>{t("past.proof.key")}</p>
        <pre class="note-text" tabIndex={0} aria-label={t("past.proof.keyLabel")}>{key}</pre>
        <p>{t("past.proof.checkpoint", { size: formatNumber(proof.size), time: formatDate(Number(event.timeMs)) })}</p>
        <pre class="note-text" tabIndex={0} aria-label={t("past.proof.checkpointLabel")}>{proof.checkpoint}</pre>
      </details>
      <h3 class="ds-heading" data-size="2xs">
        {t("past.proof.limits")}
      </h3>
      <ul>
        <li>{t("past.proof.limitState")}</li>
        {proof.core.length === 0 && <li>{t("past.proof.limitCore")}</li>}
        {state.viewHash.length === 0 && <li>{t("past.proof.limitView")}</li>}
        <li>{t("past.proof.limitKey")}</li>
        <li>{t("past.proof.limitPage")}</li>
      </ul>
    </>
  );
}

function CheckRow({ check }: { check: Check }) {
  const state = check.holds === undefined ? "unknown" : check.holds ? "holds" : "fails";
  return (
    <li class="check-row" data-check={check.name} data-state={state}>
      <span class="check-sign" aria-hidden="true">
        {state === "holds" ? "✓" : state === "fails" ? "✗" : "–"}
      </span>
      <span>
        <strong>{t(`past.proof.check.${check.name}`)}</strong> {t(`past.proof.state.${state}`)}
      </span>
    </li>
  );
}

function Hash({ name, bytes }: { name: string; bytes: Uint8Array }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="hash">{bytes.length === 0 ? "–" : hexGroups(bytes)}</dd>
    </div>
  );
}
