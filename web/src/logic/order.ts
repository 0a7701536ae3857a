/** The list with `item` moved to `to` (from 0, kept within the list); the list itself if not in it. */
export function moved<T>(list: readonly T[], item: T, to: number): readonly T[] {
  const from = list.indexOf(item);
  if (from < 0) return list;
  const target = Math.max(0, Math.min(to, list.length - 1));
  if (target === from) return list;
  const others = list.filter((_, i) => i !== from);
  return [...others.slice(0, target), item, ...others.slice(target)];
}
