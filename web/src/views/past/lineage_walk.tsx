import { LineageKind, type LineageNode } from "@tingbok/client/schema";
import { useEffect, useRef } from "preact/hooks";

import { formatTime, t } from "../../i18n/index.ts";
import { modelOf, nodeKind, nodeLabel } from "../../logic/lineage_text.ts";
import { nodeSize, step, type Picture, type PlacedEdge } from "../../model/past/graph.ts";
import { usePast } from "../../store/past.tsx";

/** The families of nodes that are drawn alike. */
function family(kind: LineageKind): string {
  switch (kind) {
    case LineageKind.NOTE:
    case LineageKind.CLUSTER:
    case LineageKind.BASIS:
    case LineageKind.POSITION:
      return "note";
    case LineageKind.PROPOSAL:
    case LineageKind.WORDING:
    case LineageKind.MERGE:
    case LineageKind.SPLIT:
    case LineageKind.SUPPORT:
    case LineageKind.ENDED:
      return "proposal";
    case LineageKind.PRIORITY_SET:
    case LineageKind.PRIORITY_MOVE:
    case LineageKind.PRIORITY_LOCK:
      return "list";
    case LineageKind.POLL:
    case LineageKind.ANNULLED_VOTE:
    case LineageKind.VOTE:
      return "vote";
    case LineageKind.DECISION:
      return "decision";
    case LineageKind.UNSPECIFIED:
      return "other";
  }
}

/**
 * The picture of a lineage. One stop for Tab; arrows walk along the edges, Home goes to the first node and
 * End to what the others led to.
 */
export function Walk(props: {
  picture: Picture;
  /** The room the story is told of. */
  workshop: string;
  root: string;
  chosen: string;
  onChosen: (key: string) => void;
}) {
  const { picture, chosen, root } = props;
  const frame = useRef<HTMLDivElement>(null);
  const cards = useRef(new Map<string, HTMLButtonElement | null>());
  const walked = useRef(chosen);
  walked.current = chosen;
  useEffect(() => {
    // What the story leads to is what one came for: in sight until one walks away from it.
    const end = picture.nodes.find(({ node }) => node.key === root);
    const box = frame.current;
    if (!box || !end) return;
    const sized = new ResizeObserver(() => {
      if (walked.current === root) box.scrollTo(end.x + nodeSize.width, end.y - box.clientHeight / 2);
    });
    sized.observe(box);
    return () => sized.disconnect();
  }, [picture]);

  function onKey(event: KeyboardEvent): void {
    const next = event.key === "End" ? root : step(picture, chosen, event.key);
    if (next === undefined) return;
    event.preventDefault();
    props.onChosen(next);
    cards.current.get(next)?.focus();
  }

  const beside = new Set(
    picture.edges.filter(({ from, to }) => from === chosen || to === chosen).flatMap(({ from, to }) => [from, to]),
  );
  return (
    <div class="walk" ref={frame} role="group" aria-label={t("past.lineage.picture")} aria-describedby="walk-keys">
      <p class="ds-sr-only" id="walk-keys">
        {t("past.lineage.keys")}
      </p>
      <div class="walk-canvas" style={{ width: `${picture.width}px`, height: `${picture.height}px` }} onKeyDown={onKey}>
        <svg class="walk-edges" width={picture.width} height={picture.height} aria-hidden="true">
          {picture.edges.map((edge) => (
            <path
              key={`${edge.from}>${edge.to}`}
              d={pathOf(edge)}
              data-inferred={edge.inferred}
              data-near={edge.from === chosen || edge.to === chosen}
            />
          ))}
        </svg>
        {picture.nodes.map(({ node, x, y }) => (
          <button
            key={node.key}
            type="button"
            class="walk-node"
            data-key={node.key}
            data-family={family(node.kind)}
            data-near={beside.has(node.key)}
            aria-pressed={node.key === chosen}
            aria-controls="lineage-details"
            tabIndex={node.key === chosen ? 0 : -1}
            style={{ left: `${x}px`, top: `${y}px`, width: `${nodeSize.width}px`, height: `${nodeSize.height}px` }}
            ref={(element) => {
              cards.current.set(node.key, element);
            }}
            onClick={() => props.onChosen(node.key)}
          >
            <Card node={node} workshop={props.workshop} />
          </button>
        ))}
      </div>
    </div>
  );
}

function Card({ node, workshop }: { node: LineageNode; workshop: string }) {
  const store = usePast();
  // There is no place for both: of another room its name says more than the time.
  const here = node.workshop === workshop;
  const room = node.workshop.slice(node.workshop.indexOf("/") + 1);
  return (
    <>
      <span class="walk-kind">
        {nodeKind(node)} · {here ? <span class="figures">{formatTime(Number(node.timeMs))}</span> : room}
      </span>
      <span class="walk-text">{nodeLabel(modelOf(store.model, workshop, node), node)}</span>
    </>
  );
}

/** The layout's corners as a line that bends softly. */
function pathOf({ points }: PlacedEdge): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const last = rest.at(-1) ?? first;
  const inner = rest.slice(0, -1);
  const bends = inner.map((point, at) => {
    const next = inner[at + 1] ?? last;
    return `Q${point.x},${point.y} ${at === inner.length - 1 ? `${last.x},${last.y}` : `${(point.x + next.x) / 2},${(point.y + next.y) / 2}`}`;
  });
  return `M${first.x},${first.y} ${bends.length > 0 ? bends.join(" ") : `L${last.x},${last.y}`}`;
}
