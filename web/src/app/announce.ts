/**
 * What screen readers are told: two live regions that are in the page from its beginning
 * (app/shell.tsx). The same sentence twice is told twice.
 */
export type Politeness = "polite" | "assertive";

let flip = false;

export function announce(text: string, politeness: Politeness = "polite"): void {
  const region = document.getElementById(`announce-${politeness}`);
  if (!region) return;
  flip = !flip;
  const line = document.createElement("p");
  // A no-break space makes a repeated sentence another text.
  line.textContent = flip ? text : `${text}\u00a0`;
  region.append(line);
  while (region.childElementCount > 3) region.firstElementChild!.remove();
  setTimeout(() => line.remove(), 10_000);
}
