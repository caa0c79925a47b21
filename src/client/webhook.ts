import { httpActionGeneric, type HttpRouter } from "convex/server";
import type { ComponentApi } from "../component/_generated/component.js";
import type { Settings } from "../shared/settings.js";
import { answerClerkWebhook, CLERK_WEBHOOK_PATH } from "../shared/webhook.js";

// Declared here because hosts may not have the types of Node.js.
declare const process: { env: Record<string, string | undefined> };

/** Mounts the route for Clerk's user events in the host's router. */
export function registerClerkWebhook(
  http: HttpRouter,
  component: ComponentApi,
  options: { path?: string; settings: () => Promise<Settings> },
) {
  const { path = CLERK_WEBHOOK_PATH, settings } = options;
  http.route({
    path,
    method: "POST",
    handler: httpActionGeneric(async (ctx, request) =>
      answerClerkWebhook(request, {
        secret: process.env.CLERK_WEBHOOK_SECRET,
        instanceId: process.env.CLERK_INSTANCE_ID,
        apply: async (delivery) =>
          await ctx.runMutation(component.clerk.receive, {
            ...delivery,
            settings: await settings(),
          }),
      }),
    ),
  });
}
