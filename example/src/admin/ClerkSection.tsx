import { useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { SkeletonRows } from "../ui/Skeleton";
import { CleanupPanel } from "./CleanupPanel";
import { SyncPanel } from "./SyncPanel";
import { WebhookPanel } from "./WebhookPanel";

/** How well the library's users match Clerk's, and what to do where they don't. */
export function ClerkSection() {
  const status = useQuery(api.admin.status, {});
  if (status === undefined) return <SkeletonRows count={6} label="Loading the status" />;
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <WebhookPanel status={status} />
      <SyncPanel run={status.lastSync} />
      <CleanupPanel run={status.lastCleanup} />
    </div>
  );
}
