/** Three records on a shelf, the last one leaning. */
export function Brand() {
  return (
    <span className="flex items-center gap-2.5 text-lg font-bold tracking-tight">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-8 text-accent">
        <rect width="32" height="32" rx="8" fill="currentColor" />
        <g className="fill-accent-ink">
          <rect x="7" y="9" width="4" height="14" rx="1" />
          <rect x="13" y="6" width="4" height="17" rx="1" />
          <rect
            x="19.5"
            y="9.5"
            width="4"
            height="14"
            rx="1"
            transform="rotate(-14 21.5 16.5)"
          />
        </g>
      </svg>
      Shelf
    </span>
  );
}
