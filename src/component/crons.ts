import { cronJobs } from "convex/server";
import { internal } from "./_generated/api.js";

const crons = cronJobs();

crons.daily(
  "prune deliveries and clean-up lists",
  { hourUTC: 3, minuteUTC: 17 },
  internal.clerk.prune,
  {},
);

crons.hourly("collect unused uploads", { minuteUTC: 41 }, internal.uploads.collect, {});

crons.interval(
  "revive file copies",
  { minutes: 10 },
  internal.fileMigrationRuns.revive,
  {},
);

crons.daily(
  "prune file copies",
  { hourUTC: 3, minuteUTC: 37 },
  internal.fileMigrationRuns.prune,
  {},
);

export default crons;
