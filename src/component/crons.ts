import { cronJobs } from "convex/server";
import { internal } from "./_generated/api.js";

const crons = cronJobs();

crons.daily(
  "prune deliveries and clean-up lists",
  { hourUTC: 3, minuteUTC: 17 },
  internal.model.clerk.deliveries.prune,
  {},
);

crons.hourly(
  "collect unused uploads",
  { minuteUTC: 41 },
  internal.model.storage.uploads.collect,
  {},
);

crons.interval(
  "recover file copies",
  { minutes: 10 },
  internal.model.fileMigration.runs.recover,
  {},
);

crons.daily(
  "prune file copies",
  { hourUTC: 3, minuteUTC: 37 },
  internal.model.fileMigration.runs.prune,
  {},
);

export default crons;
