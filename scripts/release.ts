import { readChangelog } from "./changelog.js";

export type ReleaseFacts = {
  manifest: { version: string; repository?: unknown };
  changelog: string;
  /** The git tag that is released, where one is. */
  tag?: string;
  /** The web address of the repository that the release is built in, where it is known. */
  builtIn?: string;
};

/** What speaks against publishing a version, each with what to do about it. */
export function releaseProblems(facts: ReleaseFacts): string[] {
  return [
    ...repositoryProblems(facts),
    ...tagProblems(facts),
    ...changelogProblems(facts),
  ];
}

const EXAMPLE = '{ "type": "git", "url": "git+https://github.com/OWNER/NAME.git" }';

/** Provenance ties a package to its sources: the registry refuses it without them. */
function repositoryProblems({ manifest, builtIn }: ReleaseFacts): string[] {
  const { repository } = manifest;
  if (repository === undefined) {
    return [
      'package.json has no "repository". Fill in the public repository that the package ' +
        `is published from, as ${EXAMPLE}: npm publishes with provenance only then.`,
    ];
  }
  const address = addressOf(repository);
  if (address === undefined || address.includes("OWNER/NAME")) {
    return [`"repository" in package.json must be ${EXAMPLE}, with its own names.`];
  }
  return builtIn === undefined || address === builtIn
    ? []
    : [`"repository" in package.json is ${address}, but the release is of ${builtIn}.`];
}

function addressOf(repository: unknown): string | undefined {
  const { type, url } = repository as { type?: unknown; url?: unknown };
  if (type !== "git" || typeof url !== "string") return undefined;
  return /^git\+(https:\/\/[^/]+\/[^/]+\/[^/]+)\.git$/.exec(url)?.[1];
}

function tagProblems({ manifest: { version }, tag }: ReleaseFacts): string[] {
  return tag === undefined || tag === `v${version}`
    ? []
    : [`The tag is ${tag}, but the version in package.json makes it v${version}.`];
}

function changelogProblems({ manifest: { version }, changelog }: ReleaseFacts): string[] {
  const { releases, hasUnreleased, problems } = readChangelog(changelog);
  return [
    ...problems.map((problem) => `CHANGELOG.md: ${problem}`),
    ...(releases[0]?.version === version
      ? []
      : [`CHANGELOG.md: the newest release is not "## [${version}] - date".`]),
    ...(hasUnreleased
      ? [`CHANGELOG.md: move what is unreleased to the section of ${version}.`]
      : []),
  ];
}
