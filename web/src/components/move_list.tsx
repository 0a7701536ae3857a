import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { announce } from "../app/announce.ts";
import { t } from "../i18n/index.ts";
import { moved } from "../logic/order.ts";

export interface MoveItem {
  id: string;
  text: string;
  language?: string | undefined;
}

/**
 * A list in order whose items are moved with buttons; nothing is dragged. The button that was
 * pressed keeps the focus, and the new place is said.
 */
export function MoveList(props: {
  label: string;
  items: readonly MoveItem[];
  /** Called with the item and its new place, from 0. */
  onMove: (id: string, to: number, order: readonly string[]) => void;
  /** More buttons for an item. */
  extra?: (item: MoveItem, place: number) => ComponentChildren;
  disabled?: boolean;
  /** The one item that may be moved; unset: every one. */
  only?: string;
}) {
  const list = useRef<HTMLOListElement>(null);
  const ids = props.items.map(({ id }) => id);
  // A row that changes places takes the focus from what has it in the row; whoever is elsewhere stays there.
  const at = document.activeElement;
  const held = at instanceof HTMLElement && list.current?.contains(at) ? at : undefined;
  useLayoutEffect(() => {
    if (held?.isConnected && document.activeElement === document.body) held.focus();
  }, [ids.join("\n")]);

  function move(item: MoveItem, to: number) {
    if (props.disabled || to < 0 || to >= ids.length) return;
    announce(t("move.said", { what: item.text, place: to + 1, of: ids.length }));
    props.onMove(item.id, to, moved(ids, item.id, to));
  }

  return (
    <ol class="move-list plain-list" aria-label={props.label} ref={list}>
      {props.items.map((item, place) => (
        <li key={item.id} data-id={item.id} class="move-item">
          <span class="move-place figures" aria-hidden="true">
            {place + 1}
          </span>
          <span class="grow" {...(item.language ? { lang: item.language } : {})}>
            <span class="ds-sr-only">{t("move.place", { place: place + 1 })} </span>
            {item.text}
          </span>
          <span class="row move-buttons" hidden={props.only !== undefined && props.only !== item.id}>
            <button
              type="button"
              class="ds-button"
              data-variant="secondary"
              data-icon
              data-move="up"
              aria-label={t("move.up", { what: item.text })}
              aria-disabled={place === 0 || props.disabled}
              onClick={() => move(item, place - 1)}
            >
              <span aria-hidden="true">↑</span>
            </button>
            <button
              type="button"
              class="ds-button"
              data-variant="secondary"
              data-icon
              data-move="down"
              aria-label={t("move.down", { what: item.text })}
              aria-disabled={place === ids.length - 1 || props.disabled}
              onClick={() => move(item, place + 1)}
            >
              <span aria-hidden="true">↓</span>
            </button>
            {props.extra?.(item, place)}
          </span>
        </li>
      ))}
    </ol>
  );
}
