import type { Authenticator, Requester } from "../auth/admin.js";
import { ANONYMOUS } from "../auth/admin.js";
import type { Engine } from "../engine/engine.js";
import type { Handler } from "./adapter.js";
import { routeHttp } from "./routing.js";

/** Serves the HTTP actions of the app and of its mounted components. */
export function siteHandler(
  engine: () => Engine | null,
  authenticator: Authenticator,
): Handler {
  return async (request) => {
    const active = engine();
    const { pathname } = new URL(request.url);
    const routed = active && routeHttp(active.push.response, request.method, pathname);
    if (!routed) {
      return new Response("This Convex deployment does not have HTTP actions enabled.", {
        status: 404,
      });
    }
    const { caller } = await requesterOf(request, authenticator);
    return active.handleHttp(routed.component, routed.path, request, caller);
  };
}

/**
 * The sender of a request. An HTTP action may use the `Authorization` header for a scheme
 * of its own, so a header that is not valid here makes the sender anonymous.
 */
async function requesterOf(
  request: Request,
  authenticator: Authenticator,
): Promise<Requester> {
  try {
    return await authenticator.fromHeader(request.headers.get("authorization"));
  } catch {
    return ANONYMOUS;
  }
}
