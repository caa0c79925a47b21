import type { CronSchedule } from "../push/types.js";

const DAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];
const MINUTE = 60_000;
/** Enough to find every date that exists: 29 February can be 8 years away. */
const MAX_SEARCHED_DAYS = 9 * 366;

/** The fields of a cron expression, each as the set of values that match. */
type CronFields = {
  minutes: Set<number>;
  hours: Set<number>;
  days: Set<number>;
  months: Set<number>;
  weekdays: Set<number>;
  /** If both the day and the weekday are restricted, one of them has to match. */
  matchesEitherDay: boolean;
};

/** The next time after `after` at which a schedule is due (UTC), or null if there is none. */
export function nextRun(schedule: CronSchedule, after: Date): Date | null {
  if (schedule.type === "interval") {
    return new Date(after.getTime() + intervalOf(schedule));
  }
  return nextMatch(parseCron(expressionOf(schedule)), after);
}

function intervalOf({ seconds, minutes, hours }: CronSchedule): number {
  const total =
    Number(seconds ?? 0) + Number(minutes ?? 0) * 60 + Number(hours ?? 0) * 3600;
  return total * 1000;
}

function expressionOf(schedule: CronSchedule): string {
  const { minuteUTC = 0, hourUTC = 0 } = schedule;
  switch (schedule.type) {
    case "hourly":
      return `${minuteUTC} * * * *`;
    case "daily":
      return `${minuteUTC} ${hourUTC} * * *`;
    case "weekly":
      return `${minuteUTC} ${hourUTC} * * ${DAYS.indexOf(String(schedule.dayOfWeek))}`;
    case "monthly":
      return `${minuteUTC} ${hourUTC} ${schedule.day} * *`;
    default:
      return String(schedule.cron ?? schedule.cronExpr);
  }
}

function parseCron(expression: string): CronFields {
  const fields = expression.trim().split(/\s+/);
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = fields;
  const weekdays = parseField(weekday, 0, 7, DAYS);
  if (weekdays.has(7)) weekdays.add(0);
  return {
    minutes: parseField(minute, 0, 59),
    hours: parseField(hour, 0, 23),
    days: parseField(day, 1, 31),
    months: parseField(month, 1, 12),
    weekdays,
    matchesEitherDay: day !== "*" && weekday !== "*",
  };
}

function parseField(text: string, min: number, max: number, names: string[] = []) {
  const number = (part: string) => {
    const named = names.findIndex((name) => name.startsWith(part.toLowerCase()));
    return named >= 0 ? named : Number(part);
  };
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "*", step = "1"] = part.split("/");
    const [first, last = part.includes("/") ? max : first] =
      range === "*" ? [min, max] : range.split("-").map(number);
    for (let value = first!; value <= Number(last); value += Number(step)) {
      values.add(value);
    }
  }
  return values;
}

function nextMatch(fields: CronFields, after: Date): Date | null {
  const start = new Date(Math.floor(after.getTime() / MINUTE) * MINUTE + MINUTE);
  const day = new Date(start);
  for (let searched = 0; searched < MAX_SEARCHED_DAYS; searched++) {
    if (isDueOn(fields, day)) {
      const from = searched === 0 ? start : day;
      const found = firstMinute(fields, from);
      if (found) return found;
    }
    day.setUTCDate(day.getUTCDate() + 1);
    day.setUTCHours(0, 0, 0, 0);
  }
  return null;
}

function isDueOn(fields: CronFields, date: Date): boolean {
  if (!fields.months.has(date.getUTCMonth() + 1)) return false;
  const day = fields.days.has(date.getUTCDate());
  const weekday = fields.weekdays.has(date.getUTCDay());
  return fields.matchesEitherDay ? day || weekday : day && weekday;
}

/** The first matching minute at or after `from` on the same day, or null. */
function firstMinute(fields: CronFields, from: Date): Date | null {
  const minute = new Date(from);
  while (minute.getUTCDate() === from.getUTCDate()) {
    if (
      fields.hours.has(minute.getUTCHours()) &&
      fields.minutes.has(minute.getUTCMinutes())
    ) {
      return minute;
    }
    minute.setTime(minute.getTime() + MINUTE);
  }
  return null;
}
