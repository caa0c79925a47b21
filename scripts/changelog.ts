const UNRELEASED = "Unreleased";
const KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

export type Release = { version: string; date: string };

export type Changelog = {
  /** Newest first. */
  releases: Release[];
  /** Whether something is told of what is not released yet. */
  hasUnreleased: boolean;
  /** Where it departs from the form of Keep a Changelog. */
  problems: string[];
};

type Section = { heading: string; lines: string[] };

/** Reads a changelog in the form of https://keepachangelog.com. */
export function readChangelog(text: string): Changelog {
  const [preamble, ...sections] = sectionsOf(text, "## ");
  const [unreleased, ...released] = sections;
  const releases = released.flatMap(({ heading }) => releaseOf(heading) ?? []);
  return {
    releases,
    hasUnreleased: unreleased?.lines.some((line) => line.startsWith("- ")) ?? false,
    problems: [
      ...(preamble!.lines[0] === "# Changelog"
        ? []
        : ['It does not begin "# Changelog".']),
      ...(unreleased?.heading === `[${UNRELEASED}]`
        ? []
        : [`Its first section is not "## [${UNRELEASED}]".`]),
      ...released
        .filter(({ heading }) => releaseOf(heading) === undefined)
        .map(({ heading }) => `"## ${heading}" is not "## [version] - date".`),
      ...orderProblems(releases),
      ...sections.flatMap(entryProblems),
    ],
  };
}

function sectionsOf(text: string, mark: string): Section[] {
  const sections: Section[] = [{ heading: "", lines: [] }];
  for (const line of text.split("\n")) {
    if (line.startsWith(mark)) {
      sections.push({ heading: line.slice(mark.length), lines: [] });
    } else {
      sections.at(-1)!.lines.push(line);
    }
  }
  return sections;
}

function releaseOf(heading: string): Release | undefined {
  const match = /^\[(\d+\.\d+\.\d+(?:-[\w.]+)?)\] - (\d{4}-\d{2}-\d{2})$/.exec(heading);
  if (!match) return undefined;
  const [, version, date] = match as unknown as [string, string, string];
  return isDay(date) ? { version, date } : undefined;
}

function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function orderProblems(releases: Release[]): string[] {
  return releases.slice(1).flatMap((older, index) => {
    const newer = releases[index]!;
    const isInOrder = compareVersions(newer.version, older.version) > 0;
    return isInOrder && newer.date >= older.date
      ? []
      : [`${newer.version} stands before ${older.version}, and is not newer.`];
  });
}

/** By their numbers; a version is newer than those that lead up to it. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => {
    const [numbers, prerelease] = version.split("-");
    return { numbers: numbers!.split(".").map(Number), prerelease };
  });
  for (const index of [0, 1, 2]) {
    const difference = a!.numbers[index]! - b!.numbers[index]!;
    if (difference !== 0) return difference;
  }
  if (a!.prerelease === undefined || b!.prerelease === undefined) {
    return Number(a!.prerelease === undefined) - Number(b!.prerelease === undefined);
  }
  return a!.prerelease.localeCompare(b!.prerelease, "en", { numeric: true });
}

/** Entries are items of lists, by their kind. */
function entryProblems({ heading, lines }: Section): string[] {
  const [loose, ...kinds] = sectionsOf(lines.join("\n"), "### ");
  const isReleased = heading !== `[${UNRELEASED}]`;
  return [
    ...(isBlank(loose!) ? [] : [`${heading} tells something of no kind.`]),
    ...(isReleased && kinds.length === 0 ? [`${heading} tells nothing.`] : []),
    ...kinds.flatMap((kind) => [
      ...(KINDS.includes(kind.heading)
        ? []
        : [`${heading} has "${kind.heading}", which is no kind of change.`]),
      ...(kind.lines.some((line) => line.startsWith("- "))
        ? []
        : [`${heading} has nothing under "${kind.heading}".`]),
    ]),
  ];
}

function isBlank({ lines }: Section): boolean {
  return lines.every((line) => line.trim() === "");
}
