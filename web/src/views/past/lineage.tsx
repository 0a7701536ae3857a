/** How a decision, a proposal or a priority came about: a picture one can walk, and the same as sentences. */
import type { Lineage, LineageNode } from "@tingbok/client/schema";
import { LineageKind } from "@tingbok/client/schema";
import { useMemo, useState } from "preact/hooks";

import { Section, Spinner, Written } from "../../components/basics.tsx";
import { SelectField } from "../../components/forms.tsx";
import { links } from "../../app/router.ts";
import { formatDate, t, tn } from "../../i18n/index.ts";
import { modelOf, nodeKind, nodeSentence, peopleText, resultText } from "../../logic/lineage_text.ts";
import { thingLabel } from "../../logic/labels.ts";
import { rankedLists } from "../../model/lists.ts";
import { drawLineage } from "../../model/past/graph.ts";
import { useAsked, usePast, type PastStore } from "../../store/past.tsx";
import { Walk } from "./lineage_walk.tsx";
import { Failure, Words } from "./parts.tsx";

interface Props {
  /** What is asked about; empty: nothing chosen yet. */
  of: string;
  onOf: (of: string) => void;
  onProof: () => void;
}

/** What one may ask about, at the moment that is shown: decisions first, then votes, proposals and what lists hold. */
function choices(store: PastStore): { value: string; text: string }[] {
  const { model } = store;
  const found = new Map<string, string>();
  const kinds = (kind: "decision" | "vote" | "proposal" | "priorityList") => t(`past.kind.${kind}`);
  for (const { item } of model.all("decision")) {
    const title = model.get("item", item)?.title ?? "";
    found.set(item, `${kinds("decision")}: ${item} ${title}`);
  }
  for (const { id, opened, question } of model.all("vote"))
    if (opened) found.set(id, `${kinds("vote")}: ${question || id}`);
  for (const { id } of model.all("proposal")) found.set(id, `${kinds("proposal")}: ${thingLabel(model, id).text}`);
  for (const { order } of rankedLists(model))
    for (const id of order)
      if (!found.has(id)) found.set(id, `${kinds("priorityList")}: ${thingLabel(model, id).text}`);
  return [...found].map(([value, text]) => ({ value, text: text.length > 90 ? `${text.slice(0, 90)} …` : text }));
}

export default function LineageSection({ of, onOf, onProof }: Props) {
  const store = usePast();
  const options = choices(store);
  const chosen = of || options[0]?.value || "";
  if (chosen === "") return <p>{t("past.lineage.nothing")}</p>;
  if (!options.some(({ value }) => value === chosen)) options.unshift({ value: chosen, text: chosen });
  return (
    <Section id="lineage" title={t("past.lineage.title")}>
      <SelectField label={t("past.lineage.of")} value={chosen} options={options} onChange={onOf} />
      <Told key={chosen} of={chosen} onProof={onProof} />
    </Section>
  );
}

function Told({ of, onProof }: { of: string; onProof: () => void }) {
  const store = usePast();
  const lineage = useAsked(() => store.calls.lineage(of), [of]);
  return (
    <>
      <Failure asked={lineage} title={t("past.lineage.failed")} />
      {!lineage.value && lineage.failure === "" && <Spinner />}
      {lineage.value && <Story lineage={lineage.value} onProof={onProof} />}
    </>
  );
}

function Story({ lineage, onProof }: { lineage: Lineage; onProof: () => void }) {
  const store = usePast();
  const picture = useMemo(() => drawLineage(lineage), [lineage]);
  const [key, setKey] = useState(lineage.root);
  const node = lineage.nodes.find((one) => one.key === key);
  const notes = lineage.nodes.filter((one) => one.kind === LineageKind.NOTE).length;
  return (
    <>
      <p role="status">
        {t("past.lineage.summary", {
          steps: tn("past.lineage.steps", lineage.nodes.length),
          notes: tn("notes.count", notes),
          number: Number(lineage.number),
        })}
      </p>
      {lineage.hidden > 0 && <p class="explain">{tn("past.lineage.hidden", lineage.hidden)}</p>}
      {lineage.edges.some(({ inferred }) => inferred) && <p class="subtle">{t("past.lineage.inferred")}</p>}
      <div class="lineage">
        <Walk picture={picture} workshop={lineage.workshop} root={lineage.root} chosen={key} onChosen={setKey} />
        {node && <Details node={node} workshop={lineage.workshop} onProof={onProof} />}
      </div>
      <details class="ds-details">
        <summary>{t("past.lineage.sentences")}</summary>
        <ol class="sentences">
          {lineage.nodes.map((one) => (
            <li key={one.key}>
              {nodeSentence(store.model, lineage.workshop, one)} <GoThere node={one} workshop={lineage.workshop} inline />
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

/** To the moment of a node: in this room one goes there; another room's past is a page of its own. */
function GoThere({ node, workshop, inline = false }: { node: LineageNode; workshop: string; inline?: boolean }) {
  const store = usePast();
  const number = Number(node.number);
  const look = inline ? { class: "inline-link" } : { class: "ds-button", "data-variant": "secondary" };
  const words = (
    <>
      {t("past.goHere")}
      {inline && <span class="ds-sr-only"> ({number})</span>}
    </>
  );
  if (node.workshop !== workshop)
    return (
      <a {...look} href={`${links.past(node.workshop)}?at=${number}`}>
        {words}
      </a>
    );
  return (
    <button type="button" {...look} onClick={() => store.seek(number)}>
      {words}
    </button>
  );
}

/** Everything a node holds; it follows the focus in the picture. */
function Details({ node, workshop, onProof }: { node: LineageNode; workshop: string; onProof: () => void }) {
  const store = usePast();
  const here = node.workshop === workshop;
  const model = modelOf(store.model, workshop, node);
  const label = (id: string) => thingLabel(model, id).text;
  const rows: [string, string][] = [
    [t("past.lineage.when"), formatDate(Number(node.timeMs))],
    [t("past.lineage.number"), String(node.number)],
  ];
  if (!here) rows.unshift([t("past.lineage.room"), node.workshop]);
  if (node.actor) rows.push([t("past.lineage.who"), label(node.actor)]);
  if (node.people.length > 0) rows.push([t("past.lineage.people"), peopleText(model, node.people)]);
  if (node.toPlace > 0) {
    const place = node.fromPlace > 0 ? `${node.fromPlace} → ${node.toPlace}` : String(node.toPlace);
    rows.push([t("past.lineage.place"), place]);
  }
  if (node.result) rows.push([t("past.fact.result"), resultText(model, node)]);
  if (node.annulledBecause) rows.push([t("past.fact.annulled"), node.annulledBecause]);
  if (node.order.length > 0) rows.push([t("past.fact.order"), node.order.map((id, at) => `${at + 1}. ${label(id)}`).join("\n")]);
  return (
    <div class="lineage-details" id="lineage-details" role="region" aria-label={t("past.lineage.details")}>
      <p class="over">{nodeKind(node)}</p>
      <h3 class="ds-heading" data-size="2xs">
        {node.title ? `${node.id}: ${node.title}` : node.id}
      </h3>
      {node.changes.length > 0 ? <p><Words pieces={node.changes} /></p> : node.text && <p><Written text={node.text} /></p>}
      <dl class="facts">
        {rows.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="written">{text}</dd>
          </div>
        ))}
      </dl>
      <div class="row">
        <GoThere node={node} workshop={workshop} />
        {here && (
          <button
            type="button"
            class="ds-button"
            data-variant="secondary"
            onClick={() => {
              store.seek(Number(node.number));
              onProof();
            }}
          >
            {t("past.lineage.prove")}
          </button>
        )}
      </div>
    </div>
  );
}
