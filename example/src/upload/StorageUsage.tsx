import { useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { byteSize } from "./byteSize";

/** How much of one's space is taken. */
export function StorageUsage() {
  const usage = useQuery(api.storage.usage, {});
  return (
    <p className="min-h-5 text-sm text-muted">
      {usage &&
        `${byteSize(usage.bytes)} in use${usage.quotaBytes === null ? "" : ` of ${byteSize(usage.quotaBytes)}`}`}
    </p>
  );
}
