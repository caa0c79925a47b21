import { usePaginatedQuery } from "convex-helpers/react";
import { api } from "../../convex/_generated/api";
import { EndOfList } from "../ui/EndOfList";

const FIRST_CANDIDATES = 20;

/** Who would go. */
export function CleanupCandidates({ runId }: { runId: string }) {
  const { results, status, loadMore } = usePaginatedQuery(
    api.admin.candidates,
    { runId },
    { initialNumItems: FIRST_CANDIDATES },
  );
  return (
    <div
      className="max-h-60 overflow-y-auto"
      tabIndex={0}
      role="group"
      aria-label="Missing at Clerk"
    >
      <ul className="grid gap-1">
        {results.map(({ userId, name, externalId }) => (
          <li key={userId} className="flex justify-between gap-4 text-sm">
            <span className="truncate">{name}</span>
            <span className="truncate text-muted">{externalId}</span>
          </li>
        ))}
      </ul>
      <EndOfList status={status} loadMore={loadMore} />
    </div>
  );
}
