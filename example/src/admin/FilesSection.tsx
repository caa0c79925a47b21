import { useMutation, useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { byteSize } from "../upload/byteSize";
import { Button } from "../ui/Button";
import { Progress } from "../ui/Progress";
import { SkeletonRows } from "../ui/Skeleton";
import { FileFailures } from "./FileFailures";
import { Figures, Panel } from "./Panel";

const states = {
  running: "Under way",
  paused: "Paused",
  done: "Done",
  stopped: "Stopped",
  failed: "Failed",
};

/** Brings files that are still elsewhere to the library's own storage, live. */
export function FilesSection() {
  const run = useQuery(api.admin.fileMigration, {});
  if (run === undefined) return <SkeletonRows count={4} label="Loading the migration" />;
  return (
    <Panel title="File migration">
      <p className="max-w-prose text-muted">
        Copies the file of every track that still plays from another server. The old
        address stays with the track.
      </p>
      {run && (
        <>
          <p role="status" className="flex justify-between gap-4 text-sm">
            <span className="font-semibold">{states[run.state]}</span>
            <span className="text-muted tabular-nums">
              {run.copied + run.skipped + run.failed} of {run.total} files
            </span>
          </p>
          <Progress
            label="File migration"
            value={run.copied + run.skipped + run.failed}
            max={run.total}
          />
          <Figures
            figures={[
              ["Copied", run.copied],
              ["Size", byteSize(run.bytes)],
              ["Skipped", run.skipped],
              ["Failed", run.failed],
            ]}
          />
          {run.error !== undefined && (
            <p role="alert" className="text-sm text-danger">
              {run.error}
            </p>
          )}
          {run.failed > 0 && <FileFailures runId={run._id} />}
        </>
      )}
      <MigrationButtons state={run?.state ?? null} />
    </Panel>
  );
}

function MigrationButtons({ state }: { state: keyof typeof states | null }) {
  const start = useMutation(api.admin.startFileMigration);
  const pause = useMutation(api.admin.pauseFileMigration);
  const resume = useMutation(api.admin.resumeFileMigration);
  const stop = useMutation(api.admin.stopFileMigration);
  const action = useAction();
  const button = (
    label: string,
    mutation: (args: Record<string, never>) => Promise<unknown>,
    look: "primary" | "plain" = "plain",
  ) => (
    <Button
      look={look}
      isBusy={action.isBusy}
      onClick={() => void action.run(() => mutation({}))}
    >
      {label}
    </Button>
  );
  return (
    <div className="flex flex-wrap gap-3">
      {state === "running" && button("Pause", pause)}
      {state === "paused" && button("Go on", resume, "primary")}
      {state === "running" || state === "paused"
        ? button("Stop", stop)
        : button("Start the migration", start, "primary")}
    </div>
  );
}
