import { describe, expect, test } from "vitest";
import { routeHttp } from "./routing.js";
import type {
  CheckedComponent,
  EvaluatedDefinition,
  StartPushResponse,
} from "../push/types.js";

type Spec = {
  routes?: string[];
  httpPrefix?: string;
  children?: Record<string, { mount?: string; spec: Spec }>;
};

/** An analysed push of components with these routes (`"GET /path"`) and mounts. */
function pushOf(spec: Spec): StartPushResponse {
  const analysis: Record<string, EvaluatedDefinition> = {};
  const install = (componentPath: string, spec: Spec): CheckedComponent => {
    const children = Object.entries(spec.children ?? {});
    const mounts = children.flatMap(([name, { mount }]) =>
      mount === undefined ? [] : [[mount, `_reference/childComponent/${name}`]],
    );
    const httpRoutes = spec.routes?.map((route) => {
      const [method = "", path = ""] = route.split(" ");
      return { route: { method, path }, pos: null };
    });
    analysis[componentPath] = {
      definition: {
        definitionType: { type: componentPath === "" ? "app" : "childComponent" },
        httpMounts: Object.fromEntries(mounts) as Record<string, string>,
        ...(spec.httpPrefix !== undefined && { httpPrefix: spec.httpPrefix }),
      },
      functions: httpRoutes ? { "http.js": { httpRoutes } } : {},
    } as unknown as EvaluatedDefinition;
    const installed = children.map(([name, { spec }]) => [
      name,
      install(componentPath === "" ? name : `${componentPath}/${name}`, spec),
    ]);
    return {
      componentPath,
      definitionPath: componentPath,
      childComponents: Object.fromEntries(
        installed,
      ) as CheckedComponent["childComponents"],
    } as CheckedComponent;
  };
  const app = install("", spec);
  return { app, analysis } as unknown as StartPushResponse;
}

describe("a request goes to", () => {
  const push = pushOf({
    routes: ["GET /music/exact", "GET /music/deep/*", "POST /form"],
    children: {
      music: {
        mount: "/music/",
        spec: {
          routes: ["GET /exact", "GET /deep/song"],
          children: { inner: { mount: "/inner/", spec: { routes: ["GET /x"] } } },
        },
      },
    },
  });

  test.each([
    ["GET", "/music/exact", "", "/music/exact", "an exact route of the app first"],
    ["GET", "/music/deep/song", "", "/music/deep/song", "the longer prefix"],
    ["GET", "/music/other", "music", "/other", "a mount, with its prefix taken off"],
    ["GET", "/music/inner/x", "music/inner", "/x", "a mount within a mount"],
    ["HEAD", "/music/exact", "", "/music/exact", "the GET route for a HEAD request"],
    ["GET", "/nowhere", "", "/nowhere", "the app's router when nothing matches"],
    ["GET", "/form", "", "/form", "the app's router for a wrong method"],
  ])("%s %s → %j %s: %5$s", (method, path, component, routed) => {
    expect(routeHttp(push, method, path)).toEqual({ component, path: routed });
  });

  test("the app's routes below its own prefix, which its mounts do not share", () => {
    const prefixed = pushOf({
      routes: ["GET /hello"],
      httpPrefix: "/api/",
      children: { music: { mount: "/music/", spec: { routes: ["GET /x"] } } },
    });
    expect(routeHttp(prefixed, "GET", "/api/hello")).toEqual({
      component: "",
      path: "/hello",
    });
    expect(routeHttp(prefixed, "GET", "/music/x")).toEqual({
      component: "music",
      path: "/x",
    });
    expect(routeHttp(prefixed, "GET", "/hello")).toBeNull();
  });

  test("no router if there are neither routes nor mounts", () => {
    expect(routeHttp(pushOf({}), "GET", "/")).toBeNull();
  });
});
