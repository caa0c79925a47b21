import { usePaginatedQuery } from "convex-helpers/react";
import { api } from "../../convex/_generated/api";
import { EndOfList } from "../ui/EndOfList";

const FIRST_FAILURES = 20;

/** Which files could not be copied, and why. */
export function FileFailures({ runId }: { runId: string }) {
  const { results, status, loadMore } = usePaginatedQuery(
    api.admin.fileMigrationFailures,
    { runId },
    { initialNumItems: FIRST_FAILURES },
  );
  return (
    <div
      className="max-h-60 overflow-y-auto"
      tabIndex={0}
      role="group"
      aria-label="Files that could not be copied"
    >
      <ul className="grid gap-3">
        {results.map(({ trackId, title, error }) => (
          <li key={trackId} className="text-sm">
            <span className="block font-semibold">{title ?? "A removed track"}</span>
            <span className="block text-muted wrap-anywhere">{error}</span>
          </li>
        ))}
      </ul>
      <EndOfList status={status} loadMore={loadMore} />
    </div>
  );
}
