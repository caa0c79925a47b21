/** Holds the place of what is being loaded. */
export function Skeleton({ className = "" }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={`block animate-breathe rounded-md bg-sunken ${className}`}
    />
  );
}

/** Rows of the height of those that are being loaded. */
export function SkeletonRows({ count, label }: { count: number; label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: count }, (_, row) => (
        <div key={row} className="flex h-15 items-center gap-4">
          <Skeleton className="size-11" />
          <span className="grid flex-1 gap-2">
            <Skeleton className="h-4 w-2/5" />
            <Skeleton className="h-3 w-1/4" />
          </span>
        </div>
      ))}
    </div>
  );
}
