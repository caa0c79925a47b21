/** Allows pages of any origin to call the deployment, as a real one does. */
export function withCors(request: Request, response: Response): Response {
  const origin = request.headers.get("origin");
  if (origin === null) return response;
  const allowed = new Response(response.body, response);
  allowed.headers.set("access-control-allow-origin", origin);
  allowed.headers.set("access-control-allow-credentials", "true");
  allowed.headers.set("access-control-expose-headers", "digest, content-range");
  allowed.headers.append("vary", "origin");
  return allowed;
}

/** The answer to a browser's preflight request. */
export function preflight(request: Request): Response {
  const headers = request.headers.get("access-control-request-headers") ?? "";
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
      "access-control-allow-headers": headers,
      "access-control-max-age": "86400",
    },
  });
}
