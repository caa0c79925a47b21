import type { ClerkRun } from "convex-music-library";
import { Icon } from "../ui/Icon";
import { Progress } from "../ui/Progress";

const states: Record<ClerkRun["state"], string> = {
  running: "Under way",
  stopped: "Stopped",
  done: "Done",
  failed: "Failed",
};

/** How far a run is, live. */
export function RunProgress({ label, run }: { label: string; run: ClerkRun }) {
  const { state, done, total, error } = run;
  const of = total === undefined ? "" : ` of ${total.toLocaleString("en")}`;
  return (
    <div className="grid gap-2">
      <p role="status" className="flex justify-between gap-4 text-sm">
        <span className="font-semibold">{states[state]}</span>
        <span className="text-muted tabular-nums">
          {done.toLocaleString("en")}
          {of} users
        </span>
      </p>
      <Progress
        label={label}
        value={state === "done" ? 1 : total === undefined ? null : done}
        max={state === "done" ? 1 : (total ?? 1)}
      />
      {error !== undefined && (
        <p role="alert" className="flex items-start gap-2 text-sm text-danger">
          <Icon name="alert" />
          {error}
        </p>
      )}
    </div>
  );
}
