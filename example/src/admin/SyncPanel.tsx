import type { ClerkRun } from "convex-music-library";
import { useMutation } from "convex/react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { Button } from "../ui/Button";
import { Figures, Panel } from "./Panel";
import { RunProgress } from "./RunProgress";

/** Brings everybody over from Clerk. */
export function SyncPanel({ run }: { run: ClerkRun | null }) {
  const sync = useMutation(api.admin.sync);
  const stop = useMutation(api.admin.stop);
  const action = useAction();
  const isRunning = run?.state === "running";
  const goesOn = run?.state === "stopped" || run?.state === "failed";
  return (
    <Panel title="Sync">
      <p className="text-muted">
        Brings over everybody whom Clerk knows, also those of before the webhook.
      </p>
      {run && (
        <>
          <RunProgress label="Sync with Clerk" run={run} />
          <Figures
            figures={[
              ["Created", run.created],
              ["Updated", run.updated],
              ["Unreadable", run.failed],
            ]}
          />
        </>
      )}
      <div className="flex flex-wrap gap-3">
        {isRunning ? (
          <Button isBusy={action.isBusy} onClick={() => void action.run(() => stop({}))}>
            Stop the sync
          </Button>
        ) : (
          <Button
            look="primary"
            isBusy={action.isBusy}
            onClick={() => void action.run(() => sync({}))}
          >
            {goesOn ? "Go on" : "Sync now"}
          </Button>
        )}
      </div>
    </Panel>
  );
}
