import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { HostApp, template } from "./hostApp.js";
import { packRepository, type Tarball } from "./pack.js";

const INSTALLATION_TIMEOUT_MS = 300_000;

let tarball: Tarball;
let app: HostApp | undefined;

beforeAll(async () => {
  tarball = await packRepository();
});
afterEach(async () => {
  await app?.remove();
  app = undefined;
});
afterAll(async () => {
  await tarball?.remove();
});

test.each(["18.3", "19"])(
  "an app with React %s compiles every hook with its own functions, and renders them on a server",
  async (version) => {
    const range = version === "18.3" ? "~18.3.1" : "^19.0.0";
    const types = `^${version.split(".")[0]}.0.0`;
    app = await HostApp.install(tarball.file, {
      react: range,
      "react-dom": range,
      "@types/react": types,
    });
    const generated = join("convex", "_generated");
    await cp(join(template, generated), join(app.directory, generated), {
      recursive: true,
    });

    const { errors, files } = await app.compile("tsconfig.react.json");
    expect(files).toContain("react/page.tsx");
    expect(errors).toEqual([]);

    const rendered = await app.node([join("react", "renderOnServer.mjs")]);
    expect(rendered).toMatchObject({ exitCode: 0, stderr: "" });
    expect(rendered.stdout).toMatch(
      new RegExp(`^React ${version}\\.\\S+: loading LoadingFirstPage idle idle 0\n$`),
    );
  },
  INSTALLATION_TIMEOUT_MS,
);
