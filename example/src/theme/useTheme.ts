import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const changes = new EventTarget();

/** The theme that is shown: the system's, unless somebody chose one. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

/** Chooses a theme for good. */
export function chooseTheme(theme: Theme) {
  localStorage.setItem("theme", theme);
  document.documentElement.dataset.theme = theme;
  changes.dispatchEvent(new Event("change"));
}

function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") return theme;
  return system.matches ? "dark" : "light";
}

function subscribe(notify: () => void) {
  for (const source of [system, changes]) source.addEventListener("change", notify);
  return () => {
    for (const source of [system, changes]) source.removeEventListener("change", notify);
  };
}
