import type { Criterion } from "./criteria.js";

type Violation = [what: string, files: Record<string, string>];

const builders =
  'import { internalMutation, mutation, query } from "./_generated/server.js";\n';

/** A file beside the component's own, with its builders at hand. */
function extra(code: string, imports = builders): Record<string, string> {
  return { "src/component/extra.ts": imports + code };
}

function manifest(exports: Record<string, string>): Record<string, string> {
  return { "package.json": JSON.stringify({ exports }) };
}

const complete = {
  "./convex.config.js": "./dist/component/convex.config.js",
  "./_generated/component.js": "./dist/component/_generated/component.js",
  "./test": "./src/test.ts",
};

/** For each criterion, sources that it must refuse. */
export const violations: Record<Criterion, Violation[]> = {
  "has convex.config.ts with defineComponent()": [
    ["an app's definition", config('import { defineApp } from "convex/server";')],
    [
      "a definition of its own making",
      config("const defineComponent = (name) => name;\ndefineComponent('musicLibrary');"),
    ],
    [
      "a definition that is not exported",
      {
        "src/component/convex.config.ts":
          'import { defineComponent } from "convex/server"; defineComponent("a");',
      },
    ],
  ],
  "exports the required entry points, and ./test": Object.keys(complete).map((entry) => [
    `no ${entry}`,
    manifest(
      Object.fromEntries(Object.entries(complete).filter(([key]) => key !== entry)),
    ),
  ]),
  // Nothing that is added takes functions away: a test of its own.
  "has component functions": [],
  "imports builders from its own ./_generated/server": [
    [
      "the app's builders",
      extra("", 'import { query } from "../../example/convex/_generated/server.js";'),
    ],
    ["generic builders", extra("", 'import { queryGeneric } from "convex/server";')],
    [
      "a generic builder under the name of its own",
      extra("", 'import { mutationGeneric as mutation } from "convex/server";'),
    ],
  ],
  "writes functions as objects": [
    ["a bare handler", extra("export const list = query(async () => []);")],
    ["two arguments", extra("export const list = query({ args: {} }, async () => []);")],
    ["options from elsewhere", extra("export const list = query(options);")],
    ["no handler", extra("export const list = query({ args: {} });")],
    ["no name", extra("const list = query({ handler: async () => [] });")],
  ],
  "validates the arguments of all functions": [
    [
      "a mutation that takes anything",
      extra(
        "export const set = mutation({ returns: v.null(), handler: async () => null });",
      ),
    ],
    [
      "an internal mutation that takes anything",
      extra(
        "export const set = internalMutation({ returns: v.null(), handler: async () => null });",
      ),
    ],
  ],
  "declares v.null() where nothing is returned": [
    [
      "v.any() for nothing",
      extra(
        "export const set = mutation({ args: {}, returns: v.any(), handler: async (ctx) => { await ctx.db.delete('a'); } });",
      ),
    ],
    [
      "another validator for an early end",
      extra(
        "export const set = internalMutation({ args: {}, returns: v.optional(v.string()), async handler(ctx) { if (ctx) return; } });",
      ),
    ],
    [
      "a validator of unknown origin",
      extra(
        "export const set = mutation({ args: {}, returns: nothing, handler: async () => { return null; } });",
      ),
    ],
  ],
  "does not use ctx.auth": [
    ["ctx.auth", extra("const who = (ctx) => ctx.auth;")],
    ["auth taken out of ctx", extra("const who = ({ auth }) => auth;")],
    ["an identity", extra("const who = (login) => login.getUserIdentity();")],
  ],
  "is public where the app calls it, and internal where it calls itself": [
    [
      "a public function that nobody calls",
      extra("export const purge = mutation({ handler: async () => null });"),
    ],
    [
      "a public function that its own cron calls",
      extra(
        "export const purge = mutation({ handler: async () => null });\ncrons.daily(api.extra.purge);",
      ),
    ],
    [
      "an internal function that nobody calls",
      extra("export const purge = internalMutation({ handler: async () => null });"),
    ],
    [
      "an internal function that the class calls",
      {
        ...extra(
          "export const purge = internalMutation({ handler: async () => null });\nrun(internal.extra.purge);",
        ),
        "src/client/extra.ts": "run(component.extra.purge);",
      },
    ],
  ],
  "reads through withIndex(), not filter()": [
    ["a filter", extra("ctx.db.query('tracks').filter((q) => q.eq(q.field('a'), 1));")],
    [
      "a filter after an index",
      extra("ctx.db.query('tracks').withIndex('byTitle').filter(isMine).first();"),
    ],
    ["all of a table", extra("await ctx.db.query('tracks').collect();")],
  ],
  "has clear types, and validators for them": [
    ["any as a type", extra("export function of(value: any) { return value; }")],
    ["any in a cast", { "src/client/extra.ts": "export const x = y as any;" }],
    ["any as a validator", extra("export const args = { value: v.any() };")],
    ["types unchecked", extra("// @ts-expect-error\nconst a: string = 1;")],
  ],
  "authenticates on the app's side, or by its callback": [
    [
      "no callback",
      { "src/client/index.ts": "const who = (ctx) => ctx.auth.getUserIdentity();" },
    ],
    [
      "no look at ctx.auth",
      { "src/client/index.ts": "type Options = { identify: () => string };" },
    ],
  ],
  "has wrappers that call its public functions": [
    [
      "a function that is not there",
      { "src/client/extra.ts": "run(component.extra.a);" },
    ],
    [
      "a function of another kind",
      {
        "src/component/uploads.ts": "",
        "src/component/tracks.ts": `${builders}export const list = mutation({});`,
      },
    ],
    [
      "the component's insides",
      { "src/client/extra.ts": 'import { list } from "../component/tracks.js";' },
    ],
  ],
  "validates the results of all functions": [
    [
      "a query that returns anything",
      extra("export const list = query({ args: {}, handler: async () => [] });"),
    ],
    [
      "an internal mutation that returns anything",
      extra("export const set = internalMutation({ args: {}, handler: async () => 1 });"),
    ],
  ],
  "reads variables of the environment in handlers": [
    ["a secret read at once", extra("const secret = env.CLERK_SECRET_KEY;")],
  ],
  "has pages without .paginate() of the database": [
    [
      "a page of a query",
      extra("ctx.db.query('tracks').withIndex('byTitle').paginate(options);"),
    ],
  ],
};

function config(code: string): Record<string, string> {
  return { "src/component/convex.config.ts": `${code}\nexport default {};` };
}
