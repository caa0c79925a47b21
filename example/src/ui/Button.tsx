import type { ComponentProps } from "react";
import { Icon, type IconName } from "./Icon";

const looks = {
  primary: "bg-accent text-accent-ink hover:opacity-90",
  plain: "border border-edge bg-panel hover:bg-sunken",
  quiet: "hover:bg-sunken",
  danger: "border border-danger text-danger hover:bg-sunken",
};

export type ButtonProps = ComponentProps<"button"> & {
  look?: keyof typeof looks;
  icon?: IconName;
  /** Shows that it is at work, and can't be pressed again. */
  isBusy?: boolean;
};

export function buttonStyle(look: keyof typeof looks = "plain") {
  return `inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 text-sm font-semibold whitespace-nowrap transition-colors disabled:opacity-55 ${looks[look]}`;
}

export function Button({
  look = "plain",
  icon,
  isBusy = false,
  className = "",
  children,
  ...props
}: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      disabled={props.disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      className={`${buttonStyle(look)} ${className}`}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button that shows a picture only; `label` is what it is called. */
export function IconButton({
  icon,
  label,
  className = "",
  ...props
}: Omit<ComponentProps<"button">, "children"> & { icon: IconName; label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...props}
      className={`grid size-11 shrink-0 place-items-center rounded-lg text-muted transition-colors hover:bg-sunken hover:text-ink disabled:opacity-40 ${className}`}
    >
      <Icon name={icon} />
    </button>
  );
}
