import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isProtected = createRouteMatcher(["/playlists/mine(.*)"]);

export default clerkMiddleware(async (auth, request) => {
  if (isProtected(request)) await auth.protect();
});

export const config = {
  // Every page: `auth()` throws on one that is left out.
  matcher: ["/((?!_next/).*)"],
};
