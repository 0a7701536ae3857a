import {
  Connection,
  WebStorageStore,
  command,
  type ActionOf,
  type ConnectionListener,
  type Link,
  type ReadModel,
  type RoomConnection,
  type TakenAction,
} from "@tingbok/client";
import { Audience, type Person, type Room } from "@tingbok/client/schema";
import { createContext, type ComponentChildren } from "preact";
import { useContext, useLayoutEffect, useMemo, useReducer } from "preact/hooks";

import type { Access } from "../app/access.ts";
import { currentLanguage } from "../i18n/index.ts";
import { deviceStorage } from "../app/storage.ts";

/** Everything views need of one room: what it is now, and a way to act in it. */
export class RoomStore {
  readonly connection: RoomConnection;
  /** The person one is; empty: nobody in particular. */
  readonly me: string;
  readonly #listeners = new Set<() => void>();
  #due = false;

  constructor(connection: RoomConnection, me: string) {
    this.connection = connection;
    this.me = me;
    connection.subscribe({ updated: () => this.#schedule() });
  }

  /** The room now. Views take a ReadModel from here and nothing from the connection's mirror. */
  get model(): ReadModel {
    return this.connection.mirror;
  }
  get link(): Link {
    return this.connection.link;
  }
  get audience(): Audience {
    return this.connection.welcome?.audience ?? Audience.UNSPECIFIED;
  }
  /** This is the past: one looks, and does nothing in it. */
  get past(): boolean {
    return this.connection.welcome?.past ?? false;
  }
  /** Who may act here: the person one is; in the past nobody. */
  get actor(): string {
    return this.past ? "" : this.me;
  }
  /** An exercise; said on every screen. */
  get training(): boolean {
    return (this.connection.welcome?.training ?? false) || this.room?.training !== undefined;
  }
  /** One is of the chair's side now. */
  get steers(): boolean {
    return this.audience === Audience.STEERING && !this.past;
  }
  get simulated(): boolean {
    return this.connection.welcome?.simulated ?? false;
  }
  get room(): Room | undefined {
    return this.model.get("room", "room");
  }
  get person(): Person | undefined {
    return this.model.get("person", this.me);
  }
  /** What others see of a person: the label, else the id. */
  nameOf(person: string): string {
    return this.model.get("person", person)?.label || person;
  }

  /** Sends an action; its text is said to be in the app's language. Undefined: it was not taken. */
  act(action: ActionOf, text = ""): string | undefined {
    const made = command(action, text, text === "" ? "" : currentLanguage());
    const { added, commandId } = this.connection.submit(made);
    return added === "yes" ? commandId : undefined;
  }

  /** What has become of an action; undefined where it is long forgotten. */
  find(commandId: string): TakenAction | undefined {
    return (
      this.connection.answered().find((action) => action.commandId === commandId) ??
      this.connection.pending().find((action) => action.commandId === commandId)
    );
  }

  /** Tells at most once a frame, however fast the room is. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  listen(listener: ConnectionListener): () => void {
    return this.connection.subscribe(listener);
  }

  #schedule(): void {
    if (this.#due) return;
    this.#due = true;
    const tell = () => {
      this.#due = false;
      for (const listener of [...this.#listeners]) listener();
    };
    // A page in the background draws no frames, but must not pile up changes either.
    if (document.visibilityState === "visible") requestAnimationFrame(tell);
    else setTimeout(tell, 250);
  }
}

const Context = createContext<RoomStore | undefined>(undefined);

/** A store that was made before its room was shown. */
let ahead: { workshop: string; token: string; store: RoomStore } | undefined;

/** The room as whoever has the access; not connected yet. */
export function roomStore(workshop: string, access: Access): RoomStore {
  const store = new WebStorageStore(deviceStorage, workshop, access.person);
  const connection = new Connection({ server: "", workshop, accessToken: access.token, store });
  return new RoomStore(connection, access.person);
}

/** Makes the store of a room that will be shown next, and connects. */
export function connectAhead(workshop: string, access: Access): RoomStore {
  ahead?.store.connection.stop();
  ahead = { workshop, token: access.token, store: roomStore(workshop, access) };
  ahead.store.connection.start();
  return ahead.store;
}

function takeAhead(workshop: string, access: Access): RoomStore | undefined {
  const taken = ahead;
  ahead = undefined;
  if (taken?.workshop === workshop && taken.token === access.token) return taken.store;
  taken?.store.connection.stop();
  return undefined;
}

/** Connects to a room for as long as it is shown. */
export function RoomProvider(props: { workshop: string; access: Access; children: ComponentChildren }) {
  const { workshop, access } = props;
  const store = useMemo(
    () => takeAhead(workshop, access) ?? roomStore(workshop, access),
    [workshop, access.token],
  );
  return <RoomStoreProvider store={store}>{props.children}</RoomStoreProvider>;
}

/** Starts and stops the store's connection with the component. */
export function RoomStoreProvider(props: { store: RoomStore; children: ComponentChildren }) {
  const { store } = props;
  // Before the first frame is drawn: the room's state is on its way meanwhile.
  useLayoutEffect(() => {
    store.connection.start();
    return () => store.connection.stop();
  }, [store]);
  return <Context.Provider value={store}>{props.children}</Context.Provider>;
}

/** The room around this component; draws anew when anything in it changes. */
export function useRoom(): RoomStore {
  const store = useContext(Context);
  if (!store) throw new Error("useRoom is called outside a RoomProvider");
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  // With the drawing itself: nothing that comes right after it is missed.
  useLayoutEffect(() => store.onChange(() => redraw(undefined as never)), [store]);
  return store;
}
