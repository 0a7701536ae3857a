/** A lineage as a picture: layers from left to right, and the ways a keyboard takes through it. */
import { Graph, layout } from "@dagrejs/dagre";

import type { Lineage, LineageNode } from "../schema.ts";

/** Sizes in CSS pixels. */
export const nodeSize = { width: 208, height: 72 } as const;

export interface PlacedNode {
  readonly node: LineageNode;
  /** Top left corner. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** Nobody said so. */
  readonly inferred: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Places the nodes so that what led to something stands left of it. */
export function drawLineage(lineage: Pick<Lineage, "nodes" | "edges">): Picture {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", ranksep: 56, nodesep: 16, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Set(lineage.nodes.map(({ key }) => key));
  for (const node of lineage.nodes) graph.setNode(node.key, { ...nodeSize });
  const edges = lineage.edges.filter(({ from, to }) => known.has(from) && known.has(to));
  for (const { from, to } of edges) graph.setEdge(from, to);
  if (lineage.nodes.length > 0) layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: lineage.nodes.map((node) => {
      const { x, y } = graph.node(node.key) as { x: number; y: number };
      return { node, x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 };
    }),
    edges: edges.map(({ from, to, inferred }) => ({
      from,
      to,
      inferred,
      points: (graph.edge(from, to) as { points?: { x: number; y: number }[] }).points ?? [],
    })),
  };
}

/**
 * Where an arrow key goes from a node: left to what led to it, right to what it led to (the one
 * nearest in height first), up and down among the nodes of its column. Undefined: nowhere.
 */
export function step(picture: Picture, key: string, arrow: string): string | undefined {
  const here = picture.nodes.find(({ node }) => node.key === key);
  if (!here) return undefined;
  const nearest = (keys: readonly string[]) =>
    picture.nodes
      .filter(({ node }) => keys.includes(node.key))
      .toSorted((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y))[0]?.node.key;
  const column = picture.nodes.filter(({ x }) => x === here.x).toSorted((a, b) => a.y - b.y);
  const at = column.indexOf(here);
  switch (arrow) {
    case "ArrowLeft":
      return nearest(picture.edges.filter(({ to }) => to === key).map(({ from }) => from));
    case "ArrowRight":
      return nearest(picture.edges.filter(({ from }) => from === key).map(({ to }) => to));
    case "ArrowUp":
      return column[at - 1]?.node.key;
    case "ArrowDown":
      return column[at + 1]?.node.key;
    case "Home":
      return picture.nodes[0]?.node.key;
    default:
      return undefined;
  }
}
