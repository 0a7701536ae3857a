import { Section } from "../../components/basics.tsx";
import { t } from "../../i18n/index.ts";
import { mayWrite } from "../../logic/people.ts";
import { ActStatus, useAct } from "../../store/action.tsx";
import { useRoom } from "../../store/room.tsx";

/** Where one sits, who else does, and a way to another table. */
export function Tables() {
  const store = useRoom();
  const act = useAct();
  const tables = store.model.all("table").filter(({ closed }) => !closed);
  if (tables.length === 0) return null;
  const mine = tables.find(({ people }) => people.includes(store.me));
  return (
    <Section id="tables" title={t("tables.title")}>
      {mine ? (
        <>
          <p class="now-big">{mine.title || mine.id}</p>
          <ul>
            {mine.people.map((person) => (
              <li key={person}>
                {store.nameOf(person)}
                {person === mine.host && <span class="subtle"> – {t("tables.host")}</span>}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{t("tables.none")}</p>
      )}
      <details class="ds-details">
        <summary>{t("tables.other")}</summary>
        <ul class="plain-list stack">
          {tables
            .filter((table) => table !== mine)
            .map((table) => (
              <li key={table.id} class="row">
                <span class="grow">
                  {table.title || table.id}{" "}
                  <span class="subtle">{table.people.map((id) => store.nameOf(id)).join(", ")}</span>
                </span>
                {mayWrite(store.model, store.actor) && (
                  <button
                    type="button"
                    class="ds-button"
                    data-variant="secondary"
                    disabled={act.busy}
                    onClick={() =>
                      act.run({ case: "tableSeat", value: { table: table.id, person: "" } })
                    }
                  >
                    {t("tables.sit", { table: table.title || table.id })}
                  </button>
                )}
              </li>
            ))}
        </ul>
      </details>
      <ActStatus act={act} />
    </Section>
  );
}
