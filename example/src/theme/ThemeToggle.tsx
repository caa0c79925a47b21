import { IconButton } from "../ui/Button";
import { chooseTheme, useTheme } from "./useTheme";

export function ThemeToggle() {
  const other = useTheme() === "dark" ? "light" : "dark";
  return (
    <IconButton
      icon={other === "dark" ? "moon" : "sun"}
      label={`Switch to the ${other} theme`}
      onClick={() => chooseTheme(other)}
    />
  );
}
