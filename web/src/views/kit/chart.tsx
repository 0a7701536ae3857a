/**
 * Counts as bars, in a table. The table is the chart: a row says what, how many, and shows it as a bar, so there is one
 * thing to read for eye and ear, it reflows at 400 %, prints, and needs no script to draw. A chart library would draw
 * the same lengths on a canvas or in an image, and then need this table beside it.
 */
import { t } from "../../i18n/index.ts";

interface CountsProps {
  readonly caption: string;
  /** The caption is shown elsewhere, and here for screen readers only. */
  readonly hiddenCaption?: boolean;
  readonly unit: string;
  readonly counts: readonly (readonly [string, number])[];
}

export function Counts({ caption, hiddenCaption = false, unit, counts }: CountsProps) {
  const longest = Math.max(1, ...counts.map(([, count]) => count));
  return (
    <table class="counts">
      <caption class={hiddenCaption ? "ds-sr-only" : ""}>{caption}</caption>
      <thead class="ds-sr-only">
        <tr>
          <th scope="col">{t("result.option")}</th>
          <th scope="col">{unit}</th>
        </tr>
      </thead>
      <tbody>
        {counts.map(([name, count]) => (
          <tr key={name}>
            <th scope="row">
              {name}
              <Gauge part={count} whole={longest} />
            </th>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A bar for a number that stands beside it. */
export function Gauge({ part, whole }: { part: number; whole: number }) {
  return (
    <svg class="gauge" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="0" width={whole === 0 ? 0 : Math.round((1000 * part) / whole)} height="10" />
    </svg>
  );
}
