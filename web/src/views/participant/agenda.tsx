import type { AgendaItem } from "@tingbok/client/schema";

import { Section, Tag, Written } from "../../components/basics.tsx";
import { ConfirmButton } from "../../components/confirm.tsx";
import { TextField } from "../../components/forms.tsx";
import { t, tn } from "../../i18n/index.ts";
import { isStruck, itemStatus } from "../../logic/labels.ts";
import { isMember } from "../../logic/people.ts";
import { ActStatus, useSending } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";

/** The list of items, and what one may say about each: disqualification, objection. */
export function Agenda() {
  const store = useRoom();
  const known = store.model.all("item");
  const order = store.room?.itemOrder ?? [];
  const place = (item: AgendaItem) => {
    const at = order.indexOf(item.id);
    return at < 0 ? order.length + known.indexOf(item) : at;
  };
  const items = known.toSorted((a, b) => place(a) - place(b));
  return (
    <Section id="agenda" title={t("agenda.title")}>
      {items.length === 0 && <p class="subtle">{t("agenda.none")}</p>}
      <ol class="plain-list stack">
        {items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ol>
    </Section>
  );
}

function Item(props: { item: AgendaItem }) {
  const store = useRoom();
  const { item } = props;
  const { text: ground, setText: setGround, act, send } = useSending(`ground/${item.id}`);
  const member = isMember(store.model, store.actor);
  const disqualified = store.model.get("recusal", item.id)?.persons.includes(store.me) ?? false;
  const declared = item.declared.includes(store.me);
  // What is done with or struck can no longer be kept from being decided.
  const objectable = item.late && item.finishedAt === 0n && !isStruck(item);
  const open = store.room?.openItem === item.id;
  return (
    <li class="ds-card item" data-open={open}>
      <p class="row">
        <strong class="grow">
          {item.id}: <Written text={item.title} />
        </strong>
        <Tag color={open ? "accent" : "neutral"}>{itemStatus(item.status)}</Tag>
      </p>
      {item.late && (
        <p class="subtle">
          {t("agenda.late")} {item.objections.length > 0 && tn("agenda.objections", item.objections.length)}
        </p>
      )}
      {item.blocked && <p>{t("agenda.blocked")}</p>}
      {objectable && member && !item.objections.includes(store.me) && (
        <ConfirmButton
          question={t("agenda.objectSure")}
          yes={t("agenda.object")}
          disabled={act.busy}
          onYes={() => act.run({ case: "objectionRaise", value: { item: item.id } })}
        >
          {t("agenda.object")}
        </ConfirmButton>
      )}
      {disqualified ? (
        <p>{t("agenda.disqualified")}</p>
      ) : declared ? (
        <p>{t("agenda.declared")}</p>
      ) : (
        member && (
          <details class="ds-details">
            <summary>{t("agenda.declare")}</summary>
            <form
              class="stack"
              onSubmit={(event) => {
                event.preventDefault();
                send({ case: "recusalDeclare", value: { item: item.id, ground: ground.trim() } }, "");
              }}
            >
              <TextField
                label={t("agenda.ground")}
                help={t("agenda.groundHelp")}
                lines={2}
                value={ground}
                onInput={setGround}
              />
              <button type="submit" class="ds-button" aria-disabled={ground.trim() === ""}>
                {t("agenda.declareSend")}
              </button>
            </form>
          </details>
        )
      )}
      <ActStatus act={act} />
    </li>
  );
}
