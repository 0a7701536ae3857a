/** The signs on buttons that move in time, drawn: no typeface has them all. */
const shapes = {
  toStart: "M4 4h2.5v12H4zM16 4v12L7.5 10z",
  markBack: "M10 4v12L2.5 10zM18 4v12L10.5 10z",
  stepBack: "M14 4v12L5.5 10z",
  play: "M6 3.5v13L16.5 10z",
  pause: "M5 4h3.5v12H5zM11.5 4H15v12h-3.5z",
  stepOn: "M6 4v12L14.5 10z",
  markOn: "M2 4v12L9.5 10zM10 4v12L17.5 10z",
  toEnd: "M4 4v12L12.5 10zM13.5 4H16v12h-2.5z",
} as const;

export type SignName = keyof typeof shapes;

export function Sign({ name }: { name: SignName }) {
  return (
    <svg class="sign" viewBox="0 0 20 20" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
