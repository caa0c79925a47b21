import type {
  CheckedComponent,
  EvaluatedDefinition,
  HttpRoute,
  StartPushResponse,
} from "../push/types.js";

/** The component whose router answers a request, and the path that the router sees. */
export type RoutedRequest = { component: string; path: string };

/**
 * Finds the router for a request, as a deployment does. An exact route of the app comes
 * first, then the longest prefix among its own routes and the mounts of its components.
 * In a mounted component the search continues with the rest of the path. Returns null if
 * there are no HTTP actions.
 */
export function routeHttp(
  push: StartPushResponse,
  method: string,
  path: string,
): RoutedRequest | null {
  const routedMethod = method === "HEAD" ? "GET" : method;
  let component = push.app;
  let rest = path;
  for (;;) {
    const evaluated = push.analysis[component.definitionPath]!;
    const routes = routesOf(evaluated, routedMethod);
    const mounts = Object.entries(evaluated.definition.httpMounts);
    const own = ownPath(evaluated, rest);
    const here = own !== null && { component: component.componentPath, path: own };
    if (routes && here && routes.some((route) => route.path === here.path)) return here;
    const prefix = here ? longest(routes ?? [], here.path) : -1;
    const mount = mounts
      .filter(([prefix]) => rest.startsWith(prefix))
      .sort(([a], [b]) => b.length - a.length)[0];
    // The app's own prefix applies to its routes but not to its mounts.
    const ownPrefix = prefix < 0 ? -1 : prefix + (rest.length - (own ?? "").length);
    if (!mount || ownPrefix > mount[0].length) {
      return routes && here ? here : null;
    }
    component = childAt(component, mount[1]);
    rest = `/${rest.slice(mount[0].length)}`;
  }
}

function routesOf({ functions }: EvaluatedDefinition, method: string) {
  const routes = functions["http.js"]?.httpRoutes?.map(({ route }) => route);
  return routes?.filter((route) => route.method === method) ?? null;
}

/** The path without the app's own prefix, or null if it does not start with that. */
function ownPath({ definition }: EvaluatedDefinition, path: string): string | null {
  const { httpPrefix, definitionType } = definition;
  if (definitionType.type !== "app" || httpPrefix === undefined) return path;
  return path.startsWith(httpPrefix) ? `/${path.slice(httpPrefix.length)}` : null;
}

/** The length of the longest prefix route that matches a path, or -1. */
function longest(routes: HttpRoute[], path: string): number {
  const lengths = routes
    .filter((route) => route.path.endsWith("*"))
    .map((route) => route.path.slice(0, -1))
    .filter((prefix) => path.startsWith(prefix))
    .map((prefix) => prefix.length);
  return Math.max(-1, ...lengths);
}

function childAt(component: CheckedComponent, reference: string): CheckedComponent {
  const name = reference.split("/").pop()!;
  return component.childComponents[name]!;
}
