import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../example/local/index.js";
import { releaseProblems } from "../../scripts/release.js";
import { readManifest, repository, userEnvironment } from "../packaging/repository.js";

const source = { type: "git", url: "git+https://git.example.com/people/library.git" };

const facts = {
  manifest: { version: "0.2.0", repository: source },
  changelog: [
    "# Changelog",
    "## [Unreleased]",
    "## [0.2.0] - 2026-02-28",
    "### Added",
    "- A thing.",
  ].join("\n"),
  tag: "v0.2.0",
  builtIn: "https://git.example.com/people/library",
};

describe("a version", () => {
  test("is published when tag, changelog and repository are its own", () => {
    expect(releaseProblems(facts)).toEqual([]);
  });

  test.each([
    ["no repository is named", { manifest: { version: "0.2.0" } }, /no "repository"/],
    [
      "the repository is still the form to fill in",
      repositoryOf("git+https://github.com/OWNER/NAME.git"),
      /with its own names/,
    ],
    [
      "the repository can't be reached by everybody",
      repositoryOf("git@git.example.com:people/library.git"),
      /must be/,
    ],
    [
      "it is built in another repository",
      repositoryOf("git+https://git.example.com/others/library.git"),
      /others\/library, but the release is of .*people\/library/,
    ],
    ["the tag is of another version", { tag: "v0.3.0" }, /tag is v0\.3\.0/],
    ["the tag is none of a version", { tag: "0.2.0" }, /makes it v0\.2\.0/],
    [
      "the changelog does not tell of it",
      { manifest: { version: "0.3.0", repository: source }, tag: "v0.3.0" },
      /newest release is not "## \[0\.3\.0\]/,
    ],
    [
      "the changelog has more that is not released",
      { changelog: facts.changelog.replace("## [0", "### Fixed\n- It.\n## [0") },
      /move what is unreleased/,
    ],
    [
      "the changelog has no form",
      { changelog: facts.changelog.replace("Added", "News") },
      /no kind of change/,
    ],
  ])("is not when %s", (_why, changes, problem) => {
    expect(releaseProblems({ ...facts, ...changes })).toEqual([
      expect.stringMatching(problem),
    ]);
  });
});

describe("before npm publishes", () => {
  let copy: string;
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), "release-"));
    await cp(join(repository, "scripts"), join(copy, "scripts"), { recursive: true });
    await symlink(join(repository, "node_modules"), join(copy, "node_modules"));
    await writeFile(join(copy, "CHANGELOG.md"), facts.changelog);
  });
  afterAll(async () => {
    await rm(copy, { recursive: true, force: true });
  });

  test("package.json builds the package and has the release checked", async () => {
    const { scripts } = await readManifest();
    expect(scripts!.prepublishOnly).toBe("npm run build && tsx scripts/prepublish.ts");
  });

  test("the check lets a release through that is complete", async () => {
    expect(await check({ repository: source })).toMatchObject({
      exitCode: 0,
      stderr: "",
    });
  });

  test("the check stops one that does not tell where it is from", async () => {
    const { exitCode, stderr } = await check({});
    expect(exitCode).toBe(1);
    expect(stderr).toContain("This version is not published:");
    expect(stderr).toContain("Fill in the public repository");
  });

  async function check(fields: { repository?: typeof source }) {
    const manifest = { version: "0.2.0", type: "module", ...fields };
    await writeFile(join(copy, "package.json"), JSON.stringify(manifest));
    const tsx = join(repository, "node_modules/tsx/dist/cli.mjs");
    return await run(process.execPath, [tsx, "scripts/prepublish.ts"], {
      cwd: copy,
      env: {
        ...userEnvironment(),
        GITHUB_REF_TYPE: "tag",
        GITHUB_REF_NAME: facts.tag,
        GITHUB_SERVER_URL: "https://git.example.com",
        GITHUB_REPOSITORY: "people/library",
      },
    });
  }
});

function repositoryOf(url: string) {
  return { manifest: { version: "0.2.0", repository: { type: "git", url } } };
}
