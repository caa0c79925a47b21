import { httpRouter } from "convex/server";
import { defaultSettings } from "../shared/settings.js";
import type { Settings } from "../shared/settings.js";
import { answerClerkWebhook, CLERK_WEBHOOK_PATH } from "../shared/webhook.js";
import { api } from "./_generated/api.js";
import { env, httpAction } from "./_generated/server.js";

/** The host's options are not known here; two of them have a variable instead. */
function routeSettings(): Settings {
  return {
    ...defaultSettings,
    roleFromMetadata: env.ROLE_FROM_METADATA === "true",
    onUserDeleted: env.ON_USER_DELETED ?? defaultSettings.onUserDeleted,
  };
}

const http = httpRouter();

// Reached only when the host mounts the component under an `httpPrefix`.
http.route({
  path: CLERK_WEBHOOK_PATH,
  method: "POST",
  handler: httpAction(async (ctx, request) =>
    answerClerkWebhook(request, {
      secret: env.CLERK_WEBHOOK_SECRET,
      instanceId: env.CLERK_INSTANCE_ID,
      apply: (delivery) =>
        ctx.runMutation(api.clerk.receive, { ...delivery, settings: routeSettings() }),
    }),
  ),
});

export default http;
