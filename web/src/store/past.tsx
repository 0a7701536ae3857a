import { PastApi, type Api, PastConnection, type Move } from "@tingbok/client";
import type { ScrubStatus } from "@tingbok/client/schema";
import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";

import { accessTo, api, apiOf, ApiError, type Access } from "../app/access.ts";
import { RoomStore, RoomStoreProvider, useRoom } from "./room.tsx";

/** A room at a moment that one moves: its views read it as they read the room now. */
export class PastStore extends RoomStore {
  readonly moves: PastConnection;
  readonly calls: PastApi;
  readonly api: Api;

  constructor(moves: PastConnection, asking: Api, me: string) {
    super(moves, me);
    this.moves = moves;
    this.api = asking;
    this.calls = new PastApi(asking, moves.workshop);
  }

  get status(): ScrubStatus | undefined {
    return this.moves.status;
  }
  /** The event after which the room is shown. */
  get number(): number {
    return Number(this.status?.number ?? 0n);
  }
  get head(): number {
    return Number(this.status?.head ?? 0n);
  }
  /** A socket to the past shows nothing else, also before its welcome has come. */
  override get past(): boolean {
    return true;
  }

  go(move: Move, pauseMaxMs = 0): void {
    this.moves.move(move, pauseMaxMs);
  }
  seek(to: number | string): void {
    this.go({ case: "seek", value: String(to) });
  }
}

/** Whoever may enter the room sees its past as themselves; everyone else as the public. */
export function accessToPast(workshop: string): Access | undefined {
  const access = accessTo(workshop.split("/")[0] ?? "");
  return access?.rooms.some((room) => room.workshop === workshop) ? access : undefined;
}

const Context = createContext<PastStore | undefined>(undefined);

/** Connects to the past of a room for as long as it is shown. */
export function PastProvider(props: { workshop: string; at: string; children: ComponentChildren }) {
  const { workshop, at } = props;
  const store = useMemo(() => {
    const access = accessToPast(workshop);
    const asking = access ? apiOf(access.programme) : api;
    const moves = new PastConnection({ server: "", workshop, at, ticket: () => asking.ticket(workshop) });
    return new PastStore(moves, asking, access?.person ?? "");
  }, [workshop]);
  return (
    <Context.Provider value={store}>
      <RoomStoreProvider store={store}>{props.children}</RoomStoreProvider>
    </Context.Provider>
  );
}

/** The past around this component; draws anew when it moves. */
export function usePast(): PastStore {
  const store = useContext(Context);
  if (!store) throw new Error("usePast is called outside a PastProvider");
  useRoom();
  return store;
}

/** What a call came to; `again` asks once more. */
export interface Asked<T> {
  readonly value: T | undefined;
  /** Why there is no answer; empty: there is, or it is on its way. */
  readonly failure: string;
  readonly again: () => void;
}

/**
 * Asks when the component is shown and whenever `on` changes; an answer that comes late is dropped.
 * The last answer stays until the next has come.
 */
export function useAsked<T>(ask: () => Promise<T>, on: readonly unknown[]): Asked<T> {
  const [value, setValue] = useState<T>();
  const [failure, setFailure] = useState("");
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let here = true;
    ask().then(
      (answer) => {
        if (!here) return;
        setFailure("");
        setValue(answer);
      },
      (error: unknown) => {
        if (!here) return;
        if (!(error instanceof ApiError)) throw error;
        setValue(undefined);
        setFailure(error.message);
      },
    );
    return () => {
      here = false;
    };
  }, [...on, turn]);
  return { value, failure, again: () => setTurn(turn + 1) };
}
