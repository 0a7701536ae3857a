import { Api, ApiError } from "@tingbok/client";
import type { Role, SessionReply } from "@tingbok/client/schema";
import { deviceStorage, tabStorage, keep } from "./storage.ts";

/** What this browser knows of who one is in a programme. */
export interface Access {
  programme: string;
  title: string;
  person: string;
  label: string;
  role: Role;
  language: string;
  token: string;
  expiresMs: number;
  simulated: boolean;
  rooms: { workshop: string; body: string; member: boolean; public: boolean; leads: boolean }[];
}

const prefix = "tingbok/access/";

/** Calls to the page's own server, by nobody in particular. */
export const api = new Api({ server: "" });

/**
 * Access lives in the tab first, so that one browser can hold several persons (a demonstration), and
 * on the device second, so that a phone that was closed comes back as who it was.
 */
export function accessTo(programme: string): Access | undefined {
  for (const storage of [tabStorage, deviceStorage]) {
    const access = read(storage.getItem(prefix + programme));
    if (access && access.expiresMs > Date.now()) return access;
  }
  return undefined;
}

/** Every programme this browser has access to. */
export function allAccess(): Access[] {
  const programmes = new Set<string>();
  for (const storage of [tabStorage, deviceStorage])
    for (let i = 0; i < storage.length; i += 1) {
      const key = storage.key(i);
      if (key?.startsWith(prefix)) programmes.add(key.slice(prefix.length));
    }
  return [...programmes].map(accessTo).filter((access) => access !== undefined);
}

export function forget(programme: string): void {
  tabStorage.removeItem(prefix + programme);
  deviceStorage.removeItem(prefix + programme);
}

/** Exchanges a link's code and remembers what it gave. Throws ApiError (401: used or expired). */
export async function enter(code: string): Promise<Access> {
  const access = accessFrom(await api.exchange(code));
  const text = JSON.stringify(access);
  keep(tabStorage, prefix + access.programme, text);
  keep(deviceStorage, prefix + access.programme, text);
  return access;
}

/** The API as whoever one is in the programme. */
export function apiOf(programme: string): Api {
  return api.with(accessTo(programme)?.token ?? "");
}

export { ApiError };

function accessFrom(reply: SessionReply): Access {
  return {
    programme: reply.programme,
    title: reply.title,
    person: reply.person,
    label: reply.label,
    role: reply.role,
    language: reply.language,
    token: reply.token,
    expiresMs: Number(reply.expiresMs),
    simulated: reply.simulated,
    rooms: reply.rooms.map(({ workshop, body, member, public: open, leads }) => ({
      workshop,
      body,
      member,
      public: open,
      leads,
    })),
  };
}

function read(text: string | null): Access | undefined {
  if (text === null) return undefined;
  try {
    const access = JSON.parse(text) as Access;
    return typeof access.token === "string" && Array.isArray(access.rooms) ? access : undefined;
  } catch {
    return undefined; // Written by another version: the person joins again.
  }
}
