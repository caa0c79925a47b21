import type { ClerkRun } from "convex-music-library";
import { useMutation } from "convex/react";
import { useState } from "react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Confirm";
import { CleanupCandidates } from "./CleanupCandidates";
import { Figures, Panel } from "./Panel";
import { RunProgress } from "./RunProgress";

/** Finds users whom Clerk doesn't have any more; first without deleting anybody. */
export function CleanupPanel({ run }: { run: ClerkRun | null }) {
  const cleanup = useMutation(api.admin.cleanup);
  const stop = useMutation(api.admin.stop);
  const action = useAction();
  const [isDeleting, setIsDeleting] = useState(false);
  const isRunning = run?.state === "running";
  const hasFound = run?.state === "done" && run.dryRun && run.missing > 0;
  return (
    <Panel title="Clean-up">
      <p className="text-muted">
        Looks for users who have left Clerk unnoticed. Those of the last five minutes are
        not looked at.
      </p>
      {run && (
        <>
          <RunProgress label="Clean-up" run={run} />
          <Figures
            figures={[
              ["Missing at Clerk", run.missing],
              ["Deleted", run.deleted],
            ]}
          />
          {run.missing > 0 && <CleanupCandidates runId={run._id} />}
        </>
      )}
      <div className="flex flex-wrap gap-3">
        {isRunning ? (
          <Button isBusy={action.isBusy} onClick={() => void action.run(() => stop({}))}>
            Stop the clean-up
          </Button>
        ) : (
          <Button
            isBusy={action.isBusy}
            onClick={() => void action.run(() => cleanup({ dryRun: true }))}
          >
            Look for them
          </Button>
        )}
        {hasFound && (
          <Button look="danger" icon="trash" onClick={() => setIsDeleting(true)}>
            Delete them
          </Button>
        )}
      </div>
      {isDeleting && (
        <Confirm
          title="Delete everybody who is missing?"
          deed="Delete them"
          onConfirm={() => cleanup({ dryRun: false })}
          onClose={() => setIsDeleting(false)}
        >
          Each of them is looked up at Clerk once more first. Their playlists and private
          tracks go with them.
        </Confirm>
      )}
    </Panel>
  );
}
