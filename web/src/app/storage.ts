/**
 * Where the app keeps things between visits. Where the browser forbids it (blocked cookies, a private
 * window), things last as long as the page: the app works, and asks for the link again next time.
 */
class PageStorage implements Storage {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }
  clear(): void {
    this.#items.clear();
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
}

function allowed(get: () => Storage): Storage {
  try {
    const storage = get();
    storage.setItem("tingbok/probe", "");
    storage.removeItem("tingbok/probe");
    return storage;
  } catch (error) {
    if (error instanceof DOMException || error instanceof ReferenceError) return new PageStorage();
    throw error;
  }
}

/** Lasts on the device. */
export const deviceStorage: Storage = allowed(() => localStorage);
/** Lasts as long as the tab. */
export const tabStorage: Storage = allowed(() => sessionStorage);

/** Keeps a value; where there is no space it is not kept, and will be asked for again. */
export function keep(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
