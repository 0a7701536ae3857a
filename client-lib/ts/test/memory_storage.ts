/** A Web Storage that lives as long as the test. */
export class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();
  /** Entries beyond this are refused, as a full disk does. */
  max = Infinity;

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
    if (this.#items.size >= this.max) throw new DOMException("full", "QuotaExceededError");
    this.#items.set(key, value);
  }
}
