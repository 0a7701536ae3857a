/** Wordings compared word by word. */
import { diffWordsWithSpace } from "diff";

/** A piece of text: as before, new, or gone. */
export interface WordPiece {
  readonly text: string;
  readonly added: boolean;
  readonly removed: boolean;
}

/** Longer texts are shown whole, one after the other: comparing them would keep the page waiting. */
const comparedCharactersMax = 20_000;

/** What became of the words of one wording in another. */
export function compareWords(before: string, after: string): WordPiece[] {
  if (before === after) return before === "" ? [] : [{ text: before, added: false, removed: false }];
  if (before.length + after.length > comparedCharactersMax) {
    return [
      { text: before, added: false, removed: true },
      { text: after, added: true, removed: false },
    ].filter(({ text }) => text !== "");
  }
  return diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({ text: value, added, removed }));
}
