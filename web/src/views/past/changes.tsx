/** What changed between two moments, side by side; people's own words compared word by word. */
import type { Entity, EntityChange, RoomDiff, Timeline } from "@tingbok/client/schema";
import type { Kind } from "@tingbok/client";
import { useMemo, useState } from "preact/hooks";

import { Section, Spinner, Tag } from "../../components/basics.tsx";
import { SelectField } from "../../components/forms.tsx";
import { formatTime, t, tn } from "../../i18n/index.ts";
import { entityTitle, factChanges, factsOf, type FactChange } from "../../logic/past_facts.ts";
import { entitiesFrom, type Entities } from "../../model/entities.ts";
import { neighbour } from "../../model/past/timeline.ts";
import { compareWords } from "../../model/past/words.ts";
import { useAsked, usePast } from "../../store/past.tsx";
import { markText } from "./marks.tsx";
import { Failure, momentText, Words } from "./parts.tsx";

/** Changes shown of one kind; a meeting holds thousands of ballots. */
const shownMax = 100;
/** A group of more than these is closed until it is asked for. */
const openMax = 12;

export default function Changes({ timeline }: { timeline: Timeline }) {
  const store = usePast();
  const here = store.number;
  const [from, setFrom] = useState(() => Number(neighbour(timeline, here, -1)?.number ?? 1));
  const [to, setTo] = useState(here);
  const [first, second] = from <= to ? [from, to] : [to, from];
  const diff = useAsked(() => store.calls.diff(first, second), [first, second]);
  return (
    <Section id="changes" title={t("past.changes.title")}>
      <div class="row moments">
        <MomentField label={t("past.changes.from")} timeline={timeline} value={from} onValue={setFrom} />
        <MomentField label={t("past.changes.to")} timeline={timeline} value={to} onValue={setTo} />
      </div>
      <Failure asked={diff} title={t("past.changes.failed")} />
      {!diff.value && diff.failure === "" && <Spinner />}
      {diff.value && <Diff diff={diff.value} />}
    </Section>
  );
}

/** One of the marks, or the moment that is shown. */
function MomentField(props: { label: string; timeline: Timeline; value: number; onValue: (number: number) => void }) {
  const store = usePast();
  const { timeline, value } = props;
  const options = new Map<number, string>([[1, t("past.changes.start")]]);
  for (const mark of timeline.marks)
    options.set(Number(mark.number), `${formatTime(Number(mark.timeMs))} ${markText(mark)}`);
  if (!options.has(Number(timeline.head))) options.set(Number(timeline.head), t("past.changes.end"));
  if (!options.has(value)) options.set(value, t("past.changes.number", { number: value }));
  return (
    <div class="stack-tight moment-field">
      <SelectField
        label={props.label}
        value={String(value)}
        options={[...options].toSorted(([a], [b]) => a - b).map(([number, text]) => ({ value: String(number), text }))}
        onChange={(chosen) => props.onValue(Number(chosen))}
      />
      <button
        type="button"
        class="ds-button"
        data-variant="tertiary"
        aria-disabled={value === store.number}
        onClick={() => props.onValue(store.number)}
      >
        {t("past.changes.here", { number: store.number })}
        <span class="ds-sr-only"> ({props.label})</span>
      </button>
    </div>
  );
}

function Diff({ diff }: { diff: RoomDiff }) {
  const store = usePast();
  // Names of what is there at either moment; of everything else, as it is at the moment that is shown.
  const names = useMemo(() => {
    const known = entitiesFrom(diff.changes.flatMap(({ before, after }) => [before, after].filter((one) => one !== undefined)));
    const get: Entities["get"] = (kind, id) => known.get(kind, id) ?? store.model.get(kind, id);
    return { get };
  }, [diff]);
  const groups = useMemo(() => grouped(diff.changes), [diff]);
  return (
    <>
      <p role="status">
        {tn("past.changes.count", diff.changes.length, {
          from: momentText(Number(diff.fromMs), Number(diff.from)),
          to: momentText(Number(diff.toMs), Number(diff.to)),
        })}
      </p>
      {[...groups].map(([kind, changes]) => (
        <details key={kind} class="ds-details change-group" data-kind={kind} open={changes.length <= openMax}>
          <summary>{t("past.changes.group", { kind: t(`past.kind.${kind}`), count: changes.length })}</summary>
          <ul class="plain-list stack">
            {changes.slice(0, shownMax).map((change) => (
              <Change key={(change.after ?? change.before)!.slot} change={change} names={names} />
            ))}
          </ul>
          {changes.length > shownMax && <p>{tn("past.changes.more", changes.length - shownMax)}</p>}
        </details>
      ))}
    </>
  );
}

/** By kind, in the order in which kinds first appear. */
function grouped(changes: readonly EntityChange[]): Map<Kind, EntityChange[]> {
  const groups = new Map<Kind, EntityChange[]>();
  for (const change of changes) {
    const kind = (change.after ?? change.before)?.kind.case;
    if (kind === undefined) continue;
    const group = groups.get(kind);
    if (group) group.push(change);
    else groups.set(kind, [change]);
  }
  return groups;
}

function Change({ change, names }: { change: EntityChange; names: Pick<Entities, "get"> }) {
  const { before, after } = change;
  const what = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  const facts = (entity: Entity | undefined) => (entity ? factsOf(entity, names) : []);
  const rows = factChanges(facts(before), facts(after));
  return (
    <li class="change" data-change={what}>
      <p class="row">
        <strong class="grow">{entityTitle((after ?? before)!, names)}</strong>
        <Tag color={what === "added" ? "success" : what === "removed" ? "danger" : "info"}>{t(`past.changes.${what}`)}</Tag>
      </p>
      {rows.length > 0 && (
        <dl class="fact-changes">
          {rows.map((row) => (
            <Row key={row.name} row={row} what={what} />
          ))}
        </dl>
      )}
      {rows.length === 0 && what === "changed" && <p class="subtle">{t("past.changes.small")}</p>}
    </li>
  );
}

function Row({ row, what }: { row: FactChange; what: "added" | "removed" | "changed" }) {
  const { before = "", after = "" } = row;
  return (
    <div>
      <dt>{t(row.name)}</dt>
      {what === "changed" && row.prose && before !== "" && after !== "" ? (
        <dd class="fact-wide">
          <Words pieces={compareWords(before, after)} />
        </dd>
      ) : (
        <>
          {what !== "added" && <Side name="before" text={before} />}
          {what !== "removed" && <Side name="after" text={after} />}
        </>
      )}
    </div>
  );
}

function Side({ name, text }: { name: "before" | "after"; text: string }) {
  return (
    <dd class="written" data-side={name}>
      <span class="side-name">{t(`past.changes.${name}`)}</span> {text || "–"}
    </dd>
  );
}
