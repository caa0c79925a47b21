import type { FunctionReturnType } from "convex/server";
import type { api } from "../../convex/_generated/api";
import { Figures, Panel } from "./Panel";
import { timeSince, useNow } from "./timeSince";

const names: Record<string, string> = {
  created: "Created",
  updated: "Updated",
  deleted: "Deleted",
  unchanged: "Unchanged",
  stale: "Too old",
  ignored: "Ignored",
  webhook: "by webhook",
  fallback: "by sign-in",
  backfill: "by sync",
};

/** Whether Clerk's webhook gets through. */
export function WebhookPanel({
  status,
}: {
  status: FunctionReturnType<typeof api.admin.status>;
}) {
  const now = useNow();
  return (
    <Panel title="Webhook">
      <p>
        {status.lastDeliveryAt === null
          ? "No delivery yet. Check the endpoint in the Clerk dashboard."
          : `Last delivery ${timeSince(status.lastDeliveryAt, now)}.`}
      </p>
      <h3 className="text-sm font-semibold">Deliveries</h3>
      <Figures figures={figuresOf(status.deliveries)} />
      <h3 className="text-sm font-semibold">Users, by what told of them last</h3>
      <Figures figures={figuresOf(status.users)} />
    </Panel>
  );
}

function figuresOf(counts: Record<string, number>): [string, string][] {
  const entries = Object.entries(counts);
  if (entries.length === 0) return [["Total", "0"]];
  return entries.map(([key, count]) => [names[key] ?? key, count.toLocaleString("en")]);
}
