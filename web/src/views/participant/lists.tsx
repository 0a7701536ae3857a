import type { PriorityList } from "@tingbok/client/schema";

import { Section, Tag } from "../../components/basics.tsx";
import { MoveList } from "../../components/move_list.tsx";
import { t } from "../../i18n/index.ts";
import { thingLabel } from "../../logic/labels.ts";
import { isMember } from "../../logic/people.ts";
import { rankedLists } from "../../model/lists.ts";
import { ActStatus, useAct } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";

/** Ranked lists; members move what stands on them. */
export function Lists() {
  const store = useRoom();
  const lists = rankedLists(store.model).filter(({ order }) => order.length > 0);
  return (
    <>
      {lists.map((list) => (
        <List key={list.id} list={list} />
      ))}
    </>
  );
}

function List(props: { list: PriorityList }) {
  const store = useRoom();
  const act = useAct();
  const { list } = props;
  const moves = !list.locked && (isMember(store.model, store.actor) || store.steers);
  const items = list.order.map((id) => {
    const { text, language } = thingLabel(store.model, id);
    return { id, text, language };
  });
  return (
    <Section
      id={`list-${encodeURIComponent(list.id)}`}
      title={t("lists.title", { list: list.id })}
      aside={list.locked && <Tag>{t("lists.locked")}</Tag>}
    >
      {moves ? (
        <MoveList
          label={t("lists.title", { list: list.id })}
          items={items}
          disabled={act.busy}
          onMove={(what, to) =>
            act.run({ case: "priorityMove", value: { list: list.id, what, to: to + 1 } })
          }
        />
      ) : (
        <ol>
          {items.map((item) => (
            <li key={item.id} {...(item.language ? { lang: item.language } : {})}>
              {item.text}
            </li>
          ))}
        </ol>
      )}
      <ActStatus act={act} />
    </Section>
  );
}
