/** How priority lists moved: a line for each entry, and the same places in a table. */
import type { PastEvent, Timeline } from "@tingbok/client/schema";
import { useState } from "preact/hooks";

import { Section, Spinner } from "../../components/basics.tsx";
import { formatTime, t } from "../../i18n/index.ts";
import { thingLabel } from "../../logic/labels.ts";
import { bumpLines, changes, listStretches, type BumpLine, type ListMoment, type Stretch } from "../../model/past/bump.ts";
import { isOrderList } from "../../model/voting_order.ts";
import { useAsked, usePast, type PastStore } from "../../store/past.tsx";
import { Failure } from "./parts.tsx";

/** Calls at a time. */
const asksAtOnce = 4;
/** Marks that are read of all lists together: the latest. */
const marksMax = 200;
/** Events that are asked for at a time. */
const eventsMax = 200;
/** Sizes of the picture, in its own units. */
const step = { x: 96, y: 44, margin: 16, text: 40 } as const;
/** So many lines have a colour of their own; all have their names at both ends. */
const huesMax = 5;

/** The events of a stretch, as many answers as that takes. */
async function readStretch(store: PastStore, { from, to, beforeMs }: Stretch): Promise<PastEvent[]> {
  const found: PastEvent[] = [];
  for (let next = from; next !== 0 && next < to; ) {
    const answer = await store.calls.events(next, Math.min(eventsMax, to - next));
    const within = answer.events.filter(({ timeMs }) => Number(timeMs) < beforeMs);
    found.push(...within);
    next = within.length < answer.events.length ? 0 : Number(answer.next);
  }
  return found;
}

/** Every list as it stood right after each event that touched it, from the first of the marks that are read. */
async function readLists(store: PastStore, timeline: Timeline): Promise<Map<string, ListMoment[]>> {
  const stretches = listStretches(timeline).slice(-marksMax);
  const found: PastEvent[][] = stretches.map(() => []);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < stretches.length; at = next++) found[at] = await readStretch(store, stretches[at]!);
  };
  await Promise.all(Array.from({ length: asksAtOnce }, worker));
  const lists = new Map<string, ListMoment[]>();
  for (const { number, timeMs, entities } of found.flat())
    for (const { kind } of entities) {
      if (kind.case !== "priorityList" || isOrderList(kind.value.id)) continue;
      const { id, order, locked } = kind.value;
      const moments = lists.get(id) ?? [];
      moments.push({ number: Number(number), timeMs: Number(timeMs), order, locked });
      lists.set(id, moments);
    }
  return new Map([...lists].map(([id, moments]) => [id, changes(moments)]));
}

export default function ListsOverTime({ timeline }: { timeline: Timeline }) {
  const store = usePast();
  const lists = useAsked(() => readLists(store, timeline), [timeline]);
  return (
    <>
      <Failure asked={lists} title={t("past.lists.failed")} />
      {!lists.value && lists.failure === "" && <Spinner />}
      {lists.value?.size === 0 && <p>{t("past.lists.none")}</p>}
      {[...(lists.value ?? [])].map(([id, moments]) => (
        <ListOverTime key={id} id={id} moments={moments} />
      ))}
    </>
  );
}

function ListOverTime({ id, moments }: { id: string; moments: readonly ListMoment[] }) {
  const store = usePast();
  const [followed, setFollowed] = useState("");
  const lines = bumpLines(moments);
  return (
    <Section id={`bump-${id}`} title={t("lists.title", { list: id })}>
      {moments.length > 1 && (
        <div class="bump-frame">
          <div class="scroll" tabIndex={0} role="region" aria-label={t("past.lists.picture", { list: id })}>
            <Bump moments={moments} lines={lines} followed={followed} now={store.number} />
          </div>
          <ol class="plain-list bump-names">
            {lines.map(({ id: entry }) => {
              const { text, language } = thingLabel(store.model, entry);
              return (
                <li key={entry}>
                  <button
                    type="button"
                    class="bump-name"
                    aria-pressed={followed === entry}
                    onClick={() => setFollowed(followed === entry ? "" : entry)}
                  >
                    <span class="bump-id">{entry}</span>
                    <span {...(language ? { lang: language } : {})}>{text.replace(`${entry}: `, "")}</span>
                  </button>
                </li>
              );
            })}
          </ol>
        </div>
      )}
      <Places moments={moments} lines={lines} list={id} />
    </Section>
  );
}

/** The picture; the table beside it says the same. */
function Bump(props: { moments: readonly ListMoment[]; lines: readonly BumpLine[]; followed: string; now: number }) {
  const { moments, lines, followed } = props;
  const most = Math.max(1, ...moments.map(({ order }) => order.length));
  const width = step.margin * 2 + step.text * 2 + (moments.length - 1) * step.x;
  const height = step.margin * 2 + most * step.y;
  const x = (at: number) => step.margin + step.text + at * step.x;
  const y = (place: number) => step.margin + (place - 0.5) * step.y;
  const shown = moments.findLastIndex(({ number }) => number <= props.now);
  return (
    <svg class="bump" viewBox={`0 0 ${width} ${height + 20}`} width={width} height={height + 20} aria-hidden="true">
      {shown >= 0 && <line class="bump-now" x1={x(shown)} x2={x(shown)} y1={0} y2={height} />}
      {moments.map((moment, at) => (
        <text key={moment.number} class="bump-time" x={x(at)} y={height + 14} text-anchor="middle">
          {formatTime(moment.timeMs)}
        </text>
      ))}
      {lines.map(({ id, places }, index) => (
        <g key={id} class="bump-line" data-hue={index < huesMax ? index : "none"} data-followed={followed === id} data-dimmed={followed !== "" && followed !== id}>
          {runs(places).map((run) => (
            <polyline key={run[0]!.at} points={run.map(({ at, place }) => `${x(at)},${y(place)}`).join(" ")} />
          ))}
          {places.map((place, at) => place !== undefined && <circle key={at} cx={x(at)} cy={y(place)} r={5} />)}
          <Ends id={id} places={places} x={x} y={y} />
        </g>
      ))}
    </svg>
  );
}

function Ends(props: { id: string; places: BumpLine["places"]; x: (at: number) => number; y: (place: number) => number }) {
  const { id, places, x, y } = props;
  const first = places.findIndex((place) => place !== undefined);
  const last = places.findLastIndex((place) => place !== undefined);
  if (first < 0) return null;
  return (
    <>
      <text x={x(first) - 10} y={y(places[first]!) + 5} text-anchor="end">
        {id}
      </text>
      <text x={x(last) + 10} y={y(places[last]!) + 5}>
        {id}
      </text>
    </>
  );
}

/** Unbroken stretches of places. */
function runs(places: BumpLine["places"]): { at: number; place: number }[][] {
  const found: { at: number; place: number }[][] = [];
  places.forEach((place, at) => {
    if (place === undefined) return;
    if (at > 0 && places[at - 1] !== undefined) found.at(-1)!.push({ at, place });
    else found.push([{ at, place }]);
  });
  return found;
}

function Places(props: { moments: readonly ListMoment[]; lines: readonly BumpLine[]; list: string }) {
  const store = usePast();
  const { moments, lines, list } = props;
  return (
    <details class="ds-details" open={moments.length === 1}>
      <summary>{t("past.lists.table", { list })}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("past.lists.table", { list })}>
        <table class="ds-table places">
          <caption class="ds-sr-only">{t("past.lists.table", { list })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("past.lists.entry")}</th>
              {moments.map(({ number, timeMs, locked }) => (
                <th key={number} scope="col">
                  <button type="button" class="place-time" onClick={() => store.seek(number)}>
                    {formatTime(timeMs)}
                    <span class="ds-sr-only"> {t("past.goHere")}</span>
                  </button>
                  {locked && ` ${t("lists.locked")}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ id, places }) => (
              <tr key={id}>
                <th scope="row">{thingLabel(store.model, id).text}</th>
                {places.map((place, at) => (
                  <td key={moments[at]!.number} class="figures">
                    {place ?? "–"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
