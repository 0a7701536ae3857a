import { newEntityId } from "@tingbok/client";
import { NoteReach, NoteReachSchema, type Board, type Note } from "@tingbok/client/schema";
import { memo } from "preact/compat";
import { useEffect, useState } from "preact/hooks";

import { Section, Tag, Written } from "../../components/basics.tsx";
import { SelectField, TextField } from "../../components/forms.tsx";
import { enumText, t, tn } from "../../i18n/index.ts";
import { mayWrite, mayWriteNotes } from "../../logic/people.ts";
import { ActStatus, useAct, type Act } from "../../store/action.tsx";
import { keptOf, useKept } from "../../store/kept.ts";
import { useRoom, type RoomStore } from "../../store/room.tsx";

interface BoardView {
  id: string;
  board: Board | undefined;
  open: boolean;
}

/** Boards that were made, and those that notes name; first those of the phase. */
export function boardsOf(store: RoomStore): readonly BoardView[] {
  const { model, room } = store;
  const phase = room?.activePhase ? model.get("phase", room.activePhase) : undefined;
  const wanted = phase?.terms?.boards ?? [];
  const ids = new Set([
    ...model.all("board").map(({ id }) => id),
    ...model.all("note").map(({ board }) => board),
  ]);
  return [...ids]
    .map((id) => {
      const board = model.get("board", id);
      const open = !board?.terms?.closed && (wanted.length === 0 || wanted.includes(id));
      return { id, board, open };
    })
    .sort((a, b) => Number(b.open) - Number(a.open));
}

/** Where a note to a board is kept while it is written: also when the phase goes on to another board, or this one closes. */
function placeOf(board: string): string {
  return `note/${board}`;
}

/** A note that was refused stands in its board's field again, also one that an earlier page of this device sent. */
export function useRefusedNotes(): void {
  const store = useRoom();
  useEffect(
    () =>
      store.listen({
        answered: ({ command: { action, text }, outcome }) => {
          if (action.case === "noteAdd" && outcome?.type === "refused") keptOf(store).putBack(placeOf(action.value.board), text);
        },
      }),
    [store],
  );
}

/** Write notes; one's own, and everyone's. */
export function Notes() {
  const store = useRoom();
  const boards = boardsOf(store);
  const [chosen, setChosen] = useKept("notes/board", "");
  const act = useAct();
  /** The board that the latest note was sent to. */
  const [sentTo, setSentTo] = useState("");
  const board = boards.find(({ id }) => id === chosen) ?? boards[0];
  if (!board) {
    return (
      <Section id="notes" title={t("notes.title")}>
        <p>{t("notes.noBoard")}</p>
      </Section>
    );
  }
  return (
    <>
      <Section id="notes" title={t("notes.title")}>
        {boards.length > 1 && (
          <SelectField
            label={t("notes.board")}
            value={board.id}
            options={boards.map(({ id, board: known }) => ({
              value: id,
              text: known?.terms?.title || id,
            }))}
            onChange={setChosen}
          />
        )}
        {board.board?.question && (
          <p class="now-big">
            <Written text={board.board.question} language={board.board.language} />
          </p>
        )}
        {store.past ? null : !board.open ? (
          <p>{t("notes.closed")}</p>
        ) : mayWriteNotes(store.model, store.actor) ? (
          <NoteForm key={board.id} board={board} act={act} onSent={() => setSentTo(board.id)} />
        ) : (
          <p>{t(mayWrite(store.model, store.actor) ? "notes.notFacilitators" : "notes.readOnly")}</p>
        )}
        {sentTo === board.id && <ActStatus act={act} />}
      </Section>
      <BoardNotes board={board} />
    </>
  );
}

function NoteForm(props: { board: BoardView; act: Act; onSent: () => void }) {
  const { board } = props;
  const [text, setText] = useKept(placeOf(board.id), "");
  const tags = board.board?.terms?.tags ?? [];
  const tagsOnly = board.board?.terms?.tagsOnly ?? false;
  const firstTag = tagsOnly ? (tags[0] ?? "") : "";
  const [chosenTag, setTag] = useKept(`${placeOf(board.id)}/tag`, firstTag);
  const tag = tags.includes(chosenTag) ? chosenTag : firstTag;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        const value = { board: board.id, note: newEntityId("L"), tag };
        if (props.act.run({ case: "noteAdd", value }, text.trim()) !== undefined) setText("");
        props.onSent();
      }}
    >
      {tags.length > 0 && (
        <SelectField
          label={t("notes.tag")}
          value={tag}
          options={[
            ...(tagsOnly ? [] : [{ value: "", text: t("notes.noTag") }]),
            ...tags.map((name) => ({ value: name, text: name })),
          ]}
          onChange={setTag}
        />
      )}
      <TextField label={t("notes.text")} lines={3} value={text} onInput={setText} />
      <button type="submit" class="ds-button big" aria-disabled={text.trim() === ""}>
        {t("notes.send")}
      </button>
    </form>
  );
}

function BoardNotes(props: { board: BoardView }) {
  const store = useRoom();
  const onBoard = store.model.all("note").filter(({ board }) => board === props.board.id);
  const mine = onBoard.filter(({ by }) => by !== "" && by === store.me);
  // The chair's side is sent that there are notes kept apart, but not what they say.
  const notes = onBoard.filter((note) => note.text !== "" || mine.includes(note));
  const others = notes.filter((note) => !mine.includes(note));
  const tags = props.board.board?.terms?.tags ?? [];
  return (
    <>
      {mine.length > 0 && (
        <Section id="own-notes" title={t("notes.own")}>
          <ul class="plain-list notes">
            {mine.toReversed().map((note) => (
              <OwnNote key={note.id} note={note} tags={tags} />
            ))}
          </ul>
        </Section>
      )}
      <Section
        id="all-notes"
        title={t("notes.all")}
        aside={<span class="subtle">{tn("notes.count", notes.length)}</span>}
      >
        <ClusteredNotes notes={others} />
      </Section>
    </>
  );
}

function ClusteredNotes(props: { notes: readonly Note[] }) {
  const store = useRoom();
  const clusters = store.model.all("cluster");
  const loose = props.notes.filter(({ cluster }) => cluster === "");
  return (
    <>
      {clusters.map((cluster) => {
        const gathered = props.notes.filter((note) => note.cluster === cluster.id);
        if (gathered.length === 0) return null;
        return (
          <div key={cluster.id} class="stack">
            <h3 class="ds-heading" data-size="xs">
              <Written text={cluster.title} />
            </h3>
            <NoteList notes={gathered} store={store} />
          </div>
        );
      })}
      {loose.length > 0 && <NoteList notes={loose.toReversed()} store={store} />}
      {props.notes.length === 0 && <p class="subtle">{t("notes.noneYet")}</p>}
    </>
  );
}

function NoteList(props: { notes: readonly Note[]; store: RoomStore }) {
  return (
    <ul class="plain-list notes">
      {props.notes.map((note) => (
        <NoteItem
          key={note.id}
          note={note}
          by={note.by && props.store.nameOf(note.by)}
          liftable={note.reach === NoteReach.TABLE && hosts(props.store, note.table)}
        />
      ))}
    </ul>
  );
}

/** Whether one is the host of the table: a host shows everyone what the table came to. */
function hosts(store: RoomStore, table: string): boolean {
  return store.actor !== "" && store.model.get("table", table)?.host === store.actor;
}

/** Drawn again only when the note itself is another. */
const NoteItem = memo(function NoteItem(props: { note: Note; by: string; liftable: boolean }) {
  const { note } = props;
  return (
    <li class="note">
      <Written text={note.text} language={note.language} />
      {(note.tag || props.by) && (
        <span class="row subtle">
          {note.tag && <Tag>{note.tag}</Tag>}
          {props.by}
        </span>
      )}
      {props.liftable && <Lift note={note} />}
    </li>
  );
});

/** Shows everyone a note that is kept apart. */
function Lift(props: { note: Note }) {
  const act = useAct();
  return (
    <>
      <button
        type="button"
        class="ds-button"
        data-variant="secondary"
        disabled={act.busy}
        onClick={() => act.run({ case: "noteLift", value: { notes: [props.note.id] } })}
      >
        {t("notes.lift")}
      </button>
      <ActStatus act={act} />
    </>
  );
}

function OwnNote(props: { note: Note; tags: readonly string[] }) {
  const { note } = props;
  const { past } = useRoom();
  const act = useAct();
  const kept = note.reach === NoteReach.OWN || note.reach === NoteReach.TABLE;
  return (
    <li class="note note-own">
      <Written text={note.text} language={note.language} />
      <span class="row subtle">
        {note.tag && <Tag>{note.tag}</Tag>}
        {note.reach !== NoteReach.UNSPECIFIED &&
          t("notes.reach", { who: enumText(NoteReachSchema, note.reach) })}
      </span>
      {props.tags.length > 1 && !past && (
        <SelectField
          label={t("notes.move")}
          value={note.tag}
          options={[
            // What has no tag yet is not shown as if it had the first.
            ...(note.tag === "" ? [{ value: "", text: t("notes.noTag") }] : []),
            ...props.tags.map((name) => ({ value: name, text: name })),
          ]}
          onChange={(tag) => tag !== "" && act.run({ case: "noteMove", value: { note: note.id, tag } })}
        />
      )}
      {kept && !past && <Lift note={note} />}
      <ActStatus act={act} />
    </li>
  );
}
