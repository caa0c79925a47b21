import { anyApi, componentsGeneric, type FunctionReference } from "convex/server";
import { MusicLibrary, type UserEvent } from "convex-music-library";
import type { ComponentApi } from "convex-music-library/_generated/component";

const components = componentsGeneric() as unknown as { musicLibrary: ComponentApi };
const internal = anyApi as unknown as {
  events: {
    onUserEvent: FunctionReference<"mutation", "internal", { event: UserEvent }, null>;
  };
};

/** With other options than the example's. */
export const library = new MusicLibrary(components.musicLibrary, {
  issuer: process.env.CLERK_JWT_ISSUER_DOMAIN!,
  onUserDeleted: "deleteAll",
  roleFromMetadata: true,
  onUserEvent: internal.events.onUserEvent,
});
