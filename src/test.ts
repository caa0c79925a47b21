/// <reference types="vite/client" />
import workpool from "@convex-dev/workpool/test";
import type { TestConvex } from "convex-test";
import type { GenericSchema, SchemaDefinition } from "convex/server";
import schema from "./component/schema.js";

export {
  clerkUserDeletedEvent,
  clerkUserEvent,
  type ClerkUserFields,
  sendWebhook,
  type SigningOptions,
  signWebhook,
  testWebhookSecret,
} from "./testing/clerk.js";

const modules = import.meta.glob(["./component/**/*.ts", "!**/*.test.ts"]);

/**
 * Registers the component, and the components that it uses, in a host's convex-test suite.
 *
 * @param t The test instance that `convexTest` returned.
 * @param name The component's name in the host's `convex.config.ts`.
 */
export function register(
  t: TestConvex<SchemaDefinition<GenericSchema, boolean>>,
  name = "musicLibrary",
) {
  t.registerComponent(name, schema, modules);
  for (const pool of ["clerkPool", "filePool"]) workpool.register(t, `${name}/${pool}`);
}

export default { register, schema, modules };
