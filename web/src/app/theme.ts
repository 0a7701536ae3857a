import { useState } from "preact/hooks";
import { deviceStorage, keep } from "./storage.ts";

/** Light, dark, or as the device says. */
export type Theme = "auto" | "light" | "dark";
export const themes: readonly Theme[] = ["auto", "light", "dark"];

const storedIn = "tingbok/theme";

function stored(): Theme {
  const theme = deviceStorage.getItem(storedIn);
  return theme === "light" || theme === "dark" ? theme : "auto";
}

function show(theme: Theme): void {
  document.documentElement.dataset["colorScheme"] = theme;
}

export function startTheme(): void {
  show(stored());
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(stored);
  return [
    theme,
    (next) => {
      keep(deviceStorage, storedIn, next);
      show(next);
      setTheme(next);
    },
  ];
}
