/** How far something is; `value` is null while that can't be told. */
export function Progress({
  label,
  value,
  max,
}: {
  label: string;
  value: number | null;
  max: number;
}) {
  const share = value === null || max === 0 ? 0 : Math.min(value / max, 1);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value ?? undefined}
      className="h-2 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={`h-full rounded-full bg-accent transition-[width] duration-300 ${value === null ? "w-1/3 animate-breathe" : ""}`}
        style={value === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
